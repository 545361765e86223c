#include "content/aliases.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/index_names.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Alias;
using json::Value;
using Kind = AliasAction::Kind;

/// More actions, indices or aliases than anybody writes in one request.
constexpr std::size_t most_entries = 5'000;

Result<std::optional<bool>> read_flag(std::string_view name, const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (value.is_bool()) return value.as_bool();
  if (value.is_string() && (value.as_string() == "true" || value.as_string() == "false")) return value.as_string() == "true";
  return fail(ErrorKind::illegal_argument, fmt::format("[{}] must be true or false", name));
}

Result<std::string> read_routing(std::string_view name, const Value& value) {
  if (value.is_null()) return "";
  if (value.is_string() || value.is_number()) return scalar_text(value);
  return fail(ErrorKind::illegal_argument, fmt::format("[{}] must be a text", name));
}

/// Takes one option into `alias`; false when it is none.
Result<bool> read_option(std::string_view name, const Value& value, Alias& alias) {
  if (name == "is_write_index") {
    TRY(alias.is_write_index, read_flag(name, value));
  } else if (name == "is_hidden") {
    TRY(const auto hidden, read_flag(name, value));
    alias.is_hidden = hidden.value_or(false);
  } else if (name == "routing" || name == "index_routing" || name == "search_routing") {
    TRY(const auto routing, read_routing(name, value));
    if (name != "search_routing") alias.index_routing = routing;
    if (name != "index_routing") alias.search_routing = routing;
  } else if (name == "filter" && !value.is_null()) {
    return fail(ErrorKind::illegal_argument, "option [filter] of an alias is not supported by this server");
  } else {
    return name == "filter";
  }
  return true;
}

Result<void> read_names(std::string_view one, const json::Member& member, std::vector<std::string>& to) {
  const auto& value = member.value;
  if (!to.empty()) return fail(ErrorKind::illegal_argument, fmt::format("Only one of [{}] and [{}] is supported", one, member.name));
  if (value.is_string()) {
    to.push_back(value.as_string());
  } else if (value.is_array()) {
    for (const auto& element : value.as_array()) {
      if (!element.is_string()) return fail(ErrorKind::illegal_argument, fmt::format("[{}] must be a list of texts", member.name));
      to.push_back(element.as_string());
    }
  } else {
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] must be a text or a list of texts", member.name));
  }
  // Each is one expression: what is checked and what is found must be the same.
  if (const auto list = std::ranges::find_if(to, [](const auto& name) { return name.contains(','); }); one == "index" && list != to.end())
    return fail(index_not_found(*list));
  if (to.empty() || std::ranges::find(to, "") != to.end())
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] can't be empty string", member.name));
  if (to.size() > most_entries)
    return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} names in [{}]", most_entries, member.name));
  return {};
}

Result<Kind> read_kind(const json::Member& action, std::string_view text) {
  if (action.name == "add") return Kind::add;
  if (action.name == "remove") return Kind::remove;
  if (action.name == "remove_index") return Kind::remove_index;
  return fail(x_content(fmt::format("[alias_action] unknown field [{}]", action.name), text, action.offset));
}

Result<void> read_member(const json::Member& member, std::string_view text, AliasAction& to) {
  const auto& name = member.name;
  if (name == "index" || name == "indices") return read_names("index", member, to.indices);
  if (to.kind != Kind::remove_index && (name == "alias" || name == "aliases")) return read_names("alias", member, to.aliases);
  if (name == "must_exist") {
    TRY(to.must_exist, read_flag(name, member.value));
    return {};
  }
  bool known = false;
  if (to.kind == Kind::add) {
    TRY(known, read_option(name, member.value, to.options));
  }
  if (known) return {};
  const std::array<std::string_view, 3> names{"add", "remove", "remove_index"};
  return fail(x_content(fmt::format("[{}] unknown field [{}]", names.at(static_cast<std::size_t>(to.kind)), name), text, member.offset));
}

