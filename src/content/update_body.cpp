#include "content/update_body.h"

#include "content/write_options.h"
#include "json/object_reader.h"

namespace headrace::content {
namespace {

using json::FieldKind;

const json::ObjectTable& update_table() {
  static const json::ObjectTable table{"UpdateRequest",
                                       {
                                           {"doc", FieldKind::object},
                                           {"doc_as_upsert", FieldKind::boolean},
                                           {"upsert", FieldKind::object},
                                           {"detect_noop", FieldKind::boolean},
                                           {"_source", FieldKind::any},
                                           {"script", FieldKind::any},
                                           {"scripted_upsert", FieldKind::boolean},
                                           {"if_seq_no", FieldKind::long_integer},
                                           {"if_primary_term", FieldKind::long_integer},
                                       }};
  return table;
}

bool flag(const json::Value& body, std::string_view name, bool otherwise) {
  const auto* value = body.find(name);
  return value == nullptr || !value->is_bool() ? otherwise : value->as_bool();
}

std::optional<json::Value> member(const json::Value& body, std::string_view name) {
  const auto* value = body.find(name);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

/// A guard may stand in the body too.
Result<void> read_guard(const json::Value& body, engine::Write& write, std::vector<std::string>& invalid) {
  WriteOptions options;
  if (const auto* seq_no = body.find("if_seq_no")) options.if_seq_no = json::write(*seq_no);
  if (const auto* term = body.find("if_primary_term")) options.if_primary_term = json::write(*term);
  if (!options.if_seq_no && !options.if_primary_term) return {};
  return apply_options(options, write, invalid);
}

}  // namespace

Result<std::optional<SourceFilter>> read_update_body(std::string_view text, engine::Write& write, std::vector<std::string>& invalid) {
  TRY(const auto body, json::read_body(update_table(), text));
  write.doc = member(body, "doc");
  write.upsert = member(body, "upsert");
  write.doc_as_upsert = flag(body, "doc_as_upsert", false);
  write.detect_noop = flag(body, "detect_noop", true);
  TRY_VOID(read_guard(body, write, invalid));
  const bool scripted = body.find("script") != nullptr;
  if (!write.doc && !scripted) invalid.emplace_back("script or doc is missing");
  if (write.doc && scripted) invalid.emplace_back("can't provide both script and doc");
  if (!write.doc && write.doc_as_upsert) invalid.emplace_back("doc must be specified if doc_as_upsert is enabled");
  if (scripted && invalid.empty()) return fail(ErrorKind::illegal_argument, "updates by script are not supported by this server");
  const auto* source = body.find("_source");
  if (source == nullptr) return std::nullopt;
  TRY(auto filter, SourceFilter::read(*source, text));
  return filter.drops_all() ? std::nullopt : std::optional(std::move(filter));
}

}  // namespace headrace::content
