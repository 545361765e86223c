#include "engine/embedded/records.h"

#include "engine/embedded/codec.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::uint64_t record_version = 1;
/// Of a document with a routing.
constexpr std::uint64_t routed_version = 2;
/// Of a document whose source lies apart.
constexpr std::uint64_t apart_version = 3;
/// 2: aliases with their options, whether the index is closed. 3: whether documents were held against the mappings. Records of older
/// versions are read as well.
constexpr std::uint64_t index_record_version = 3;

Encoder begin(std::uint64_t version = record_version) {
  Encoder encoder;
  encoder.number(version);
  return encoder;
}

/// The version, which is at most `newest`.
Result<std::uint64_t> read_version(Decoder& decoder, std::string_view what, std::uint64_t newest) {
  const auto version = decoder.number();
  if (!decoder.is_intact()) return fail(ErrorKind::unavailable, fmt::format("a {} record in the data folder is damaged", what));
  if (version == 0 || version > newest)
    return fail(ErrorKind::unavailable, fmt::format("a {} record in the data folder has the unknown version [{}]", what, version));
  return version;
}

Result<void> check_version(Decoder& decoder, std::string_view what) {
  if (const auto version = read_version(decoder, what, record_version); !version) return fail(version.error());
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

// What one alias says beside its name.
constexpr std::uint64_t hidden_flag = 1;
constexpr std::uint64_t write_index_flag = 2;
constexpr std::uint64_t no_write_index_flag = 4;

void write_aliases(Encoder& encoder, const std::vector<Alias>& aliases) {
  encoder.number(aliases.size());
  for (const auto& alias : aliases) {
    auto flags = alias.is_hidden ? hidden_flag : 0;
    if (alias.is_write_index) flags |= *alias.is_write_index ? write_index_flag : no_write_index_flag;
    encoder.text(alias.name).number(flags).text(alias.index_routing).text(alias.search_routing);
  }
}

std::vector<Alias> read_aliases(Decoder& decoder, std::uint64_t version) {
  std::vector<Alias> aliases;
  for (auto left = decoder.number(); left > 0 && decoder.is_intact(); --left) {
    Alias alias{std::string(decoder.text())};
    if (version > 1) {
      const auto flags = decoder.number();
      alias.is_hidden = (flags & hidden_flag) != 0;
      if ((flags & (write_index_flag | no_write_index_flag)) != 0) alias.is_write_index = (flags & write_index_flag) != 0;
      alias.index_routing = decoder.text();
      alias.search_routing = decoder.text();
    }
    aliases.push_back(std::move(alias));
  }
  return aliases;
}

}  // namespace

std::uint64_t source_bytes(const StoredDocument& document) {
  return document.source != nullptr ? document.source->size() : document.bytes_apart.value_or(0);
}

std::string encode_front(const StoredDocument& document) {
  const bool is_routed = !document.routing.empty();
  auto encoder = begin(is_routed ? routed_version : record_version);
  encoder.number(document.version).number(document.seq_no).number(document.primary_term).number(document.creation);
  if (is_routed) encoder.text(document.routing);
  return encoder.take();
}

std::string encode(const StoredDocument& document) { return encode_front(document).append(*document.source); }

std::string encode_apart(const StoredDocument& document) {
  auto encoder = begin(apart_version);
  encoder.number(document.version).number(document.seq_no).number(document.primary_term).number(document.creation);
  return encoder.text(document.routing).number(source_bytes(document)).text(document.tag).take();
}

Result<DocumentBytes> view_document(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY(const auto version, read_version(decoder, "document", apart_version));
  DocumentBytes document;
  document.version = decoder.number();
  document.seq_no = decoder.number();
  document.primary_term = decoder.number();
  document.creation = decoder.number();
  if (version >= routed_version) document.routing = decoder.text();
  if (version == apart_version) {
    document.bytes_apart = decoder.number();
    document.tag = decoder.text();
  }
  TRY_VOID(check_intact(decoder, "document"));
  document.source = decoder.rest();
  return document;
}

Result<StoredDocument> decode_document(std::string_view bytes) {
  TRY(const auto view, view_document(bytes));
  return StoredDocument{.version = view.version,
                        .seq_no = view.seq_no,
                        .primary_term = view.primary_term,
                        .creation = view.creation,
                        .source = view.bytes_apart ? nullptr : std::make_shared<const std::string>(view.source),
                        .routing = std::string(view.routing),
                        .tag = std::string(view.tag),
                        .bytes_apart = view.bytes_apart};
}

std::string encode(const IndexDefinition& index) {
  auto encoder = begin(index_record_version);
  encoder.number(index.number).text(index.name).text(index.uuid);
  write_aliases(encoder, index.aliases);
  encoder.number(static_cast<std::uint64_t>(index.created_at.time_since_epoch().count()));
  return encoder.text(json::write(index.mappings))
      .text(json::write(index.settings))
      .number(index.is_closed ? 1 : 0)
      .number(index.maps_documents ? 1 : 0)
      .take();
}

Result<IndexDefinition> decode_definition(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY(const auto version, read_version(decoder, "index", index_record_version));
  IndexDefinition index;
  index.number = decoder.number();
  index.name = decoder.text();
  index.uuid = decoder.text();
  index.aliases = read_aliases(decoder, version);
  index.created_at = base::Instant(base::Nanoseconds(static_cast<std::int64_t>(decoder.number())));
  const auto mappings = decoder.text();
  const auto settings = decoder.text();
  index.is_closed = version > 1 && decoder.number() != 0;
  index.maps_documents = version > 2 && decoder.number() != 0;
  TRY_VOID(check_intact(decoder, "index"));
  TRY(index.mappings, json::parse(mappings));
  TRY(index.settings, json::parse(settings));
  return index;
}

std::string encode(const IndexTemplate& made) {
  auto encoder = begin();
  encoder.text(made.name);
  write_texts(encoder, made.patterns);
  encoder.number(made.priority);
  write_aliases(encoder, made.aliases);
  return encoder.text(json::write(made.mappings)).text(json::write(made.settings)).text(json::write(made.shown)).take();
}

Result<IndexTemplate> decode_template(std::string_view bytes) {
  Decoder decoder(bytes);
  TRY_VOID(check_version(decoder, "template"));
  IndexTemplate made;
  made.name = decoder.text();
  made.patterns = read_texts(decoder);
  made.priority = decoder.number();
  made.aliases = read_aliases(decoder, index_record_version);
  const auto mappings = decoder.text();
  const auto settings = decoder.text();
  const auto shown = decoder.text();
  TRY_VOID(check_intact(decoder, "template"));
  TRY(made.mappings, json::parse(mappings));
  TRY(made.settings, json::parse(settings));
  TRY(made.shown, json::parse(shown));
  return made;
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
          .routing = stored.routing,
          .tag = stored.tag};
}

}  // namespace headrace::engine::embedded
