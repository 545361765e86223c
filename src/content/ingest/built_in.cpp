#include "content/ingest/built_in.h"

#include <algorithm>

#include "json/value.h"

namespace headrace::content::ingest {
namespace {

/// The table of docs/spec/document-api.md 8.3. The members of `_meta` and the description are ours.
constexpr std::string_view default_body = R"json({
  "version": 3,
  "description": "What connectors sync: text of attachments into body, white space squeezed, the markers of the sync taken out.",
  "_meta": {"managed_by": "headrace", "managed": true},
  "processors": [
    {"attachment": {
      "description": "Text of the file in _attachment",
      "if": "ctx?._extract_binary_content == true",
      "field": "_attachment",
      "target_field": "_extracted_attachment",
      "indexed_chars_field": "_attachment_indexed_chars",
      "ignore_missing": true,
      "remove_binary": false,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'attachment' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }},
    {"set": {
      "tag": "set_body",
      "description": "The text becomes the body",
      "if": "ctx?._extract_binary_content == true",
      "field": "body",
      "copy_from": "_extracted_attachment.content",
      "ignore_empty_value": true,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'set' with tag 'set_body' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }},
    {"gsub": {
      "tag": "remove_replacement_chars",
      "description": "Characters that could not be decoded go",
      "if": "ctx?._extract_binary_content == true",
      "field": "body",
      "pattern": "\ufffd",
      "replacement": "",
      "ignore_missing": true,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'gsub' with tag 'remove_replacement_chars' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }},
    {"gsub": {
      "tag": "remove_extra_whitespace",
      "description": "Each run of white space becomes one space",
      "if": "ctx?._reduce_whitespace == true",
      "field": "body",
      "pattern": "\\s+",
      "replacement": " ",
      "ignore_missing": true,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'gsub' with tag 'remove_extra_whitespace' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }},
    {"trim": {
      "description": "No white space at the ends",
      "if": "ctx?._reduce_whitespace == true",
      "field": "body",
      "ignore_missing": true,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'trim' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }},
    {"remove": {
      "tag": "remove_meta_fields",
      "description": "What the sync put there for this pipeline",
      "field": ["_attachment", "_attachment_indexed_chars", "_extracted_attachment", "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"],
      "ignore_missing": true,
      "on_failure": [{"append": {
        "description": "What went wrong",
        "field": "_ingestion_errors",
        "value": "Processor 'remove' with tag 'remove_meta_fields' in pipeline '{{_ingest.on_failure_pipeline}}' failed with message '{{_ingest.on_failure_message}}'"
      }}]
    }}
  ]
})json";

std::shared_ptr<const Pipeline> compiled(std::string_view id) {
  // Both steps can only fail by a mistake of ours, which the tests find.
  return std::make_shared<const Pipeline>(Pipeline::read(id, json::parse(default_body).value()).value());
}

}  // namespace

const std::vector<std::shared_ptr<const Pipeline>>& built_in_pipelines() {
  static const std::vector<std::shared_ptr<const Pipeline>> pipelines = {compiled(default_pipeline), compiled(generic_pipeline)};
  return pipelines;
}

std::shared_ptr<const Pipeline> built_in_pipeline(std::string_view id) {
  const auto& pipelines = built_in_pipelines();
  const auto found = std::ranges::find(pipelines, id, [](const auto& pipeline) -> std::string_view { return pipeline->id(); });
  return found == pipelines.end() ? nullptr : *found;
}

}  // namespace headrace::content::ingest
