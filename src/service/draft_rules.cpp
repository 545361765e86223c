#include "service/draft_rules.h"

#include <fmt/format.h>

#include "base/log.h"
#include "control/connector_filtering_rules.h"
#include "control/rule_problems.h"
#include "service/configuration_values.h"

namespace headrace::service {
namespace {

constexpr std::string_view advanced_id = "advanced_snippet";

bool is_on(const json::Value& object, std::string_view path) {
  const auto* flag = object.at_path(path);
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

bool has_sync_rules(const json::Value& connector) {
  return is_on(connector, "features.sync_rules.basic.enabled") || is_on(connector, "features.sync_rules.advanced.enabled");
}

bool is_edited(const json::Value& draft) {
  const auto* state = draft.at_path("validation.state");
  return state != nullptr && state->is_string() && state->as_string() == "edited";
}

/// Null, {} and [] are no rules.
bool is_empty(const json::Value* value) {
  if (value == nullptr || value->is_null()) return true;
  if (value->is_object()) return value->as_object().empty();
  return value->is_array() && value->as_array().empty();
}

json::Value problem(std::string_view id, std::string_view message) {
  return json::object({{"ids", json::Array{json::Value(id)}}, {"messages", json::Array{json::Value(message)}}});
}

/// Asks the source. An exception of a library means that it did not answer.
Result<void> check_with_source(const json::Value& rules, const json::Value& fields, const sources::SourceType& source) {
  try {
    TRY(const auto values, configuration_values(fields, source.configuration));
    TRY(const auto made, source.make(values));
    return made->check_advanced_rules(rules);
  } catch (const std::exception& error) {
    return fail(ErrorKind::internal, fmt::format("The check of the advanced rules ended unexpectedly: {}", error.what()));
  }
}

}  // namespace

Result<json::Value> validation_of(const json::Value& draft, const std::function<Result<void>(const json::Value&)>& check_advanced) {
  json::Array errors;
  if (const auto* rules = draft.find("rules"); rules != nullptr) {
    for (const auto& found : control::rule_problems(*rules)) errors.push_back(problem(found.id, found.message));
  }
  if (const auto* advanced = draft.at_path("advanced_snippet.value"); !is_empty(advanced)) {
    const auto checked = check_advanced(*advanced);
    if (!checked && checked.error().kind != ErrorKind::illegal_argument) return fail(checked.error());
    if (!checked) errors.push_back(problem(advanced_id, checked.error().reason));
  }
  const auto* state = errors.empty() ? "valid" : "invalid";
  return json::object({{"errors", std::move(errors)}, {"state", state}});
}

/// What was said of a draft holds: it is asked again only after a change. A source that did not answer is asked again soon.
DraftRules::DraftRules(const Context& context, std::function<void()> on_result, Executor executor)
    : context_(context),
      checks_(context.clock,
              {.at_once = context.settings.max_concurrent_checks,
               .holds = [&settings = context.settings](const Found& found) -> base::Nanoseconds {
                 return found ? base::Nanoseconds(std::chrono::hours(24)) : base::Nanoseconds(settings.poll_interval);
               }},
              std::move(on_result), std::move(executor)) {}

Result<void> DraftRules::look_at(const Record& connector, const sources::SourceType& source) {
  if (!has_sync_rules(connector.source)) return {};
  const auto draft = control::filtering_of(connector.source, context_.clock.now()).draft;
  if (!is_edited(draft)) return {};
  const auto* stored = connector.source.find("configuration");
  const auto fields = stored == nullptr ? json::Value() : *stored;
  const auto question = source.service_type + " " + json::write(fields) + " " + json::write(draft);
  const auto answer = checks_.of(connector.id, question, [draft, fields, source] {
    return validation_of(draft, [&](const json::Value& rules) { return check_with_source(rules, fields, source); });
  });
  if (!answer.found) return {};
  if (*answer.found) return write(connector.id, draft, **answer.found);
  if (answer.is_new) {
    base::log_warning("service", "draft sync rules could not be checked, next try follows",
                      {{"connector.id", connector.id}, {"error.message", answer.found->error().reason}});
  }
  return {};
}

/// Only over the very draft that was checked: one that was edited meanwhile waits for its own check.
Result<void> DraftRules::write(const std::string& connector_id, const json::Value& draft, const json::Value& validation) {
  TRY(const auto connector, context_.backend.connector(connector_id));
  if (!connector) return {};
  auto filtering = control::filtering_of(connector->source, context_.clock.now());
  if (filtering.draft != draft) return {};
  filtering.draft.set("validation", validation);
  const bool is_valid = validation.text("state") == "valid";
  if (is_valid) filtering.active = filtering.draft;
  auto entry = filtering.entry();
  TRY_VOID(control::check_filtering_entry(connector_id, entry));
  const auto part = json::object({{"filtering", json::Array{std::move(entry)}}});
  TRY(const auto written, context_.backend.update_connector(connector_id, part, connector->guard));
  if (!written) return {};  // somebody writes to it; the next look decides anew
  base::log_info("service", is_valid ? "draft sync rules are valid and active now" : "draft sync rules are not valid",
                 {{"connector.id", connector_id}, {"validation", json::write(validation)}});
  return {};
}

}  // namespace headrace::service
