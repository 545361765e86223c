#pragma once
// Runs a bulk body (docs/spec/document-api.md 4.14): batches of bounded size, written one after the other in the order of the body.

#include <functional>

#include "content/bulk.h"
#include "content/pipeline_runner.h"
#include "engine/store.h"

namespace headrace::content {

/// What became of one action.
struct BulkItem {
  std::string_view name;          ///< of the action, as it was sent
  std::string index;              ///< as it was sent
  std::optional<std::string> id;  ///< as it was sent
  Result<engine::Written> result;
  bool is_dropped = false;                   ///< by its pipeline: `result` is nothing
  std::optional<SourceFilter> shown;         ///< of an update that asked for its document
  std::optional<engine::Document> document;  ///< which is this
};

/// Takes the items in the order of the body.
using BulkSink = std::function<void(const BulkItem&)>;

/// Every item has been given to `sink` when it ends; those without error are on disk. `body` outlives it. Errors: those of check_bulk;
/// unavailable and cluster_block when not even the first batch could be written (later ones give the error to their items).
Awaitable<Result<void>> run_bulk(engine::Engine& engine, PipelineRunner pipelines, std::string_view body, BulkDefaults defaults,
                                 BulkSink sink);

}  // namespace headrace::content
