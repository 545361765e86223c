#pragma once
// Which pipelines the documents of a request go through, and what comes of it (docs/spec/document-api.md 8.6, 8.7).

#include "content/pipelines.h"
#include "content/work_pool.h"

namespace headrace::content {

/// Where the text of files comes from.
struct FileWork {
  const extract::FileReader* reader = nullptr;  ///< none: one that reads texts
  WorkPool* pool = nullptr;                     ///< none: who runs a pipeline waits for it
};

/// Runs pipelines over the documents of one request.
class PipelineRunner {
 public:
  /// `engine` and what `files` names outlive it.
  PipelineRunner(engine::Engine& engine, std::shared_ptr<const Pipelines::All> pipelines, base::Instant now, FileWork files = {});

  /// Changes what `write` will store: the document of an index or create, `doc` of an update with doc_as_upsert, else `upsert`. First comes
  /// `asked`, or, where that is "", the default pipeline of the index; then its final one. False: it was dropped. Errors: illegal_argument
  /// `pipeline with id [x] does not exist`, and for a final pipeline that changes the index; those of the processors;
  /// rejected_execution when too much waits for the pool, where runs what takes long.
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
  /// What is to be done with a document, and how it is made: anew for each try.
  using Way = std::function<Result<ingest::Fate>(ingest::Document& document, ingest::Run& run)>;
  using Make = std::function<Result<ingest::Document>()>;
  Awaitable<Result<ingest::Fate>> go(const Way& way, const Make& make, std::optional<ingest::Document>& document);
  Awaitable<Result<ingest::Fate>> go_again(const Way& way, const Make& make, std::optional<ingest::Document>& document);
  /// The document as it has become; none: it was dropped.
  Awaitable<Result<std::optional<ingest::Document>>> changed(Chosen chosen, std::string index, const Make& make);

  engine::Engine& engine_;
  std::shared_ptr<const Pipelines::All> pipelines_;
  ingest::Surroundings hasty_, patient_;
  base::Instant now_;
  FileWork files_;
  std::map<std::string, engine::IndexPipelines> own_ = {};  ///< of the indices that were asked for
};

}  // namespace headrace::content
