#include "control/connector_filtering_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "control/errors.h"
#include "control/field_readers.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using Names = std::initializer_list<std::string_view>;

/// The member in the form of docs/spec/sync-jobs.md 1.3, `now` when it is absent. What cannot be read stays as it is.
json::Value stamp(const json::Value& object, std::string_view name, base::Instant now) {
  const auto* member = object.find(name);
  if (member == nullptr || member->is_null()) return base::format_instant(now);
  if (!member->is_string()) return *member;
  const auto instant = base::parse_date(member->as_string());
  return instant ? json::Value(base::format_instant(*instant)) : *member;
}

/// The members with these names, in this order, each absent when it is absent; but time stamps, whose names end in `_at`, are there.
json::Value stamped(const json::Value& from, Names names, base::Instant now) {
  json::Value to{json::Object()};
  for (const auto name : names) {
    if (name.ends_with("_at")) {
      to.set(name, stamp(from, name, now));
    } else if (const auto* member = from.find(name)) {
      to.set(name, *member);
    }
  }
  return to;
}

template <class Make>
json::Value each(const json::Value* list, Make make) {
  json::Array made;
  if (list != nullptr && list->is_array()) {
    for (const auto& element : list->as_array()) made.push_back(element.is_object() ? make(element) : element);
  }
  return made;
}

json::Value stored_validation(const json::Value& stored) {
  static constexpr std::array<std::string_view, 2> error_members = {"ids", "messages"};
  json::Value validation;
  validation.set("errors", each(stored.find("errors"), [](const json::Value& error) { return picked(error, error_members); }));
  if (const auto* state = stored.find("state")) validation.set("state", *state);
  return validation;
}

json::Value stored_rule(const json::Value& rule, base::Instant now) {
  return stamped(rule, {"created_at", "field", "id", "order", "policy", "rule", "updated_at", "value"}, now);
}

json::Value default_rule(std::int64_t order, const json::Value& stamp) {
  return json::object({{"created_at", stamp},
                       {"field", "_"},
                       {"id", "DEFAULT"},
                       {"order", order},
                       {"policy", "include"},
                       {"rule", "regex"},
                       {"updated_at", stamp},
                       {"value", ".*"}});
}

/// 3.4: all five exact; order and time stamps do not matter.
bool is_default(const json::Value& rule) {
  static const auto wanted = default_rule(0, nullptr);
  return std::ranges::all_of(std::array{"field", "id", "policy", "rule", "value"},
                             [&](std::string_view name) { return rule.text(name) == wanted.text(name); });
}

/// None of what another writer has put there instead of a number.
std::optional<std::int64_t> order_of(const json::Value& rule) {
  const auto* order = rule.find("order");
  return order == nullptr ? std::nullopt : order->integer();
}

/// By `order`; rules of equal order stay as they are.
json::Array sorted(json::Array rules) {
  std::vector<std::pair<std::int64_t, std::size_t>> places;
  places.reserve(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) places.emplace_back(order_of(rules[i]).value_or(0), i);
  std::ranges::sort(places);
  json::Array in_order;
  in_order.reserve(rules.size() + 1);
  for (const auto& [order, place] : places) in_order.push_back(std::move(rules[place]));
  return in_order;
}

/// Member `name` of an entry of `filtering`; the default when it is no object.
json::Value state_of(const json::Value* entry, std::string_view name, base::Instant now) {
  const auto* state = entry == nullptr ? nullptr : entry->find(name);
  return state != nullptr && state->is_object() ? *state : default_filtering_state(now);
}

Result<void> check_rule(std::string_view id, const std::string& place, const json::Value& rule) {
  using Short = std::numeric_limits<std::int16_t>;
  const auto order = order_of(rule).value_or(0);
  if (order < Short::min() || order > Short::max()) return fail(short_out_of_range(id, place + ".order", order));
  for (const auto* name : {"field", "id", "value"}) TRY_VOID(check_keyword(id, fmt::format("{}.{}", place, name), rule.text(name)));
  return {};
}

Result<void> check_validation_error(std::string_view id, const std::string& place, const json::Value& error) {
  const auto* ids = error.find("ids");
  if (ids == nullptr || !ids->is_array()) return {};
  for (const auto& each_id : ids->as_array()) {
    if (each_id.is_string()) TRY_VOID(check_keyword(id, place + ".ids", each_id.as_string()));
  }
  return {};
}

using Check = Result<void> (*)(std::string_view, const std::string&, const json::Value&);

/// Checks every element of the list at `path` of an entry.
Result<void> check_each(std::string_view id, const json::Value& entry, std::string_view path, Check check) {
  const auto* list = entry.at_path(path);
  if (list == nullptr || !list->is_array()) return {};
  const auto place = fmt::format("filtering.{}", path);
  for (const auto& element : list->as_array()) TRY_VOID(check(id, place, element));
  return {};
}

}  // namespace

json::Value default_filtering_state(base::Instant now) {
  const json::Value stamp = base::format_instant(now);
  return json::object({
      {"advanced_snippet", json::object({{"created_at", stamp}, {"updated_at", stamp}, {"value", json::Object()}})},
      {"rules", json::Array{default_rule(0, stamp)}},
      {"validation", json::object({{"errors", json::Array()}, {"state", "valid"}})},
  });
}

json::Value stored_filtering_state(const json::Value& state, base::Instant now) {
  json::Value stored{json::Object()};
  if (const auto* snippet = state.find("advanced_snippet"); snippet != nullptr && snippet->is_object()) {
    stored.set("advanced_snippet", stored_advanced_snippet(*snippet, now));
  }
  stored.set("rules", each(state.find("rules"), [&](const json::Value& rule) { return stored_rule(rule, now); }));
  if (const auto* validation = state.find("validation"); validation != nullptr && validation->is_object()) {
    stored.set("validation", stored_validation(*validation));
  }
  return stored;
}

json::Value stored_advanced_snippet(const json::Value& snippet, base::Instant now) {
  return stamped(snippet, {"created_at", "updated_at", "value"}, now);
}

json::Value normalised_filtering_rules(const json::Value& rules, base::Instant now) {
  json::Array others;
  std::optional<json::Value> default_since;
  for (const auto& sent : rules.as_array()) {
    auto rule = stored_rule(sent, now);
    if (!is_default(rule)) {
      others.push_back(std::move(rule));
    } else if (!default_since) {
      default_since = *rule.find("created_at");
    }
  }
  auto normalised = sorted(std::move(others));
  const auto order = normalised.empty() ? 0 : order_of(normalised.back()).value_or(0) + 1;
  normalised.push_back(default_rule(order, default_since.value_or(base::format_instant(now))));
  return normalised;
}

json::Value Filtering::entry() const { return json::object({{"active", active}, {"domain", "DEFAULT"}, {"draft", draft}}); }

Filtering filtering_of(const json::Value& connector, base::Instant now) {
  const auto* entries = connector.find("filtering");
  const auto* first = entries == nullptr || !entries->is_array() || entries->as_array().empty() ? nullptr : &entries->as_array().front();
  return {.active = state_of(first, "active", now), .draft = state_of(first, "draft", now)};
}

Result<void> check_filtering_entry(std::string_view connector_id, const json::Value& entry) {
  for (const std::string state : {"active", "draft"}) {
    TRY_VOID(check_each(connector_id, entry, state + ".rules", check_rule));
    TRY_VOID(check_each(connector_id, entry, state + ".validation.errors", check_validation_error));
  }
  return {};
}

}  // namespace headrace::control
