#include "content/index_templates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/strings.h"
#include "content/errors.h"
#include "content/index_body.h"
#include "content/mapping.h"

namespace headrace::content {
namespace {

using engine::IndexTemplate;
using json::Value;

constexpr std::size_t most_patterns = 100;
constexpr std::size_t longest_pattern = 255;
constexpr std::size_t most_templates = 1'000;
constexpr std::size_t most_patterns_of_all = 5'000;

/// What a name may not be, as the original lists it.
std::vector<std::string> faults_of_name(std::string_view name) {
  std::vector<std::string> faults;
  if (name.contains(' ')) faults.emplace_back("name must not contain a space");
  if (name.contains(',')) faults.emplace_back("name must not contain a ','");
  if (name.contains('#')) faults.emplace_back("name must not contain a '#'");
  if (name.contains('*')) faults.emplace_back("name must not contain a '*'");
  if (name.starts_with('_')) faults.emplace_back("name must not start with '_'");
  if (base::to_lower(name) != name) faults.emplace_back("name must be lower cased");
  return faults;
}

std::vector<std::string> faults_of_patterns(const std::vector<std::string>& patterns) {
  std::vector<std::string> faults;
  for (const auto& pattern : patterns) {
    if (pattern.contains(' ')) faults.push_back(fmt::format("index_patterns [{}] must not contain a space", pattern));
    if (pattern.contains(',')) faults.push_back(fmt::format("index_pattern [{}] must not contain a ','", pattern));
    if (pattern.contains('#')) faults.push_back(fmt::format("index_pattern [{}] must not contain a '#'", pattern));
    if (pattern.contains(':')) faults.push_back(fmt::format("index_pattern [{}] must not contain a ':'", pattern));
    if (pattern.starts_with('_')) faults.push_back(fmt::format("index_pattern [{}] must not start with '_'", pattern));
    if (pattern.size() > longest_pattern) faults.emplace_back("index_pattern is too long");
  }
  return faults;
}

Result<void> check_names(const IndexTemplate& made) {
  auto faults = faults_of_name(made.name);
  for (auto& fault : faults_of_patterns(made.patterns)) faults.push_back(std::move(fault));
  if (faults.empty()) return {};
  return fail(ErrorKind::invalid_index_template,
              fmt::format("index_template [{}] invalid, cause [{}]", made.name, validation_failed(faults).reason));
}

Error bad_member(const json::Member& member, std::string_view wanted, std::string_view text) {
  return x_content(fmt::format("[index_template] {} must be {} but was {}", member.name, wanted, member.value.token_name()), text,
                   member.value.offset());
}

Result<std::vector<std::string>> read_texts(const json::Member& member, std::string_view text) {
  if (member.value.is_string()) return std::vector<std::string>{member.value.as_string()};
  std::vector<std::string> texts;
  if (!member.value.is_array()) return fail(bad_member(member, "a list of texts", text));
  for (const auto& element : member.value.as_array()) {
    if (!element.is_string()) return fail(bad_member(member, "a list of texts", text));
    texts.push_back(element.as_string());
  }
  if (texts.size() > most_patterns) return fail(bad_member(member, "a shorter list", text));
  return texts;
}

/// The member `template`: the parts of an index, checked as those of an index are.
Result<Value> read_inner(const json::Member& member, std::string_view text, IndexTemplate& to) {
  if (!member.value.is_object()) return fail(bad_member(member, "an object", text));
  IndexParts parts;
  for (const auto& part : member.value.as_object()) {
    TRY(const auto known, read_index_part(part, "template.", parts));
    if (!known) return fail(x_content(fmt::format("[template] unknown field [{}]", part.name), text, part.offset));
  }
  TRY_VOID(check_mapping_limits(parts.mappings, parts.settings));
  Value shown{json::Object{}};
  for (const auto& part : member.value.as_object()) {
    shown.set(part.name, part.name == "settings" ? parts.settings : part.name == "mappings" ? parts.mappings : part.value);
  }
  to.aliases = std::move(parts.aliases);
  to.mappings = std::move(parts.mappings);
  to.settings = std::move(parts.settings);
  return shown;
}

Result<void> refuse_components(const json::Member& member, std::string_view text, const std::string& name) {
  TRY(const auto components, read_texts(member, text));
  if (components.empty()) return {};
  return fail(ErrorKind::invalid_index_template,
              fmt::format("index_template [{}] invalid, cause [index template [{}] specifies component templates [{}] that do not exist]",
                          name, name, fmt::join(components, ", ")));
}

Result<void> read_member(const json::Member& member, std::string_view text, IndexTemplate& to) {
  const auto& [name, value, offset] = member;
  auto shown = value;
  if (name == "index_patterns") {
    TRY(to.patterns, read_texts(member, text));
    json::Array patterns;
    for (const auto& pattern : to.patterns) patterns.emplace_back(pattern);
    shown = Value(std::move(patterns));
  } else if (name == "template") {
    TRY(shown, read_inner(member, text, to));
  } else if (name == "priority") {
    const auto number = value.integer();
    if (!number) return fail(bad_member(member, "a number", text));
    if (*number < 0) {
      return fail(validation_failed({"index template priority must be >= 0"}));
    }
    to.priority = static_cast<std::uint64_t>(*number);
  } else if (name == "composed_of" || name == "ignore_missing_component_templates") {
    if (name == "composed_of") TRY_VOID(refuse_components(member, text, to.name));
  } else if (name == "data_stream") {
    return fail(ErrorKind::illegal_argument, "data streams are not supported by this server");
  } else if (name == "_meta") {
    if (!value.is_object()) return fail(bad_member(member, "an object", text));
  } else if (name == "version") {
    if (!value.integer()) return fail(bad_member(member, "a number", text));
  } else if (name == "allow_auto_create" || name == "deprecated") {
    if (!value.is_bool()) return fail(bad_member(member, "true or false", text));
  } else {
    return fail(x_content(fmt::format("[index_template] unknown field [{}]", name), text, offset));
  }
  to.shown.set(name, std::move(shown));
  return {};
}

/// Each new index is compared with all patterns.
Result<void> check_number(const IndexTemplate& made, const std::vector<IndexTemplate>& all) {
  std::size_t patterns = made.patterns.size();
  std::size_t templates = 1;
  for (const auto& other : all) {
    if (other.name == made.name) continue;
    ++templates;
    patterns += other.patterns.size();
  }
  if (templates > most_templates)
    return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} index templates", most_templates));
  if (patterns > most_patterns_of_all)
    return fail(ErrorKind::illegal_argument, fmt::format("there can be at most {} patterns of index templates", most_patterns_of_all));
  return {};
}

/// Two of one priority may not fit one name: nobody could say which is meant.
Result<void> check_priority(const IndexTemplate& made, const std::vector<IndexTemplate>& all) {
  std::vector<std::string> names;
  std::vector<std::string> patterns;
  for (const auto& other : all) {
    if (other.name == made.name || other.priority != made.priority) continue;
    const bool meets = std::ranges::any_of(made.patterns, [&](const auto& mine) {
      return std::ranges::any_of(other.patterns, [&](const auto& its) { return patterns_meet(mine, its); });
    });
    if (!meets) continue;
    names.push_back(other.name);
    patterns.push_back(fmt::format("{} => [{}]", other.name, fmt::join(other.patterns, ", ")));
  }
  if (names.empty()) return {};
  return fail(
      ErrorKind::illegal_argument,
      fmt::format("index template [{}] has index patterns [{}] matching patterns from existing templates [{}] with patterns ({}) that "
                  "have the same priority [{}], multiple index templates may not match during index creation, please use a different "
                  "priority",
                  made.name, fmt::join(made.patterns, ", "), fmt::join(names, ", "), fmt::join(patterns, ", "), made.priority));
}

bool is_pattern(std::string_view name) { return name.contains('*'); }

/// The first of `names` that should be there by itself and is not.
std::optional<std::string> missing_name(const std::vector<std::string>& names, const std::vector<IndexTemplate>& all) {
  for (const auto& name : names)
    if (!is_pattern(name) && std::ranges::find(all, name, &IndexTemplate::name) == all.end()) return name;
  return std::nullopt;
}

bool is_named(const IndexTemplate& made, const std::vector<std::string>& names) {
  return std::ranges::any_of(names, [&](const auto& name) { return base::glob_matches(name, made.name); });
}

}  // namespace

