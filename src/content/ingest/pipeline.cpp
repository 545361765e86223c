#include "content/ingest/pipeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::content::ingest {
namespace {

constexpr std::array<std::string_view, 6> members{"description", "version", "processors", "on_failure", "_meta", "deprecated"};
constexpr std::size_t most_pipelines = 100;

Result<json::Array> list_of(const json::Value& body, std::string_view name) {
  const auto* list = body.find(name);
  if (list->is_array()) return list->as_array();
  return fail(option_error("", "", name, fmt::format("property isn't a list, but of type [{}]", list->token_name())));
}

}  // namespace

Result<std::shared_ptr<const Pipeline>> Pipeline::read(std::string id, const json::Value& body) {
  if (!body.is_object()) return fail(ErrorKind::parse, "request body is required to be an object");
  std::shared_ptr<Pipeline> pipeline(new Pipeline(std::move(id)));
  std::vector<std::string_view> unknown;
  for (const auto& member : body.as_object()) {
    if (std::ranges::find(members, member.name) == members.end()) unknown.push_back(member.name);
  }
  if (body.find("processors") == nullptr) return fail(option_error("", "", "processors", "required property is missing"));
  if (!unknown.empty())
    return fail(ErrorKind::parse, fmt::format("pipeline [{}] doesn't support one or more provided configuration parameters [{}]",
                                              pipeline->id_, fmt::join(unknown, ", ")));
  TRY(const auto list, list_of(body, "processors"));
  TRY(pipeline->processors_, Processors::read(list));
  if (body.find("on_failure") != nullptr) {
    TRY(const auto handlers, list_of(body, "on_failure"));
    if (handlers.empty())
      return fail(ErrorKind::parse, fmt::format("pipeline [{}] cannot have an empty on_failure option defined", pipeline->id_));
    TRY(pipeline->on_failure_, Processors::read(handlers));
  }
  return pipeline;
}

Result<Fate> Pipeline::run(Document& document, Run& run) const {
  if (std::ranges::find(run.pipelines, id_) != run.pipelines.end())
    return fail(ErrorKind::graph_structure, fmt::format("Cycle detected for pipeline: {}", id_));
  if (run.pipelines.size() == most_pipelines)
    return fail(ErrorKind::graph_structure,
                fmt::format("Too many nested pipelines. Cannot have more than {} nested pipelines", most_pipelines));
  run.pipelines.push_back(id_);
  auto fate = processors_.run(document, run);
  if (!fate && !on_failure_.empty()) {
    std::string type, tag;
    for (const auto& [name, value] : fate.error().metadata) {
      if (name == "processor_type") type = value;
      if (name == "processor_tag") tag = value;
    }
    fate = handle(on_failure_, fate.error(), failure_of(fate.error(), type, tag, run), document, run);
  }
  run.pipelines.pop_back();
  return fate;
}

}  // namespace headrace::content::ingest
