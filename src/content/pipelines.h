#pragma once
// The ingest pipelines: kept in the state store, compiled in memory (docs/spec/document-api.md 4.16 and 8).

#include <map>
#include <memory>
#include <mutex>

#include "content/ingest/run.h"
#include "engine/store.h"

namespace headrace::content {

/// From many threads.
class Pipelines {
 public:
  /// `engine` outlives it.
  explicit Pipelines(engine::Engine& engine) : engine_(engine) {}
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;

  using All = std::map<std::string, std::shared_ptr<const ingest::Pipeline>, std::less<>>;

  /// All that there are now, by id.
  Awaitable<Result<std::shared_ptr<const All>>> all();

  /// Errors: parse for a body that is no pipeline.
  Awaitable<Result<void>> put(std::string id, json::Value body);
  /// Those that `pattern` (a name, or with `*`) names. A built-in one is back with the next start. Errors: resource_not_found when a name
  /// names none; illegal_argument for one that an index names as its default or final pipeline.
  Awaitable<Result<void>> remove(std::string pattern);

 private:
  Awaitable<Result<void>> load();
  /// Looks at what is stored now.
  Awaitable<Result<void>> refresh(std::string id);
  void keep(const std::string& id, std::uint64_t seq_no, std::shared_ptr<const ingest::Pipeline> pipeline);

  engine::Engine& engine_;
  std::mutex mutex_;
  // All guarded by mutex_.
  std::shared_ptr<const All> all_;             ///< none: nothing was read yet
  std::map<std::string, std::uint64_t> seen_;  ///< sequence number of what is in all_
};

/// What the `pipeline` processors of these find.
ingest::Surroundings surroundings_of(std::shared_ptr<const Pipelines::All> pipelines);

}  // namespace headrace::content
