#include "content/index_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "content/aliases.h"
#include "content/index_settings.h"
#include "content/mapping.h"

namespace headrace::content {
namespace {

using json::Value;

/// Far above what anybody writes, and little to go through again and again.
constexpr std::size_t most_aliases = 5'000;
constexpr std::string_view access_control_prefix = ".search-acl-filter-";

Result<void> set_settings(const Value& value, IndexParts& to) {
  TRY(to.settings, read_creation_settings(value));
  return {};
}

Result<void> set_mappings(const Value& value, IndexParts& to) {
  TRY(to.mappings, read_mappings(value));
  return {};
}

Result<void> set_aliases(const Value& value, IndexParts& to) {
  if (value.as_object().size() > most_aliases)
    return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} aliases here", most_aliases));
  for (const auto& member : value.as_object()) {
    TRY(auto alias, read_alias(member.name, member.value));
    to.aliases.push_back(std::move(alias));
  }
  std::ranges::sort(to.aliases, {}, &engine::Alias::name);
  return {};
}

struct BodyMember {
  std::string_view name;
  Result<void> (*read)(const Value&, IndexParts&);
};

constexpr std::array members{
    BodyMember{"settings", set_settings},
    BodyMember{"mappings", set_mappings},
    BodyMember{"aliases", set_aliases},
};

/// What the original's template adds (docs/spec/document-api.md 3.8).
Result<void> apply_template(engine::IndexInfo& index) {
  if (!index.name.starts_with(access_control_prefix)) return {};
  if (index.mappings.as_object().empty()) {
    TRY(index.mappings, json::parse(R"({"dynamic":"false","properties":{"created_at":{"type":"date"}}})"));
  }
  if (index.settings.at_path("index.hidden") == nullptr) {
    if (index.settings.find("index") == nullptr) index.settings.set("index", Value(json::Object{}));
    index.settings.find("index")->set("hidden", "true");
  }
  return {};
}

Value aliases_answer(const engine::IndexInfo& index) {
  json::Object aliases;
  for (const auto& alias : index.aliases) aliases.push_back({alias.name, alias_answer(alias)});
  return Value(std::move(aliases));
}

}  // namespace

Result<bool> read_index_part(const json::Member& member, std::string_view where, IndexParts& to) {
  const auto* known = std::ranges::find(members, member.name, &BodyMember::name);
  if (known == members.end()) return false;
  if (!member.value.is_object()) return fail(ErrorKind::parse, fmt::format("key [{}{}] must be an object", where, member.name));
  TRY_VOID(known->read(member.value, to));
  return true;
}

Result<engine::IndexInfo> read_index_body(std::string name, std::string_view text) {
  IndexParts parts;
  if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    TRY(const auto body, json::parse(text));
    if (!body.is_object())
      return fail(ErrorKind::parse, fmt::format("Failed to parse content to map: expected START_OBJECT but found {}", body.token_name()));
    for (const auto& member : body.as_object()) {
      TRY(const auto known, read_index_part(member, "", parts));
      if (!known) return fail(ErrorKind::parse, fmt::format("unknown key [{}] for create index", member.name));
    }
    TRY_VOID(check_mapping_limits(parts.mappings, parts.settings));
  }
  engine::IndexInfo index;
  index.name = std::move(name);
  index.aliases = std::move(parts.aliases);
  index.mappings = std::move(parts.mappings);
  index.settings = std::move(parts.settings);
  TRY_VOID(apply_template(index));
  return index;
}

Value index_answer(const engine::IndexInfo& index) {
  return json::object({{"aliases", aliases_answer(index)},
                       {"mappings", index.mappings.is_object() ? index.mappings : Value(json::Object{})},
                       {"settings", shown_settings(index)}});
}

}  // namespace headrace::content