bool patterns_meet(std::string_view a, std::string_view b) {
  if (!is_pattern(a)) return base::glob_matches(b, a);
  if (!is_pattern(b)) return base::glob_matches(a, b);
  // Between what both begin and end with there is room for all that stands between the stars of both.
  const auto front = std::min(a.find('*'), b.find('*'));
  const auto back = std::min(a.size() - 1 - a.rfind('*'), b.size() - 1 - b.rfind('*'));
  return a.substr(0, front) == b.substr(0, front) && a.substr(a.size() - back) == b.substr(b.size() - back);
}

Result<IndexTemplate> read_index_template(std::string name, std::string_view text) {
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(x_content(fmt::format("[index_template] Expected START_OBJECT but was: {}", body.token_name()), text, body.offset()));
  IndexTemplate made;
  made.name = std::move(name);
  made.mappings = Value(json::Object{});
  made.settings = Value(json::Object{});
  made.shown = Value(json::Object{});
  for (const auto& member : body.as_object()) TRY_VOID(read_member(member, text, made));
  if (made.patterns.empty()) return fail(ErrorKind::illegal_argument, "Required [index_patterns]");
  if (made.shown.find("composed_of") == nullptr) made.shown.set("composed_of", Value(json::Array{}));
  TRY_VOID(check_names(made));
  for (const auto& alias : made.aliases)
    if (std::ranges::find(made.patterns, alias.name) != made.patterns.end())
      return fail(ErrorKind::illegal_argument,
                  fmt::format("alias [{}] cannot be the same as any pattern in [{}]", alias.name, fmt::join(made.patterns, ", ")));
  return made;
}

