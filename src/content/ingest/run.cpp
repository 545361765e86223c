#include "content/ingest/run.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::content::ingest {
namespace {

constexpr std::size_t most_pipelines = 100;
constexpr std::size_t deepest = 150;
/// Far above what pipelines do; pipelines that call each other twice would take for ever.
constexpr std::size_t most_steps = 100'000;
/// Beyond these the size of the document counts too.
constexpr std::size_t free_steps = 1'000;

const Error& root_of(const Error& error) {
  const auto* root = &error;
  while (!root->caused_by.empty()) root = &root->caused_by.front();
  return *root;
}

}  // namespace

Result<Fate> run(const Pipeline& pipeline, Document& document, const Surroundings& surroundings, Observer* observer) {
  return Run(surroundings, observer).through(pipeline, document);
}

Result<Fate> Run::through(const Pipeline& pipeline, Document& document) {
  if (std::ranges::find(inside_, pipeline.id()) != inside_.end())
    return fail(ErrorKind::graph_structure, fmt::format("Cycle detected for pipeline: {}", pipeline.id()));
  if (inside_.size() == most_pipelines)
    return fail(ErrorKind::graph_structure,
                fmt::format("Too many nested pipelines. Cannot have more than {} nested pipelines", most_pipelines));
  if (const auto* caller = std::exchange(calling_, nullptr)) tell({*caller, Observer::Status::success, false}, document);
  inside_.push_back(pipeline.id());
  document.set_pipeline(pipeline.id());
  auto fate = steps(pipeline.steps(), document);
  if (!fate && !pipeline.on_failure().empty() && !is_over(document)) fate = handle(pipeline.on_failure(), fate.error(), document);
  inside_.pop_back();
  if (!inside_.empty()) document.set_pipeline(inside_.back());
  return fate;
}

Result<Fate> Run::through(std::string_view id, bool ignore_missing, Document& document) {
  const auto pipeline = surroundings_.find_pipeline ? surroundings_.find_pipeline(id) : nullptr;
  if (pipeline != nullptr) return through(*pipeline, document);
  if (ignore_missing) return Fate::kept;
  return fail(ErrorKind::illegal_argument, fmt::format("Pipeline processor configured for non-existent pipeline [{}]", id));
}

bool Run::is_over(const Document& document) const { return is_abandoned_ || steps_taken_ > most_steps || document.is_exhausted(); }

const extract::FileReader& Run::files() const {
  static const extract::TextReader texts;
  return surroundings_.files == nullptr ? texts : *surroundings_.files;
}

Error Run::put_off() {
  must_wait_ = true;
  return abandon({ErrorKind::internal, "the text of a file has to be waited for"});
}

Error Run::abandon(Error error) {
  is_abandoned_ = true;
  return error;
}

Result<Fate> Run::steps(const std::vector<Step>& steps, Document& document) {
  if (depth_ == deepest)
    return fail(ErrorKind::graph_structure, fmt::format("pipelines and handlers are nested more than {} deep", deepest));
  ++depth_;
  Result<Fate> fate = Fate::kept;
  for (auto one = steps.begin(); one != steps.end() && fate == Fate::kept; ++one) fate = step(*one, document);
  --depth_;
  return fate;
}

void Run::note_failure(std::string_view type, const Step& step) {
  if (!failure_) failure_ = Failure{&step, std::string(type), step.tag, std::string(inside_.back())};
}

void Run::tell(const Observer::Seen& seen, const Document& document) {
  if (observer_ != nullptr) observer_->see(seen, document);
}

Result<Fate> Run::step(const Step& step, Document& document) {
  using Status = Observer::Status;
  auto fate = attempt(step, document);
  if (fate || is_over(document)) return fate;
  if (step.ignore_failure) {
    tell({step, Status::error_ignored, true, &fate.error()}, document);
    failure_.reset();
    return Fate::kept;
  }
  // What failed inside of a pipeline has been seen there.
  if (failure_ && failure_->step == &step) tell({step, Status::error, false, &fate.error()}, document);
  return step.on_failure.empty() ? std::move(fate) : handle(step.on_failure, fate.error(), document);
}

/// The processor, if its condition holds.
Result<Fate> Run::attempt(const Step& step, Document& document) {
  using Status = Observer::Status;
  ++steps_taken_;
  if (steps_taken_ > most_steps)
    return fail(ErrorKind::illegal_argument, fmt::format("more than {} processors would run for one document", most_steps));
  if (steps_taken_ > free_steps) TRY_VOID(document.charge_step());
  if (step.condition) {
    const auto holds = step.condition->holds(document);
    if (!holds) {
      note_failure("conditional", step);
      return fail(holds.error());
    }
    if (!*holds) {
      tell({step, Status::skipped, false}, document);
      return Fate::kept;
    }
  }
  // What a pipeline processor does is seen behind it.
  const bool is_pipeline = step.type == "pipeline";
  calling_ = is_pipeline ? &step : nullptr;
  auto fate = step.processor->run(document, *this);
  const bool was_seen = is_pipeline && calling_ == nullptr;
  calling_ = nullptr;
  if (!fate) {
    note_failure(step.type, step);
  } else if (!was_seen) {
    tell({step, *fate == Fate::dropped ? Status::dropped : Status::success, *fate == Fate::kept && !is_pipeline}, document);
  }
  return fate;
}

Result<Fate> Run::handle(const std::vector<Step>& handlers, const Error& error, Document& document) {
  const auto failure = std::exchange(failure_, std::nullopt).value_or(Failure{});
  document.set_failure(root_of(error).reason, failure.type, failure.tag, failure.pipeline);
  auto fate = steps(handlers, document);
  document.clear_failure();
  return fate;
}

}  // namespace headrace::content::ingest
