#include "engine/embedded/list_position.h"

#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t position_version = 1;

}  // namespace

std::string encode_position(const IndexDefinition& index, ListOrder order, const ListPlace& place) {
  Encoder encoder;
  encoder.number(position_version).text(index.uuid).number(static_cast<std::uint64_t>(order));
  return encoder.text(place.order).number(place.creation).rest(place.id).take();
}

Result<ListPlace> decode_position(std::string_view bytes, const IndexDefinition& index, ListOrder order) {
  Decoder decoder(bytes);
  const bool is_of_this_list =
      decoder.number() == position_version && decoder.text() == index.uuid && decoder.number() == static_cast<std::uint64_t>(order);
  ListPlace place;
  place.order = decoder.text();
  place.creation = decoder.number();
  place.id = decoder.rest();
  if (!is_of_this_list || !decoder.is_intact())
    return fail(ErrorKind::illegal_argument, fmt::format("this is no position in the list of index [{}] in this order", index.name));
  return place;
}

}  // namespace headrace::engine::embedded
