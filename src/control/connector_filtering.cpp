// `_filtering`, `_filtering/_validation` and `_filtering/_activate`: docs/spec/configuration-filtering-secrets.md 3.3 to 3.6.

#include <fmt/format.h>

#include "control/connector_filtering_rules.h"
#include "control/connector_state.h"
#include "control/errors.h"

namespace headrace::control {
namespace {

using engine::StateView;

/// The part to merge: these entries take the place of those that are there.
Result<json::Value> part_of(std::string_view id, json::Array entries) {
  for (const auto& entry : entries) TRY_VOID(check_filtering_entry(id, entry));
  return json::object({{"filtering", std::move(entries)}});
}

/// The draft forms of 3.3; whatever they change, the draft is to be validated again.
Result<json::Value> draft_part(std::string_view id, const json::Value& connector, const FilteringUpdate& update, base::Instant now) {
  auto filtering = filtering_of(connector, now);
  if (update.advanced_snippet) filtering.draft.set("advanced_snippet", stored_advanced_snippet(*update.advanced_snippet, now));
  if (update.rules) filtering.draft.set("rules", normalised_filtering_rules(*update.rules, now));
  filtering.draft.set("validation", json::object({{"errors", json::Array()}, {"state", "edited"}}));
  return part_of(id, {filtering.entry()});
}

/// The full form of 3.3: everything as it was sent.
Result<json::Value> full_part(std::string_view id, const json::Value& sent, base::Instant now) {
  json::Array entries;
  for (const auto& entry : sent.as_array()) {
    const Filtering filtering{.active = stored_filtering_state(*entry.find("active"), now),
                              .draft = stored_filtering_state(*entry.find("draft"), now)};
    entries.push_back(filtering.entry());
  }
  return part_of(id, std::move(entries));
}

}  // namespace

Awaitable<Result<UpdateResult>> Connectors::update_filtering(std::string id, FilteringUpdate update) {
  const bool has_draft = update.rules || update.advanced_snippet;
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  validation.add_if(!update.filtering && !has_draft, "[advanced_snippet] and [rules] cannot be both [null].");
  validation.add_if(update.filtering && has_draft,
                    "If [filtering] is specified, [rules] and [advanced_snippet] should not be present in the request body.");
  CO_TRY_VOID(validation.result());
  auto rule = [id, update = std::move(update)](const json::Value& connector, const StateView& state) {
    return update.filtering ? full_part(id, *update.filtering, state.now()) : draft_part(id, connector, update, state.now());
  };
  co_return co_await update_live_connector(store_, std::move(id), std::move(rule));
}

Awaitable<Result<UpdateResult>> Connectors::set_filtering_validation(std::string id, json::Value validation) {
  auto rule = [id, validation = std::move(validation)](const json::Value& connector, const StateView& state) {
    auto filtering = filtering_of(connector, state.now());
    filtering.draft.set("validation", validation);
    return part_of(id, {filtering.entry()});
  };
  co_return co_await update_live_connector(store_, std::move(id), std::move(rule));
}

Awaitable<Result<UpdateResult>> Connectors::activate_filtering(std::string id) {
  auto rule = [id](const json::Value& connector, const StateView& state) -> Result<json::Value> {
    auto filtering = filtering_of(connector, state.now());
    const auto* validation = filtering.draft.find("validation");
    const auto found = validation == nullptr ? std::string_view() : validation->text("state");
    if (found != "valid") {
      return fail(ErrorKind::status_bad_request,
                  fmt::format("Filtering draft needs to be validated by the connector service before activation. Current filtering draft "
                              "validation state [{}] is not equal to [valid].",
                              found));
    }
    filtering.active = filtering.draft;
    return part_of(id, {filtering.entry()});
  };
  co_return co_await update_live_connector(store_, std::move(id), std::move(rule));
}

}  // namespace headrace::control
