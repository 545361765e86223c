#pragma once
// Which pipelines the documents of a request go through, and what comes of it (docs/spec/document-api.md 8.6, 8.7).

#include "content/pipelines.h"

namespace headrace::content {

/// Runs pipelines over the documents of one request.
class PipelineRunner {
 public:
  /// `engine` outlives it.
  PipelineRunner(engine::Engine& engine, std::shared_ptr<const Pipelines::All> pipelines, base::Instant now)
      : engine_(engine), pipelines_(std::move(pipelines)), surroundings_(surroundings_of(pipelines_)), now_(now) {}

  /// Changes what `write` will store: the document of an index or create, `doc` of an update with doc_as_upsert, else `upsert`. First comes
  /// `asked`, or, where that is "", the default pipeline of the index; then its final one. False: it was dropped. Errors: illegal_argument
  /// `pipeline with id [x] does not exist`, and for a final pipeline that changes the index; those of the processors.
  Awaitable<Result<bool>> run(std::string asked, engine::Write& write);

  /// True when documents of this index go through pipelines although nobody asked.
  Awaitable<bool> has_own(std::string index);

 private:
  struct Chosen {
    const ingest::Pipeline* first = nullptr;
    const ingest::Pipeline* last = nullptr;
  };
  Awaitable<engine::IndexPipelines> own_of(std::string index);
  Awaitable<Result<Chosen>> choose(std::string asked, std::string index);
  /// nullptr for "".
  [[nodiscard]] Result<const ingest::Pipeline*> named(const std::string& id) const;
  Awaitable<Result<bool>> change(Chosen chosen, engine::Write& write, json::Value& source, bool& is_changed);
  Result<bool> finish(const ingest::Pipeline& last, ingest::Document& document) const;

  engine::Engine& engine_;
  std::shared_ptr<const Pipelines::All> pipelines_;
  ingest::Surroundings surroundings_;
  base::Instant now_;
  std::map<std::string, engine::IndexPipelines> own_ = {};  ///< of the indices that were asked for
};

}  // namespace headrace::content
