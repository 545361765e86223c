#pragma once
// What is sent of a document (docs/spec/connector-service.md 11.3 and 12).

#include <optional>
#include <string>

#include "base/clock.h"
#include "json/value.h"

namespace headrace::service {

/// The three switches that go into every document for the ingest pipeline to read (docs/spec/connector-service.md 12.3).
struct PipelineSettings {
  std::string name = "search-default-ingestion";
  bool extract_binary_content = true;
  bool reduce_whitespace = true;
  bool run_ml_inference = true;
};

/// The member `pipeline` of a job's connector, with defaults for what it lacks.
PipelineSettings read_pipeline(const json::Value& connector);

/// The id that a document gets: the source's, or its MD5 when that is longer than an index takes. None for an empty one.
std::optional<std::string> document_id(const std::string& source_id);

/// The body: `fields` with `id`, and `_timestamp` when `timestamp` is given and they have none; the switches when `pipeline` is given.
std::string document_body(json::Value fields, std::string_view id, std::optional<base::Instant> timestamp,
                          const PipelineSettings* pipeline);

/// The same of members that are JSON text already, `_timestamp` among them. Their memory becomes that of the body.
std::string document_body(std::string&& members, std::string_view id, const PipelineSettings* pipeline);

}  // namespace headrace::service
