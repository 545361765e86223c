#pragma once
// `POST /_ingest/pipeline/{id}/_simulate` and `POST /_ingest/pipeline/_simulate`: what pipelines would make of documents.

#include <functional>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "content/ingest/run.h"

namespace headrace::content::ingest {

struct SimulateOptions {
  std::optional<std::string_view> id = {};  ///< of the path; it wins over `pipeline` of the body
  bool verbose = false;
  base::Instant now{};
  /// The object of an error as answers show it, with `root_cause`: rest/error.h knows it.
  std::function<json::Value(const Error& error)> error_object;
};

/// The answer, `{"docs":[…]}`, from a body with `docs` (each `_source`, and `_index`, `_id`, `_routing` if wanted) and `pipeline`: per
/// document `{"doc":{…}}`, `{"error":{…}}` or null for a dropped one; with `verbose` a list of `processor_results`. Errors: parse
/// (missing or of another type), illegal_argument (no such pipeline, no documents, too large an answer).
Result<json::Value> simulate(const json::Value& body, const SimulateOptions& options, const Surroundings& surroundings);

}  // namespace headrace::content::ingest
