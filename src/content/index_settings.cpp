#include "content/index_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/strings.h"
#include "content/depth.h"
#include "content/errors.h"
#include "content/index_setting_table.h"
#include "content/query_parser.h"
#include "content/time_value.h"

namespace headrace::content {
namespace {

using json::Value;
using Change = IndexSetting::Change;

/// Far above what anybody writes, and little to go through again and again.
constexpr std::size_t most_settings = 5'000;
/// `version.created` of all indices.
constexpr std::string_view created_version = "9000000";

/// The original shows every setting as text.
Value as_setting(const Value& value) {
  if (value.is_null()) return value;
  if (!value.is_array()) return Value(scalar_text(value));
  json::Array texts;
  for (const auto& element : value.as_array()) texts.push_back(element.is_object() ? element : as_setting(element));
  return Value(std::move(texts));
}

/// Sets `to.a.b` for the dotted name "a.b".
void set_at(Value& to, std::string_view dotted, Value value) {
  auto* object = &to;
  for (auto dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.')) {
    const auto name = dotted.substr(0, dot);
    if (const auto* inner = object->find(name); inner == nullptr || !inner->is_object()) object->set(name, Value(json::Object{}));
    object = object->find(name);
    dotted.remove_prefix(dot + 1);
  }
  object->set(dotted, std::move(value));
}

/// Takes `from.a.b` out, and what is empty then.
void erase_at(Value& from, std::string_view dotted) {
  const auto dot = dotted.find('.');
  if (dot == std::string_view::npos) {
    from.erase(dotted);
    return;
  }
  const auto name = dotted.substr(0, dot);
  auto* inner = from.find(name);
  if (inner == nullptr || !inner->is_object()) return;
  erase_at(*inner, dotted.substr(dot + 1));
  if (inner->as_object().empty()) from.erase(name);
}

Result<void> collect(const Value& settings, const std::string& prefix, std::vector<SettingChange>& to) {
  for (const auto& [name, value, offset] : settings.as_object()) {
    const auto path = prefix.empty() ? name : fmt::format("{}.{}", prefix, name);
    if (value.is_object()) {
      TRY_VOID(collect(value, path, to));
      continue;
    }
    if (to.size() == most_settings)
      return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} settings here", most_settings));
    if (std::ranges::count(path, '.') > most_levels_kept) return fail(too_deep("settings"));
    to.emplace_back(path.starts_with("index.") ? path : fmt::format("index.{}", path), as_setting(value));
  }
  return {};
}

Error unknown_setting(std::string_view name) {
  constexpr double alike = 0.7;
  std::vector<std::string> close;
  for (const auto& setting : all_settings()) {
    auto known = fmt::format("index.{}", setting.name);
    if (!known.ends_with(".*") && base::similarity(name, known) > alike) close.push_back(std::move(known));
  }
  if (close.empty())
    return {ErrorKind::illegal_argument, fmt::format("unknown setting [{}] please check that any required plugins are installed, or check "
                                                     "the breaking changes documentation for removed settings",
                                                     name)};
  const auto list = close.size() == 1 ? fmt::format("[{}]", close.front()) : fmt::format("any of [{}]", fmt::join(close, ", "));
  return {ErrorKind::illegal_argument, fmt::format("unknown setting [{}] did you mean {}?", name, list)};
}

Result<void> check_integer(const IndexSetting& setting, std::string_view name, const std::string& text) {
  const auto number = base::parse_integer(text);
  const auto what = fmt::format("Failed to parse value [{}] for setting [{}]", text, name);
  if (!number) {
    return fail(
        Error{ErrorKind::illegal_argument, what}.because({ErrorKind::number_format, fmt::format("For input string: \"{}\"", text)}));
  }
  if (*number < setting.least) return fail(ErrorKind::illegal_argument, fmt::format("{} must be >= {}", what, setting.least));
  if (*number > setting.most) return fail(ErrorKind::illegal_argument, fmt::format("{} must be <= {}", what, setting.most));
  return {};
}

/// What would have to be kept to: an index that only seems to be blocked, or to have a pipeline, is worse than a refusal.
Result<void> check_effect(std::string_view name, const std::string& text) {
  const bool is_block = name.starts_with("index.blocks.") && text == "true";
  const bool is_pipeline = (name == "index.default_pipeline" || name == "index.final_pipeline") && text != "_none";
  if (!is_block && !is_pipeline) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("setting [{}] is not supported by this server", name));
}

Result<void> check_value(const IndexSetting& setting, std::string_view name, const Value& value) {
  if (!value.is_string()) return {};
  const auto& text = value.as_string();
  switch (setting.kind) {
    case IndexSetting::Kind::text:
      return check_effect(name, text);
    case IndexSetting::Kind::boolean:
      if (text != "true" && text != "false")
        return fail(ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", text));
      return check_effect(name, text);
    case IndexSetting::Kind::integer:
      return check_integer(setting, name, text);
    case IndexSetting::Kind::time:
      TRY_VOID(read_time_value(name, text));
      return {};
  }
  return {};
}

/// The row of each. Errors: illegal_argument.
Result<void> check_known(const std::vector<SettingChange>& changes) {
  for (const auto& [name, value] : changes) {
    const auto* setting = find_setting(name);
    if (setting == nullptr) return fail(unknown_setting(name));
    TRY_VOID(check_value(*setting, name, value));
  }
  return {};
}

Change change_of(const std::string& name) {
  const auto* setting = find_setting(name);
  return setting == nullptr ? Change::dynamic : setting->change;
}

}  // namespace

