#include "engine/index_template.h"

#include "base/strings.h"

namespace headrace::engine {
namespace {

using json::Value;

bool is_object_field(const Value& field) {
  const auto type = field.text("type");
  return field.find("properties") != nullptr || type == "object" || type == "nested";
}

void add_properties(Value& to, const Value& from);

/// Objects on both sides are put together; any other field is one thing.
void add_field(Value& to, const json::Member& field) {
  auto* there = to.find(field.name);
  if (there == nullptr || !is_object_field(*there) || !is_object_field(field.value)) {
    to.set(field.name, field.value);
    return;
  }
  for (const auto& member : field.value.as_object()) {
    if (member.name == "properties" && there->find("properties") != nullptr) {
      add_properties(*there->find("properties"), member.value);
    } else {
      there->set(member.name, member.value);
    }
  }
}

void add_properties(Value& to, const Value& from) {
  if (!to.is_object() || !from.is_object()) return;
  for (const auto& field : from.as_object()) add_field(to, field);
}

/// Those of `from` behind those of `to`; of one name the latter one.
void add_dynamic_templates(Value& to, const Value& from) {
  if (!to.is_array() || !from.is_array()) return;
  const auto name_of = [](const Value& one) {
    return one.is_object() && !one.as_object().empty() ? one.as_object().front().name : std::string();
  };
  auto& list = to.as_array();
  for (const auto& one : from.as_array()) std::erase_if(list, [&](const auto& other) { return name_of(other) == name_of(one); });
  for (const auto& one : from.as_array()) list.push_back(one);
}

Value merged_mappings(Value base, const Value& wanted) {
  if (!wanted.is_object()) return base;
  if (!base.is_object()) return wanted;
  for (const auto& member : wanted.as_object()) {
    auto* there = base.find(member.name);
    if (there != nullptr && (member.name == "properties" || member.name == "runtime")) {
      add_properties(*there, member.value);
    } else if (there != nullptr && member.name == "dynamic_templates") {
      add_dynamic_templates(*there, member.value);
    } else {
      base.set(member.name, member.value);
    }
  }
  return base;
}

}  // namespace

bool fits(const IndexTemplate& made, std::string_view name) {
  return std::ranges::any_of(
      made.patterns, [&](const auto& pattern) { return base::glob_matches(pattern, name) && (pattern != "*" || !name.starts_with('.')); });
}

IndexInfo with_template(const IndexTemplate& made, IndexInfo wanted) {
  wanted.mappings = merged_mappings(made.mappings, wanted.mappings);
  auto settings = made.settings.is_object() ? made.settings : Value(json::Object{});
  if (wanted.settings.is_object()) json::merge(settings, wanted.settings);
  wanted.settings = std::move(settings);
  for (const auto& alias : made.aliases) {
    if (std::ranges::find(wanted.aliases, alias.name, &Alias::name) == wanted.aliases.end()) wanted.aliases.push_back(alias);
  }
  return wanted;
}

}  // namespace headrace::engine
