#pragma once
// A pipeline: processors, and what handles a failure of them (docs/spec/document-api.md 4.16 and 8).

#include "content/ingest/processor.h"

namespace headrace::content::ingest {

class Pipeline {
 public:
  /// The body of `PUT /_ingest/pipeline/{id}`. Errors: parse, with the original's metadata.
  static Result<std::shared_ptr<const Pipeline>> read(std::string id, const json::Value& body);

  [[nodiscard]] const std::string& id() const { return id_; }
  /// Errors: that of the processor that failed, with what it is in the metadata; graph_structure for a pipeline that runs itself, or too
  /// deep.
  Result<Fate> run(Document& document, Run& run) const;

 private:
  explicit Pipeline(std::string id) : id_(std::move(id)) {}

  std::string id_;
  Processors processors_, on_failure_;
};

/// `search-default-ingestion` and `ent-search-generic-ingestion` (8.1, 8.3): the body under which `GET` shows it; none for another id.
std::optional<json::Value> built_in_pipeline(std::string_view id);

/// The ids of these.
std::vector<std::string_view> built_in_pipelines();

}  // namespace headrace::content::ingest
