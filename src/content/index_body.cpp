#include "content/index_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using json::Value;

/// Of settings and mappings: more levels than anybody uses, and few enough to be read again from anywhere.
constexpr int deepest = 100;
/// Of settings, and of aliases: far above what anybody writes, and little to go through again and again.
constexpr std::size_t most_names = 5'000;
constexpr std::string_view access_control_prefix = ".search-acl-filter-";
/// `version.created` of all indices.
constexpr std::string_view created_version = "9000000";

Error too_deep(std::string_view what) {
  return {ErrorKind::illegal_argument, fmt::format("[{}] is nested deeper than {} levels", what, deepest)};
}

Error too_many(std::string_view what) {
  return {ErrorKind::illegal_argument, fmt::format("there can be at most {} {} here", most_names, what)};
}

bool is_deeper_than(const Value& value, int levels) {
  if (value.is_object()) {
    if (levels == 0) return true;
    return std::ranges::any_of(value.as_object(), [&](const auto& member) { return is_deeper_than(member.value, levels - 1); });
  }
  if (value.is_array()) {
    if (levels == 0) return true;
    return std::ranges::any_of(value.as_array(), [&](const auto& element) { return is_deeper_than(element, levels - 1); });
  }
  return false;
}

/// The original shows every setting as text.
Value as_setting(const Value& value) {
  if (value.is_null()) return value;
  if (!value.is_array()) return Value(scalar_text(value));
  json::Array texts;
  for (const auto& element : value.as_array()) texts.push_back(element.is_object() ? element : as_setting(element));
  return Value(std::move(texts));
}

/// Sets `to.a.b` for the dotted name "a.b". Errors: illegal_argument.
Result<void> set_at(Value& to, std::string_view dotted, Value value) {
  auto* object = &to;
  int levels = 0;
  for (auto dot = dotted.find('.'); dot != std::string_view::npos; dot = dotted.find('.')) {
    if (++levels > deepest) return fail(too_deep("settings"));
    const auto name = dotted.substr(0, dot);
    if (const auto* inner = object->find(name); inner == nullptr || !inner->is_object()) object->set(name, Value(json::Object{}));
    object = object->find(name);
    dotted.remove_prefix(dot + 1);
  }
  object->set(dotted, std::move(value));
  return {};
}

/// Puts the settings below `prefix` into `to`, each under its full name; counts them.
Result<void> collect_settings(const Value& settings, const std::string& prefix, Value& to, std::size_t& count) {
  for (const auto& [name, value, offset] : settings.as_object()) {
    const auto path = prefix.empty() ? name : fmt::format("{}.{}", prefix, name);
    if (value.is_object()) {
      TRY_VOID(collect_settings(value, path, to, count));
    } else {
      if (++count > most_names) return fail(too_many("settings"));
      const auto full = path.starts_with("index.") ? path : fmt::format("index.{}", path);
      TRY_VOID(set_at(to, full, as_setting(value)));
    }
  }
  return {};
}

Result<void> read_settings(const Value& value, engine::IndexInfo& to) {
  if (is_deeper_than(value, deepest)) return fail(too_deep("settings"));
  std::size_t count = 0;
  return collect_settings(value, "", to.settings, count);
}

Result<void> read_mappings(const Value& value, engine::IndexInfo& to) {
  if (is_deeper_than(value, deepest)) return fail(too_deep("mappings"));
  to.mappings = value;
  return {};
}

/// Options of an alias (a filter, a routing) would change what it shows and are not here.
Result<void> read_aliases(const Value& value, engine::IndexInfo& to) {
  if (value.as_object().size() > most_names) return fail(too_many("aliases"));
  for (const auto& alias : value.as_object()) {
    if (!alias.value.is_object()) return fail(ErrorKind::illegal_argument, fmt::format("alias [{}] must be an object", alias.name));
    for (const auto& option : alias.value.as_object())
      if (option.name != "is_write_index" && option.name != "is_hidden")
        return fail(ErrorKind::illegal_argument,
                    fmt::format("option [{}] of alias [{}] is not supported by this server", option.name, alias.name));
    to.aliases.push_back(alias.name);
  }
  return {};
}

struct BodyMember {
  std::string_view name;
  Result<void> (*read)(const Value&, engine::IndexInfo&);
};

constexpr std::array members{
    BodyMember{"settings", read_settings},
    BodyMember{"mappings", read_mappings},
    BodyMember{"aliases", read_aliases},
};

/// What the original's template adds (docs/spec/document-api.md 3.8).
Result<void> apply_template(engine::IndexInfo& index) {
  if (!index.name.starts_with(access_control_prefix)) return {};
  if (index.mappings.as_object().empty()) {
    TRY(index.mappings, json::parse(R"({"dynamic":"false","properties":{"created_at":{"type":"date"}}})"));
  }
  if (index.settings.at_path("index.hidden") == nullptr) TRY_VOID(set_at(index.settings, "index.hidden", Value("true")));
  return {};
}

Value alias_answer(const engine::IndexInfo& index) {
  json::Object aliases;
  for (const auto& alias : index.aliases) aliases.push_back({alias, Value(json::Object{})});
  return Value(std::move(aliases));
}

Value settings_answer(const engine::IndexInfo& index) {
  Value settings = index.settings.is_object() ? index.settings : Value(json::Object{});
  if (const auto* below = settings.find("index"); below == nullptr || !below->is_object()) settings.set("index", Value(json::Object{}));
  auto& own = *settings.find("index");
  for (const auto name : {"number_of_shards", "number_of_replicas"})
    if (own.find(name) == nullptr) own.set(name, "1");
  const auto created = std::chrono::duration_cast<std::chrono::milliseconds>(index.created_at.time_since_epoch());
  own.set("uuid", index.uuid);
  own.set("provided_name", index.name);
  own.set("creation_date", std::to_string(created.count()));
  own.set("version", json::object({{"created", created_version}}));
  return settings;
}

}  // namespace

Result<engine::IndexInfo> read_index_body(std::string name, std::string_view text) {
  engine::IndexInfo index;
  index.name = std::move(name);
  index.mappings = Value(json::Object{});
  index.settings = Value(json::Object{});
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    TRY(const auto body, json::parse(text));
    if (!body.is_object())
      return fail(ErrorKind::parse, fmt::format("Failed to parse content to map: expected START_OBJECT but found {}", body.token_name()));
    for (const auto& member : body.as_object()) {
      const auto known = std::ranges::find(members, member.name, &BodyMember::name);
      if (known == members.end()) return fail(ErrorKind::parse, fmt::format("unknown key [{}] for create index", member.name));
      if (!member.value.is_object()) return fail(ErrorKind::parse, fmt::format("key [{}] must be an object", member.name));
      TRY_VOID(known->read(member.value, index));
    }
  }
  TRY_VOID(apply_template(index));
  return index;
}

Value index_answer(const engine::IndexInfo& index) {
  return json::object({{"aliases", alias_answer(index)},
                       {"mappings", index.mappings.is_object() ? index.mappings : Value(json::Object{})},
                       {"settings", settings_answer(index)}});
}

}  // namespace headrace::content