Result<std::vector<SettingChange>> read_setting_changes(const Value& body) {
  TRY_VOID(check_depth(body, "settings"));
  std::vector<SettingChange> changes;
  TRY_VOID(collect(body, "", changes));
  return changes;
}

Result<Value> read_creation_settings(const Value& body) {
  TRY(const auto changes, read_setting_changes(body));
  TRY_VOID(check_known(changes));
  Value settings{json::Object{}};
  std::vector<std::string> own;
  for (const auto& [name, value] : changes) {
    if (change_of(name) == Change::private_own) own.push_back(fmt::format("private index setting [{}] can not be set explicitly", name));
    if (!value.is_null()) set_at(settings, name, value);
  }
  if (!own.empty()) {
    auto error = validation_failed(own);
    error.kind = ErrorKind::validation;
    return fail(std::move(error));
  }
  return settings;
}

Result<SettingUpdate> read_setting_update(std::string_view text) {
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(ErrorKind::parse, fmt::format("Failed to parse content to map: expected START_OBJECT but found {}", body.token_name()));
  const auto* inner = body.find("settings");
  SettingUpdate update;
  TRY(update.changes, read_setting_changes(inner != nullptr && inner->is_object() ? *inner : body));
  if (update.changes.empty()) return fail(validation_failed({"no settings to update"}));
  TRY_VOID(check_known(update.changes));
  for (const auto& [name, value] : update.changes) {
    if (change_of(name) == Change::private_own)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("can not update private setting [{}]; this setting is managed by Elasticsearch", name));
  }
  return update;
}

Result<void> check_setting_update(const SettingUpdate& update, const std::vector<engine::IndexInfo>& indices) {
  std::vector<std::string> fixed;
  std::vector<std::string> final_names;
  for (const auto& [name, value] : update.changes) {
    if (change_of(name) != Change::dynamic) fixed.push_back(name);
    if (change_of(name) == Change::final_once) final_names.push_back(name);
  }
  std::vector<std::string> open;
  for (const auto& index : indices)
    if (!index.is_closed && !update.reopen) open.push_back(fmt::format("[{}/{}]", index.name, index.uuid));
  std::ranges::sort(fixed);
  if (!fixed.empty() && !open.empty())
    return fail(ErrorKind::illegal_argument, fmt::format("Can't update non dynamic settings [[{}]] for open indices [{}]",
                                                         fmt::join(fixed, ", "), fmt::join(open, ", ")));
  if (!final_names.empty() && !indices.empty())
    return fail(ErrorKind::illegal_argument,
                fmt::format("final {} setting [{}], not updateable", indices.front().name, final_names.front()));
  return {};
}

void apply_setting_update(const SettingUpdate& update, engine::IndexInfo& index) {
  if (!index.settings.is_object()) index.settings = Value(json::Object{});
  for (const auto& [name, value] : update.changes) {
    if (update.preserve_existing && index.settings.at_path(name) != nullptr) continue;
    if (value.is_null()) {
      erase_at(index.settings, name);
    } else {
      set_at(index.settings, name, value);
    }
  }
}

Value shown_settings(const engine::IndexInfo& index) {
  Value settings = index.settings.is_object() ? index.settings : Value(json::Object{});
  if (const auto* below = settings.find("index"); below == nullptr || !below->is_object()) settings.set("index", Value(json::Object{}));
  auto& own = *settings.find("index");
  for (const auto* name : {"number_of_shards", "number_of_replicas"})
    if (own.find(name) == nullptr) own.set(name, "1");
  if (index.is_closed) own.set("verified_before_close", "true");
  const auto created = std::chrono::duration_cast<std::chrono::milliseconds>(index.created_at.time_since_epoch());
  own.set("uuid", index.uuid);
  own.set("provided_name", index.name);
  own.set("creation_date", std::to_string(created.count()));
  own.set("version", json::object({{"created", created_version}}));
  return settings;
}

Value default_settings(const engine::IndexInfo& index) {
  const auto set = shown_settings(index);
  Value defaults{json::Object{}};
  for (const auto& setting : all_settings()) {
    const auto name = fmt::format("index.{}", setting.name);
    if (!setting.standard.empty() && set.at_path(name) == nullptr) set_at(defaults, name, Value(setting.standard));
  }
  return defaults;
}

Value settings_named(const Value& settings, const std::vector<std::string>& patterns) {
  const bool all = patterns.empty() || std::ranges::any_of(patterns, [](const auto& one) { return one == "_all" || one == "*"; });
  if (all) return settings;
  Value found{json::Object{}};
  const auto flat = flat_settings(settings);
  for (const auto& [name, value, offset] : flat.as_object()) {
    if (std::ranges::any_of(patterns, [&](const auto& pattern) { return base::glob_matches(pattern, name); })) set_at(found, name, value);
  }
  return found;
}

Value flat_settings(const Value& settings) {
  Value flat{json::Object{}};
  const auto walk = [&](const auto& self, const Value& object, const std::string& prefix) -> void {
    for (const auto& [name, value, offset] : object.as_object()) {
      const auto path = prefix.empty() ? name : fmt::format("{}.{}", prefix, name);
      if (value.is_object()) {
        self(self, value, path);
      } else {
        flat.as_object().push_back({path, value});
      }
    }
  };
  if (settings.is_object()) walk(walk, settings, "");
  return flat;
}

std::int64_t setting_number(const Value& settings, std::string_view full_name, std::int64_t otherwise) {
  const auto* value = settings.at_path(full_name);
  if (value == nullptr || !value->is_string()) return otherwise;
  return base::parse_integer(value->as_string()).value_or(otherwise);
}

}  // namespace headrace::content
