#include "content/ingest/processor.h"

#include <fmt/format.h>

#include "content/ingest/condition.h"
#include "content/ingest/processor_types.h"

namespace headrace::content::ingest {
namespace {

/// Far above what pipelines do; pipelines that call one another twice would take for ever.
constexpr std::size_t most_steps = 100'000;
constexpr std::size_t deepest = 150;

bool is_exhausted(const Document& document, const Run& run) { return run.steps > most_steps || document.is_full(); }

}  // namespace

struct Processors::Step {
  std::string type, tag;
  std::optional<Condition> condition;
  bool ignores_failure = false;
  Processors on_failure;
  ProcessorPtr processor;
};

ReadProcessor find_processor(std::string_view name) {
  static const auto& known = *new std::vector<ProcessorType>([] {
    std::vector<ProcessorType> all;
    for (const auto family : {field_processors, text_processors, value_processors, attachment_processors}) {
      for (const auto& type : family()) all.push_back(type);
    }
    return all;
  }());
  const auto found = std::ranges::find(known, name, &ProcessorType::name);
  return found == known.end() ? nullptr : found->read;
}

Result<Processors> Processors::read(const json::Array& list) {
  Processors processors;
  for (const auto& element : list) {
    if (!element.is_object() || element.as_object().size() != 1)
      return fail(ErrorKind::parse, "each processor must be an object with one member: its type");
    const auto& [type, options, offset] = element.as_object().front();
    const auto read_processor = find_processor(type);
    if (read_processor == nullptr) return fail(option_error(type, "", "", fmt::format("No processor type exists with name [{}]", type)));
    TRY(auto configuration, Configuration::read(type, options));
    auto step = std::make_shared<Step>();
    step->type = type;
    step->tag = configuration.tag();
    TRY_VOID(configuration.optional_text("description"));
    TRY(step->ignores_failure, configuration.flag("ignore_failure", false));
    TRY(const auto condition, configuration.optional_text("if"));
    if (condition) step->condition = Condition::read(*condition);
    TRY(const auto handlers, configuration.optional_list("on_failure"));
    if (handlers) {
      if (handlers->empty()) return fail(configuration.error("on_failure", "processors list cannot be empty"));
      TRY(step->on_failure, read(*handlers));
    }
    TRY(step->processor, read_processor(configuration));
    TRY_VOID(configuration.check_all_read());
    processors.steps_.push_back(std::move(step));
  }
  return processors;
}

Failure failure_of(const Error& error, std::string_view type, std::string_view tag, const Run& run) {
  return {error.reason, std::string(type), std::string(tag), run.pipelines.empty() ? "" : run.pipelines.back()};
}

Result<Fate> handle(const Processors& handlers, const Error& error, Failure failure, Document& document, Run& run) {
  if (is_exhausted(document, run)) return fail(error);
  document.failures.push_back(std::move(failure));
  auto fate = handlers.run(document, run);
  document.failures.pop_back();
  return fate;
}

Result<Fate> Processors::run_step(const Step& step, Document& document, Run& run) const {
  if (++run.steps > most_steps)
    return fail(ErrorKind::illegal_argument, fmt::format("more than {} processors would run for one document", most_steps));
  if (step.condition) {
    TRY(const bool holds, step.condition->holds(document));
    if (!holds) return Fate::kept;
  }
  return step.processor->run(document, run);
}

Result<Fate> Processors::run(Document& document, Run& run) const {
  if (run.depth == deepest)
    return fail(ErrorKind::graph_structure, fmt::format("pipelines and handlers are nested more than {} deep", deepest));
  ++run.depth;
  auto fate = run_steps(document, run);
  --run.depth;
  return fate;
}

Result<Fate> Processors::run_steps(Document& document, Run& run) const {
  for (const auto& step : steps_) {
    auto fate = run_step(*step, document, run);
    if (!fate) {
      if (is_exhausted(document, run)) return fate;
      if (step->ignores_failure) continue;
      if (step->on_failure.empty()) {
        // The innermost processor is the one that failed.
        auto error = std::move(fate).error();
        const auto is_told = std::ranges::any_of(error.metadata, [](const auto& member) { return member.first == "processor_type"; });
        if (!is_told) {
          error.metadata.emplace_back("processor_type", step->type);
          if (!step->tag.empty()) error.metadata.emplace_back("processor_tag", step->tag);
        }
        return fail(std::move(error));
      }
      fate = handle(step->on_failure, fate.error(), failure_of(fate.error(), step->type, step->tag, run), document, run);
      if (!fate) return fate;
    }
    if (*fate == Fate::dropped) return fate;
  }
  return Fate::kept;
}

}  // namespace headrace::content::ingest
