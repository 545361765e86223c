// The pipelines that are there from the start (docs/spec/document-api.md 8.1 and 8.3).

#include <fmt/format.h>

#include "content/ingest/pipeline.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr std::string_view extracts = "ctx?._extract_binary_content == true";
constexpr std::string_view squeezes = "ctx?._reduce_whitespace == true";

/// The text that a failed processor leaves in the document. `tag` is "" for one without.
Value note(std::string_view type, std::string_view tag) {
  const auto text = fmt::format(
      "Processor '{}'{} in pipeline '{{{{ _ingest.on_failure_pipeline }}}}' failed with message "
      "'{{{{ _ingest.on_failure_message }}}}'",
      type, tag.empty() ? "" : fmt::format(" with tag '{}'", tag));
  return json::Array{json::object({{"append", json::object({{"field", "_ingestion_errors"}, {"value", text}})}})};
}

Value step(std::string_view type, std::string_view tag, std::string_view condition, Value options) {
  if (!tag.empty()) options.set("tag", tag);
  if (!condition.empty()) options.set("if", condition);
  options.set("on_failure", note(type, tag));
  return json::object({{type, std::move(options)}});
}

Value ingestion(std::string_view description) {
  json::Array processors{
      step("attachment", "", extracts,
           json::object({{"field", "_attachment"},
                         {"target_field", "_extracted_attachment"},
                         {"ignore_missing", true},
                         {"indexed_chars_field", "_attachment_indexed_chars"}})),
      step("set", "set_body", extracts,
           json::object({{"field", "body"}, {"copy_from", "_extracted_attachment.content"}, {"ignore_empty_value", true}})),
      step("gsub", "remove_replacement_chars", extracts,
           json::object({{"field", "body"}, {"pattern", "\xEF\xBF\xBD"}, {"replacement", ""}, {"ignore_missing", true}})),
      step("gsub", "remove_extra_whitespace", squeezes,
           json::object({{"field", "body"}, {"pattern", "[ \\t\\n\\x0B\\f\\r]+"}, {"replacement", " "}, {"ignore_missing", true}})),
      step("trim", "", squeezes, json::object({{"field", "body"}, {"ignore_missing", true}})),
      step("remove", "remove_meta_fields", "",
           json::object({{"field", json::Array{"_attachment", "_attachment_indexed_chars", "_extracted_attachment",
                                               "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"}},
                         {"ignore_missing", true}}))};
  return json::object({{"version", 3},
                       {"description", description},
                       {"_meta", json::object({{"managed_by", "headrace"}, {"managed", true}})},
                       {"processors", std::move(processors)}});
}

}  // namespace

std::vector<std::string_view> built_in_pipelines() { return {"ent-search-generic-ingestion", "search-default-ingestion"}; }

std::optional<Value> built_in_pipeline(std::string_view id) {
  if (id == "search-default-ingestion") return ingestion("For the documents of connectors: text of attachments, white space");
  if (id == "ent-search-generic-ingestion") return ingestion("The same as search-default-ingestion, under its older name");
  return std::nullopt;
}

}  // namespace headrace::content::ingest
