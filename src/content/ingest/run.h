#pragma once
// Runs pipelines over documents.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/pipeline.h"
#include "extract/file_reader.h"

namespace headrace::content::ingest {

/// The pipeline with this id, nullptr when there is none. Shared, because it may be replaced while documents run through it.
using FindPipeline = std::function<std::shared_ptr<const Pipeline>(std::string_view id)>;

/// What pipelines need besides the document.
struct Surroundings {
  FindPipeline find_pipeline;
  const extract::FileReader* files = nullptr;  ///< none: one that reads texts
  bool may_wait = true;                        ///< false: this thread must go on; what takes long puts the run off
};

/// Sees each step behind itself: for `verbose` simulations.
class Observer {
 public:
  enum class Status { success, error, error_ignored, skipped, dropped };
  struct Seen {
    const Step& step;
    Status status;
    bool has_document;             ///< false where the original shows none
    const Error* error = nullptr;  ///< of error and error_ignored
  };
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;
  virtual void see(const Seen& seen, const Document& document) = 0;
};

/// The document has been changed in place, or is to be forgotten (`dropped`). Errors: of the processor that failed and that nobody
/// handled (docs/spec/document-api.md 8.7); the document is then as that processor left it. Bounded in pipelines within pipelines
/// and in steps per document.
Result<Fate> run(const Pipeline& pipeline, Document& document, const Surroundings& surroundings, Observer* observer = nullptr);

/// One document's way; processors see this.
class Run {
 public:
  Run(const Surroundings& surroundings, Observer* observer) : surroundings_(surroundings), observer_(observer) {}

  Result<Fate> through(const Pipeline& pipeline, Document& document);
  /// Errors: illegal_argument when there is none (unless `ignore_missing`).
  Result<Fate> through(std::string_view id, bool ignore_missing, Document& document);
  /// What the regular expressions of a document may still do (base/regex.h).
  [[nodiscard]] std::uint64_t& regex_steps() { return regex_steps_; }
  [[nodiscard]] const extract::FileReader& files() const;
  [[nodiscard]] bool may_wait() const { return surroundings_.may_wait; }
  /// Ends the run: the document has to be run anew where there is time.
  [[nodiscard]] Error put_off();
  /// True behind that.
  [[nodiscard]] bool must_wait() const { return must_wait_; }
  /// Ends the run: `error` is no failure of the document, so that nobody handles it.
  [[nodiscard]] Error abandon(Error error);

 private:
  /// Who failed, for the handlers; the innermost one counts.
  struct Failure {
    const Step* step = nullptr;
    std::string type;
    std::optional<std::string> tag;
    std::string pipeline;
  };

  Result<Fate> steps(const std::vector<Step>& steps, Document& document);
  Result<Fate> step(const Step& step, Document& document);
  Result<Fate> attempt(const Step& step, Document& document);
  Result<Fate> handle(const std::vector<Step>& handlers, const Error& error, Document& document);
  /// The error of a bound is nobody's to handle, nor is that of a run that was put off or abandoned.
  [[nodiscard]] bool is_over(const Document& document) const;
  void note_failure(std::string_view type, const Step& step);
  void tell(const Observer::Seen& seen, const Document& document);

  const Surroundings& surroundings_;
  Observer* observer_;
  std::vector<std::string_view> inside_;  ///< ids of the pipelines that have begun and not ended
  std::optional<Failure> failure_;
  const Step* calling_ = nullptr;  ///< a pipeline processor whose pipeline has not begun yet
  bool must_wait_ = false;
  bool is_abandoned_ = false;
  std::size_t steps_taken_ = 0;
  std::uint64_t regex_steps_ = 50'000'000;
  std::size_t depth_ = 0;  ///< of pipelines and handlers within each other
};

}  // namespace headrace::content::ingest
