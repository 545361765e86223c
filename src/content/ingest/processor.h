#pragma once
// What pipelines are made of. A processor is read once and runs over many documents, from many threads.

#include <functional>
#include <memory>

#include "content/ingest/configuration.h"
#include "content/ingest/document.h"

namespace headrace::content::ingest {

class Pipeline;

enum class Fate { kept, dropped };

/// What a run needs to know beside the document. What one document may cost is bounded: nobody handles the error of a bound.
struct Run {
  /// The pipeline with this id; nullptr when there is none.
  std::function<std::shared_ptr<const Pipeline>(const std::string& id)> find_pipeline;
  std::vector<std::string> pipelines = {};  ///< that are running, the outermost first
  std::size_t depth = 0;                    ///< of lists of processors within each other
  std::size_t steps = 0;                    ///< that were taken
};

class Processor {
 public:
  virtual ~Processor() = default;
  /// Errors: those of the processor; the document may have been changed by then.
  virtual Result<Fate> run(Document& document, Run& run) const = 0;
};

using ProcessorPtr = std::unique_ptr<const Processor>;

/// A list of processors, one behind the other.
class Processors {
 public:
  /// `list` is what stands at `processors` or `on_failure`. Errors: parse, with the original's metadata.
  static Result<Processors> read(const json::Array& list);

  [[nodiscard]] bool empty() const { return steps_.empty(); }
  /// Errors: that of the first processor that fails and is not handled.
  Result<Fate> run(Document& document, Run& run) const;

 private:
  struct Step;
  Result<Fate> run_steps(Document& document, Run& run) const;
  Result<Fate> run_step(const Step& step, Document& document, Run& run) const;

  std::vector<std::shared_ptr<const Step>> steps_;
};

/// `Processor 'set' with tag 'a' in pipeline 'p' failed with message 'm'` (docs/spec/document-api.md 8.3) is made of these by templates.
Failure failure_of(const Error& error, std::string_view type, std::string_view tag, const Run& run);

/// Runs `handlers` with `failure` as what `_ingest.on_failure_…` tell. Errors: `error` itself when it is that of a bound.
Result<Fate> handle(const Processors& handlers, const Error& error, Failure failure, Document& document, Run& run);

}  // namespace headrace::content::ingest