Result<AliasAction> read_action(const Value& entry, std::string_view text) {
  if (!entry.is_object() || entry.as_object().size() != 1)
    return fail(x_content("[alias_action] expects an object with exactly one action", text, entry.offset()));
  const auto& sent = entry.as_object().front();
  AliasAction action;
  TRY(action.kind, read_kind(sent, text));
  if (!sent.value.is_object())
    return fail(x_content(fmt::format("[alias_action] {} doesn't support values of type: {}", sent.name, sent.value.token_name()), text,
                          sent.value.offset()));
  for (const auto& member : sent.value.as_object()) TRY_VOID(read_member(member, text, action));
  if (action.indices.empty()) return fail(ErrorKind::illegal_argument, "One of [index] or [indices] is required");
  if (action.kind != Kind::remove_index && action.aliases.empty())
    return fail(ErrorKind::illegal_argument, "One of [alias] or [aliases] is required");
  return action;
}

Error aliases_missing(const std::vector<std::string>& names) {
  const auto list = fmt::format("{}", fmt::join(names, ","));
  Error error{ErrorKind::aliases_not_found, fmt::format("aliases [{}] missing", list)};
  error.metadata = {{"resource.type", "aliases"}, {"resource.id", list}};
  return error;
}

/// Errors: illegal_argument, for more than can be gone through at once.
Result<void> check_size(const std::vector<AliasAction>& actions) {
  constexpr std::size_t most_pairs = 10'000;
  std::size_t pairs = 0;
  for (const auto& action : actions) pairs += action.indices.size() * std::max<std::size_t>(action.aliases.size(), 1);
  if (pairs <= most_pairs) return {};
  return fail(ErrorKind::illegal_argument,
              fmt::format("there can be at most {} pairs of an index and an alias in one request", most_pairs));
}

/// Changes one index after the other, each read anew: actions see what those before them did.
Result<void> add(engine::CatalogView& catalog, const AliasAction& action) {
  for (const auto& name : action.indices) {
    auto index = catalog.find(name);
    if (!index) return fail(index_not_found(name));
    for (const auto& alias : action.aliases) {
      auto made = action.options;
      made.name = alias;
      std::erase_if(index->aliases, [&](const auto& there) { return there.name == alias; });
      index->aliases.push_back(std::move(made));
    }
    if (index->aliases.size() > most_entries)
      return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} aliases here", most_entries));
    std::ranges::sort(index->aliases, {}, &Alias::name);
    TRY_VOID(catalog.put(std::move(*index)));
  }
  return {};
}

bool is_removed(const AliasAction& action, std::string_view alias) {
  if (!is_wanted_alias(action.aliases, alias)) return false;
  const bool is_named = std::ranges::find(action.aliases, alias) != action.aliases.end();
  return is_named || !action.may_remove || action.may_remove(alias);
}

/// True when it took anything away.
Result<bool> remove(engine::CatalogView& catalog, const AliasAction& action) {
  bool found = false;
  for (const auto& name : action.indices) {
    auto index = catalog.find(name);
    if (!index) return fail(index_not_found(name));
    if (std::erase_if(index->aliases, [&](const auto& alias) { return is_removed(action, alias.name); }) == 0) continue;
    found = true;
    TRY_VOID(catalog.put(std::move(*index)));
  }
  return found;
}

Result<AliasOutcome> carry_out(engine::CatalogView& catalog, const std::vector<AliasAction>& actions) {
  AliasOutcome outcome(actions.size());
  // Indices go first, so that an alias may take the name of one.
  for (const auto& action : actions) {
    if (action.kind == Kind::remove_index)
      for (const auto& name : action.indices) TRY_VOID(catalog.remove(name));
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const auto& action = actions[i];
    if (action.kind == Kind::add) TRY_VOID(add(catalog, action));
    if (action.kind != Kind::remove) continue;
    TRY(const auto found, remove(catalog, action));
    if (found || action.must_exist == false) continue;
    if (action.must_exist == true)
      return fail(ErrorKind::resource_not_found, fmt::format("required alias [{}] does not exist", fmt::join(action.aliases, ",")));
    outcome[i] = aliases_missing(action.aliases);
  }
  if (std::ranges::all_of(outcome, [](const auto& one) { return one.has_value(); })) return fail(*outcome.front());
  return outcome;
}

}  // namespace

