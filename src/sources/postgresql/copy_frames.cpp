#include "sources/postgresql/copy_frames.h"

#include <cstdint>

#include "sources/postgresql/byte_reader.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::string_view signature("PGCOPY\n\xff\r\n\0", 11);
constexpr std::int16_t end_of_stream = -1;
constexpr std::int32_t null_size = -1;

std::unexpected<Error> malformed() { return fail(ErrorKind::connection, "the server has sent something that is no binary COPY"); }

}  // namespace

void CopyFrames::feed(std::string_view chunk) {
  if (rest_.empty()) {
    rest_ = chunk;
    is_kept_ = false;
    return;
  }
  std::string joined;
  joined.reserve(rest_.size() + chunk.size());
  (joined += rest_) += chunk;
  kept_ = std::move(joined);
  rest_ = kept_;
  is_kept_ = true;
}

/// What is left of a piece is needed after the piece is gone.
bool CopyFrames::wait_for_more() {
  if (!is_kept_) {
    kept_ = rest_;
    rest_ = kept_;
    is_kept_ = true;
  }
  return false;
}

Result<bool> CopyFrames::read_header() {
  ByteReader reader(rest_);
  const auto begin = reader.take_bytes(signature.size());
  reader.take<std::int32_t>();  // flags
  const auto extension = reader.take<std::int32_t>();
  if (!reader.is_good()) return wait_for_more();
  if (begin != signature || extension < 0) return malformed();
  reader.take_bytes(static_cast<std::size_t>(extension));
  if (!reader.is_good()) return wait_for_more();
  rest_ = reader.rest();
  has_header_ = true;
  return true;
}

Result<bool> CopyFrames::next(std::vector<Field>& fields) {
  if (!has_header_) {
    TRY(const bool has_header, read_header());
    if (!has_header) return false;
  }
  ByteReader reader(rest_);
  const auto count = reader.take<std::int16_t>();
  if (!reader.is_good()) return wait_for_more();
  if (count == end_of_stream) {
    has_ended_ = true;
    rest_ = {};
    return false;
  }
  if (count < 0) return malformed();
  fields.resize(static_cast<std::size_t>(count));
  for (auto& field : fields) {
    const auto size = reader.take<std::int32_t>();
    if (size < null_size) return malformed();
    field.is_null = size == null_size;
    field.bytes = field.is_null ? std::string_view() : reader.take_bytes(static_cast<std::size_t>(size));
  }
  if (!reader.is_good()) return wait_for_more();
  rest_ = reader.rest();
  return true;
}

}  // namespace headrace::sources::postgresql