Awaitable<Result<void>> put_index_template(engine::Engine& engine, IndexTemplate made, bool create) {
  co_return co_await engine.content().change_catalog([&](engine::CatalogView& catalog) -> Result<void> {
    const auto all = catalog.templates();
    const bool is_there = std::ranges::find(all, made.name, &IndexTemplate::name) != all.end();
    if (create && is_there) return fail(ErrorKind::illegal_argument, fmt::format("index template [{}] already exists", made.name));
    TRY_VOID(check_number(made, all));
    TRY_VOID(check_priority(made, all));
    catalog.put_template(made);
    return {};
  });
}

Awaitable<Result<std::vector<IndexTemplate>>> find_index_templates(engine::Engine& engine, std::vector<std::string> names) {
  CO_TRY(auto all, co_await engine.content().templates());
  if (names.empty()) co_return all;
  if (const auto missing = missing_name(names, all))
    co_return fail(ErrorKind::resource_not_found, fmt::format("index template matching [{}] not found", *missing));
  std::erase_if(all, [&](const auto& made) { return !is_named(made, names); });
  co_return all;
}

Awaitable<Result<void>> delete_index_templates(engine::Engine& engine, std::vector<std::string> names) {
  co_return co_await engine.content().change_catalog([&](engine::CatalogView& catalog) -> Result<void> {
    const auto all = catalog.templates();
    for (const auto& name : names)
      if (name != "*" && std::ranges::none_of(all, [&](const auto& made) { return is_named(made, {name}); }))
        return fail(ErrorKind::index_template_missing, fmt::format("index_template [{}] missing", name));
    for (const auto& made : all)
      if (is_named(made, names)) catalog.remove_template(made.name);
    return {};
  });
}

}  // namespace headrace::content
