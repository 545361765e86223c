#include "content/ingest/pipeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;
using Steps = Result<std::vector<Step>>;

constexpr auto known_members =
    std::to_array<std::string_view>({"description", "version", "processors", "on_failure", "_meta", "deprecated"});

Steps read_steps(const json::Array& list);

/// `if`: the source of a script, alone or as `source` of an object.
std::optional<Condition> read_condition_option(Options& options) {
  const auto* written = options.value("if");
  if (written == nullptr) return std::nullopt;
  if (written->is_string()) return Condition::read(written->as_string());
  if (const auto source = written->text("source"); !source.empty()) return Condition::read(source);
  return Condition::read(json::write(*written));
}

Result<Step> read_step(const std::string& type, const Value& config) {
  if (!config.is_object()) {
    Error error{ErrorKind::parse, fmt::format("property isn't a map, but of type [{}]", java_type(config))};
    error.metadata = {{"processor_type", type}};
    return fail(std::move(error));
  }
  Options options(type, config);
  Step step;
  step.type = type;
  TRY(step.tag, options.optional_text("tag"));
  TRY(step.description, options.optional_text("description"));
  TRY(step.ignore_failure, options.flag("ignore_failure", false));
  step.condition = read_condition_option(options);
  if (const auto* handlers = options.value("on_failure")) {
    if (!handlers->is_array())
      return fail(options.problem("on_failure", fmt::format("property isn't a list, but of type [{}]", java_type(*handlers))));
    if (handlers->as_array().empty()) return fail(options.problem("on_failure", "processors list cannot be empty"));
    TRY(step.on_failure, read_steps(handlers->as_array()));
  }
  TRY(step.processor, make_processor(type, options));
  TRY_VOID(options.check_unknown());
  return step;
}

Steps read_steps(const json::Array& list) {
  std::vector<Step> steps;
  for (const auto& element : list) {
    if (!element.is_object()) return fail(ErrorKind::parse, fmt::format("a processor isn't a map, but of type [{}]", java_type(element)));
    for (const auto& [type, config, offset] : element.as_object()) {
      TRY(auto step, read_step(type, config));
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

Error member_problem(std::string_view name, std::string_view reason) {
  Error error{ErrorKind::parse, fmt::format("[{}] {}", name, reason)};
  error.metadata.emplace_back("property_name", name);
  return error;
}

Result<void> check_type(const Value& body, std::string_view name, std::string_view wanted, bool (Value::*is_right)() const) {
  const auto* member = body.find(name);
  if (member == nullptr || member->is_null() || (member->*is_right)()) return {};
  return fail(member_problem(name, fmt::format("property isn't a {}, but of type [{}]", wanted, java_type(*member))));
}

Result<void> check_members(std::string_view id, const Value& body) {
  TRY_VOID(check_type(body, "description", "string", &Value::is_string));
  TRY_VOID(check_type(body, "_meta", "map", &Value::is_object));
  TRY_VOID(check_type(body, "deprecated", "boolean", &Value::is_bool));
  TRY_VOID(check_type(body, "processors", "list", &Value::is_array));
  TRY_VOID(check_type(body, "on_failure", "list", &Value::is_array));
  const auto* version = body.find("version");
  if (version != nullptr && !version->is_null() && !version->integer())
    return fail(member_problem("version", fmt::format("property cannot be converted to an int [{}]", java_text(*version))));
  std::vector<std::string_view> unknown;
  for (const auto& member : body.as_object()) {
    if (std::ranges::find(known_members, member.name) == known_members.end()) unknown.emplace_back(member.name);
  }
  if (unknown.empty()) return {};
  return fail(ErrorKind::parse, fmt::format("pipeline [{}] doesn't support one or more provided configuration parameters [{}]", id,
                                            fmt::join(unknown, ", ")));
}

/// The list there, nullptr when there is none.
const json::Array* list_of(const Value& body, std::string_view name) {
  const auto* member = body.find(name);
  return member == nullptr || member->is_null() ? nullptr : &member->as_array();
}

/// The names without which the steps do nothing; none when there is no saying.
std::optional<std::vector<std::string>> needs_of(const std::vector<Step>& steps) {
  std::vector<std::string> names;
  for (const auto& step : steps) {
    if (step.condition && step.condition->needs()) {
      names.push_back(*step.condition->needs());
      continue;
    }
    // A condition of another form may fail.
    const auto needs = step.condition ? std::nullopt : step.processor->needs();
    if (!needs) return std::nullopt;
    names.insert(names.end(), needs->begin(), needs->end());
  }
  return names;
}

/// Names that JSON spells in one way only, but for escapes of ASCII.
bool is_plain_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\' && c != '/'; });
}

/// True when a character of ASCII is written as `\u0041`.
bool has_escaped_ascii(std::string_view source) {
  constexpr std::string_view begin = "\\u00";
  for (auto at = source.find(begin); at != std::string_view::npos; at = source.find(begin, at + begin.size())) {
    const auto next = source.substr(at + begin.size(), 1);
    if (next >= "2" && next <= "7") return true;
  }
  return false;
}

}  // namespace

Result<Pipeline> Pipeline::read(std::string_view id, const Value& body) {
  if (!body.is_object()) return fail(ErrorKind::parse, "request body is required to be an object");
  TRY_VOID(check_members(id, body));
  const auto* processors = list_of(body, "processors");
  if (processors == nullptr) return fail(member_problem("processors", "required property is missing"));
  Pipeline pipeline;
  pipeline.id_ = id;
  pipeline.body_ = body;
  TRY(pipeline.steps_, read_steps(*processors));
  if (const auto* handlers = list_of(body, "on_failure")) {
    TRY(pipeline.on_failure_, read_steps(*handlers));
    if (pipeline.on_failure_.empty())
      return fail(ErrorKind::parse, fmt::format("pipeline [{}] cannot have an empty on_failure option defined", id));
  }
  auto needs = needs_of(pipeline.steps_);
  pipeline.may_change_everything_ = !needs || !std::ranges::all_of(*needs, is_plain_name);
  if (needs) {
    std::ranges::sort(*needs);
    const auto repeated = std::ranges::unique(*needs);
    needs->erase(repeated.begin(), repeated.end());
    for (const auto& name : *needs) pipeline.needs_.push_back(fmt::format("\"{}\"", name));
  }
  return pipeline;
}

bool Pipeline::leaves_alone(std::string_view source) const {
  if (may_change_everything_ || has_escaped_ascii(source)) return false;
  return std::ranges::none_of(needs_, [&](const std::string& name) { return source.contains(name); });
}

}  // namespace headrace::content::ingest