Result<void> check_alias_name(std::string_view name) {
  TRY_VOID(check_writable(name));
  if (engine::Engine::is_state_index(name)) return fail(index_of_the_state(name));
  return {};
}

Result<Alias> read_alias(std::string name, const Value& options) {
  TRY_VOID(check_alias_name(name));
  if (!options.is_object()) return fail(ErrorKind::illegal_argument, fmt::format("alias [{}] must be an object", name));
  Alias alias(std::move(name));
  for (const auto& option : options.as_object()) {
    TRY(const auto known, read_option(option.name, option.value, alias));
    const bool is_passed_over = !option.value.is_object() && !option.value.is_array();  // as the original does
    if (!known && !is_passed_over)
      return fail(ErrorKind::illegal_argument, fmt::format("unknown option [{}] of alias [{}]", option.name, alias.name));
  }
  return alias;
}

Value alias_answer(const Alias& alias) {
  Value answer{json::Object{}};
  if (!alias.index_routing.empty()) answer.set("index_routing", alias.index_routing);
  if (!alias.search_routing.empty()) answer.set("search_routing", alias.search_routing);
  if (alias.is_write_index) answer.set("is_write_index", *alias.is_write_index);
  if (alias.is_hidden) answer.set("is_hidden", true);
  return answer;
}

Result<std::vector<AliasAction>> read_alias_actions(std::string_view text) {
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(x_content(fmt::format("[aliases] Expected START_OBJECT but was: {}", body.token_name()), text, body.offset()));
  std::vector<AliasAction> actions;
  for (const auto& member : body.as_object()) {
    if (member.name != "actions") return fail(x_content(fmt::format("[aliases] unknown field [{}]", member.name), text, member.offset));
    if (!member.value.is_array())
      return fail(x_content(fmt::format("[aliases] actions doesn't support values of type: {}", member.value.token_name()), text,
                            member.value.offset()));
    if (member.value.as_array().size() > most_entries)
      return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} actions here", most_entries));
    for (const auto& entry : member.value.as_array()) {
      TRY(auto action, read_action(entry, text));
      actions.push_back(std::move(action));
    }
  }
  if (actions.empty()) return fail(validation_failed({"Must specify at least one alias action"}));
  return actions;
}

Result<Alias> read_alias_body(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return Alias();
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(ErrorKind::parse, fmt::format("Failed to parse content to map: expected START_OBJECT but found {}", body.token_name()));
  Alias alias;
  for (const auto& option : body.as_object()) {
    TRY(const auto known, read_option(option.name, option.value, alias));
    if (!known) return fail(ErrorKind::parse, fmt::format("unknown field [{}]", option.name));
  }
  return alias;
}

Awaitable<Result<AliasOutcome>> change_aliases(engine::Engine& engine, std::vector<AliasAction> actions) {
  for (const auto& action : actions) {
    for (const auto& index : action.indices)
      if (engine::Engine::is_state_index(index)) co_return fail(index_of_the_state(index));
    for (const auto& alias : action.aliases)
      if (action.kind == Kind::add) CO_TRY_VOID(check_alias_name(alias));
  }
  CO_TRY_VOID(check_size(actions));
  AliasOutcome outcome;
  CO_TRY_VOID(co_await engine.content().change_catalog([&](engine::CatalogView& catalog) -> Result<void> {
    TRY(outcome, carry_out(catalog, actions));
    return {};
  }));
  co_return outcome;
}

bool is_wanted_alias(const std::vector<std::string>& names, std::string_view alias) {
  bool wanted = false;
  for (const auto& name : names) {
    if (name.starts_with('-') && name.size() > 1) {
      if (base::glob_matches(std::string_view(name).substr(1), alias)) wanted = false;
    } else if (name == "_all" || base::glob_matches(name, alias)) {
      wanted = true;
    }
  }
  return wanted;
}

}  // namespace headrace::content
