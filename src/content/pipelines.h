#pragma once
// The ingest pipelines: kept in the state store, compiled in memory (docs/spec/document-api.md 4.16 and 8).

#include <map>
#include <memory>
#include <mutex>

#include "content/ingest/pipeline.h"
#include "content/work_pool.h"
#include "engine/store.h"

namespace headrace::content {

/// From many threads.
class Pipelines {
 public:
  /// `store` outlives it.
  explicit Pipelines(engine::StateStore& store) : store_(store) {}
  Pipelines(const Pipelines&) = delete;
  Pipelines& operator=(const Pipelines&) = delete;

  struct Stored {
    json::Value body;  ///< as it was put
    std::shared_ptr<const ingest::Pipeline> pipeline;
  };
  using All = std::map<std::string, Stored, std::less<>>;

  /// All that there are now, by id.
  Awaitable<Result<std::shared_ptr<const All>>> all();

  /// Errors: parse for a body that is no pipeline.
  Awaitable<Result<void>> put(std::string id, json::Value body);
  /// Those that `pattern` (a name, or with `*`) names. A built-in one is back with the next start. Errors: resource_not_found when a name
  /// names none.
  Awaitable<Result<void>> remove(std::string pattern);

 private:
  Awaitable<Result<void>> load();
  /// Looks at what is stored now.
  Awaitable<Result<void>> refresh(std::string id);
  void keep(const std::string& id, std::uint64_t seq_no, std::optional<Stored> stored);

  engine::StateStore& store_;
  std::mutex mutex_;
  // All guarded by mutex_.
  std::shared_ptr<const All> all_;             ///< none: nothing was read yet
  std::map<std::string, std::uint64_t> seen_;  ///< sequence number of what is in all_
};

/// Where the text of files comes from.
struct FileWork {
  const extract::FileReader* reader = nullptr;  ///< none: one that reads texts
  WorkPool* pool = nullptr;                     ///< none: who runs a pipeline waits for it
};

/// Runs pipelines over the documents of one request.
class PipelineRunner {
 public:
  /// What `files` names outlives it.
  PipelineRunner(std::shared_ptr<const Pipelines::All> pipelines, base::Instant now, FileWork files = {})
      : pipelines_(std::move(pipelines)), now_(now), files_(files) {}

  /// Whether run() would do anything.
  static bool applies(const std::string& pipeline, const engine::Write& write);

  /// Changes what `write` will store: the document of an index or create, `doc` of an update with doc_as_upsert, else `upsert` (8.6).
  /// False: it was dropped. What takes long runs in the pool. Errors: illegal_argument `pipeline with id [x] does not exist`; those of the
  /// processors; rejected_execution when too much waits for the pool.
  Awaitable<Result<bool>> run(const std::string& pipeline, engine::Write& write) const;

  /// One pipeline over one document, for simulation; blocks.
  Result<ingest::Fate> run(const ingest::Pipeline& pipeline, ingest::Document& document) const;
  [[nodiscard]] WorkPool* pool() const { return files_.pool; }
  [[nodiscard]] base::Instant now() const { return now_; }

 private:
  [[nodiscard]] ingest::Run new_run(bool may_wait) const;
  Result<bool> run_once(const ingest::Pipeline& pipeline, engine::Write& write, ingest::Run& run) const;
  Result<std::optional<json::Value>> changed(const ingest::Pipeline& pipeline, engine::Write& write, json::Value source,
                                             ingest::Run& run) const;

  std::shared_ptr<const Pipelines::All> pipelines_;
  base::Instant now_;
  FileWork files_;
};

/// `body` of `_simulate`; `pipeline` is that of the path, none when the body has to have one. Errors: parse, illegal_argument.
Awaitable<Result<json::Value>> simulate(const PipelineRunner& runner, const json::Value& body,
                                        std::shared_ptr<const ingest::Pipeline> pipeline,
                                        const std::function<json::Value(const Error&)>& error_form);

}  // namespace headrace::content
