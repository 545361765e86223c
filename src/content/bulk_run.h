#pragma once
// Runs a bulk body (docs/spec/document-api.md 4.14): batches of bounded size, written one after the other in the order of the body. A body
// up to whole_bulk_bytes is read to its end first, so that one that is refused has written nothing; a larger one is written as it comes
// (docs/decisions/0008-streamed-bulk.md).

#include <functional>

#include "content/bulk.h"
#include "content/indexing_pressure.h"
#include "content/pipelines.h"
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

/// Takes the items in the order of the body; says how many bytes of answer that has made up to now.
using BulkSink = std::function<std::size_t(const BulkItem&)>;

constexpr std::size_t whole_bulk_bytes = std::size_t{8} << 20;
/// More answer than this is not made: the request ends.
constexpr std::size_t most_bulk_answer_bytes = std::size_t{256} << 20;

struct BulkBody {
  std::string_view text;  ///< what is there; outlives the run
  /// What follows, piece by piece; none at the end. Its errors end the run.
  std::function<Awaitable<Result<std::optional<std::string>>>()> more = nullptr;
};

/// Every item has been given to `sink` when it ends; those without error are on disk. `held` follows what is in memory. Errors: those of
/// BulkCheck; unavailable and cluster_block when not even the first batch could be written (later ones give the error to their items);
/// rejected_execution, for what is too much at once. Of a body that is written as it comes the reason then says how many actions have been
/// carried out; the others have not.
Awaitable<Result<void>> run_bulk(engine::Engine& engine, PipelineRunner pipelines, BulkBody body, BulkDefaults defaults,
                                 IndexingPressure::Lease& held, BulkSink sink);

}  // namespace headrace::content
