#include "engine/embedded/records.h"

#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t record_version = 1;
/// Of a document with a routing.
constexpr std::uint64_t routed_version = 2;

Encoder begin(std::uint64_t version = record_version) {
  Encoder encoder;
  encoder.number(version);
  return encoder;
}

Result<std::uint64_t> read_version(Decoder& decoder, std::string_view what, std::uint64_t highest) {
  const auto version = decoder.number();
  if (!decoder.is_intact()) return fail(ErrorKind::unavailable, fmt::format("a {} record in the data folder is damaged", what));
  if (version < record_version || version > highest)
    return fail(ErrorKind::unavailable, fmt::format("a {} record in the data folder has the unknown version [{}]", what, version));
  return version;
}

Result<void> check_version(Decoder& decoder, std::string_view what) {
  TRY(std::ignore, read_version(decoder, what, record_version));
  return {};
}

Result<void> check_intact(const Decoder& decoder, std::string_view what) {
  if (decoder.is_intact()) return {};
  return fail(ErrorKind::unavailable, fmt::format("a {} record in the data folder is damaged", what));
}

void write_texts(Encoder& encoder, const std::vector<std::string>& texts) {
  encoder.number(texts.size());
  for (const auto& text : texts) encoder.text(text);
}

std::vector<std::string> read_texts(Decoder& decoder) {
  std::vector<std::string> texts;
  for (auto left = decoder.number(); left > 0 && decoder.is_intact(); --left) texts.emplace_back(decoder.text());
  return texts;
}

}  // namespace

std::string encode(const StoredDocument& document) {
  const bool is_routed = !document.routing.empty();
  auto encoder = begin(is_routed ? routed_version : record_version);
  encoder.number(document.version).number(document.seq_no).number(document.primary_term).number(document.creation);
  if (is_routed) encoder.text(document.routing);
  return encoder.rest(*document.source).take();
}

Result<DocumentBytes> view_document(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY(const auto version, read_version(decoder, "document", routed_version));
  DocumentBytes document;
  document.version = decoder.number();
  document.seq_no = decoder.number();
  document.primary_term = decoder.number();
  document.creation = decoder.number();
  if (version == routed_version) document.routing = decoder.text();
  TRY_VOID(check_intact(decoder, "document"));
  document.source = decoder.rest();
  return document;
}

Result<StoredDocument> decode_document(std::string_view bytes) {
  TRY(const auto view, view_document(bytes));
  return StoredDocument{view.version,
                        view.seq_no,
                        view.primary_term,
                        view.creation,
                        std::make_shared<const std::string>(view.source),
                        std::string(view.routing)};
}

std::string encode(const IndexDefinition& index) {
  auto encoder = begin();
  encoder.number(index.number).text(index.name).text(index.uuid);
  write_texts(encoder, index.aliases);
  encoder.number(static_cast<std::uint64_t>(index.created_at.time_since_epoch().count()));
  return encoder.text(json::write(index.mappings)).text(json::write(index.settings)).take();
}

Result<IndexDefinition> decode_definition(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY_VOID(check_version(decoder, "index"));
  IndexDefinition index;
  index.number = decoder.number();
  index.name = decoder.text();
  index.uuid = decoder.text();
  index.aliases = read_texts(decoder);
  index.created_at = base::Instant(base::Nanoseconds(static_cast<std::int64_t>(decoder.number())));
  const auto mappings = decoder.text();
  const auto settings = decoder.text();
  TRY_VOID(check_intact(decoder, "index"));
  TRY(index.mappings, json::parse(mappings));
  TRY(index.settings, json::parse(settings));
  return index;
}

std::string encode(const IndexCounters& counters) {
  return begin().number(counters.next_seq_no).number(counters.next_creation).number(counters.documents).number(counters.bytes).take();
}

Result<IndexCounters> decode_counters(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY_VOID(check_version(decoder, "counter"));
  IndexCounters counters;
  counters.next_seq_no = decoder.number();
  counters.next_creation = decoder.number();
  counters.documents = decoder.number();
  counters.bytes = decoder.number();
  TRY_VOID(check_intact(decoder, "counter"));
  return counters;
}

std::string encode(const ListRecord& record) {
  auto encoder = begin();
  encoder.text(record.order).number(record.seq_no).number(record.creation).number(record.keywords.size());
  for (const auto& values : record.keywords) write_texts(encoder, values);
  return encoder.take();
}

Result<ListRecord> decode_list_record(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY_VOID(check_version(decoder, "list"));
  ListRecord record;
  record.order = decoder.text();
  record.seq_no = decoder.number();
  record.creation = decoder.number();
  for (auto left = decoder.number(); left > 0 && decoder.is_intact(); --left) record.keywords.push_back(read_texts(decoder));
  TRY_VOID(check_intact(decoder, "list"));
  return record;
}

Document to_document(std::string_view index, std::string_view id, const StoredDocument& stored) {
  return {.index = std::string(index),
          .id = std::string(id),
          .source = stored.source,
          .version = stored.version,
          .seq_no = stored.seq_no,
          .primary_term = stored.primary_term,
          .routing = stored.routing};
}

}  // namespace headrace::engine::embedded
