#include "engine/mapping/dynamic_rules.h"

#include <algorithm>

#include "base/strings.h"
#include "engine/field_value.h"

namespace headrace::engine::mapping {
namespace {

using json::Value;

/// One text or a list of them.
std::vector<std::string> texts(const Value& body, std::string_view name) {
  std::vector<std::string> found;
  const auto* value = body.find(name);
  if (value == nullptr) return found;
  if (value->is_string()) found.push_back(value->as_string());
  if (value->is_array()) {
    for (const auto& one : value->as_array())
      if (one.is_string()) found.push_back(one.as_string());
  }
  return found;
}

bool flag(const Value& mappings, std::string_view name, bool otherwise) {
  const auto* value = mappings.find(name);
  if (value == nullptr) return otherwise;
  if (value->is_bool()) return value->as_bool();
  return value->is_string() ? value->as_string() == "true" : otherwise;
}

bool any_glob(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) { return base::glob_matches(pattern, text); });
}

/// The expressions of a template match whole names.
bool any_regex(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const auto& pattern) {
    const auto regex = base::Regex::compile("(?:" + pattern + R"()\z)");
    return regex && regex->match_at_start(text) == base::Regex::Outcome::match;
  });
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

/// `{name}` and `{dynamic_type}` stand for the field's own, in names and texts.
Value filled(const Value& value, std::string_view name, std::string_view type) {
  const auto fill = [&](std::string text) {
    replace_all(text, "{name}", name);
    replace_all(text, "{dynamic_type}", type);
    replace_all(text, "{dynamicType}", type);
    return text;
  };
  if (value.is_string()) return Value(fill(value.as_string()));
  if (value.is_array()) {
    json::Array array;
    for (const auto& one : value.as_array()) array.push_back(filled(one, name, type));
    return Value(std::move(array));
  }
  if (!value.is_object()) return value;
  Value object{json::Object{}};
  for (const auto& member : value.as_object()) object.set(fill(member.name), filled(member.value, name, type));
  return object;
}

/// The type of a field whose template names none.
std::string_view type_for(std::string_view seen, bool is_runtime) {
  if (seen == "string") return is_runtime ? "keyword" : "text";
  if (seen == "double") return is_runtime ? "double" : "float";
  return seen;
}

Value definition_for(std::string_view seen, const std::string& format, bool is_runtime) {
  constexpr int most_characters = 256;
  if (seen == "string" && !is_runtime) {
    return json::object({{"type", "text"},
                         {"fields", json::object({{"keyword", json::object({{"type", "keyword"}, {"ignore_above", most_characters}})}})}});
  }
  auto definition = json::object({{"type", type_for(seen, is_runtime)}});
  if (!format.empty()) definition.set("format", format);
  return definition;
}

std::vector<base::DateFormat> formats_of(const Value& mappings) {
  std::vector<std::string> wanted{"yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis"};
  wanted.insert(wanted.begin(), base::DateFormat::standard().text());
  if (mappings.find("dynamic_date_formats") != nullptr) wanted = texts(mappings, "dynamic_date_formats");
  std::vector<base::DateFormat> formats;
  for (const auto& text : wanted)
    if (auto format = base::DateFormat::compile(text)) formats.push_back(std::move(*format));
  return formats;
}

}  // namespace

std::optional<Dynamic> dynamic_of(const Value& object) {
  const auto* value = object.find("dynamic");
  if (value == nullptr) return std::nullopt;
  const auto text = value->is_bool() ? std::string(value->as_bool() ? "true" : "false") : base::to_lower(object.text("dynamic"));
  if (text == "false") return Dynamic::ignore;
  if (text == "strict") return Dynamic::refuse;
  return text == "runtime" ? Dynamic::runtime : Dynamic::add;
}

DynamicRules::Template DynamicRules::read_template(const Value& body) {
  Template made{.types = texts(body, "match_mapping_type"),
                .not_types = texts(body, "unmatch_mapping_type"),
                .names = texts(body, "match"),
                .not_names = texts(body, "unmatch"),
                .paths = texts(body, "path_match"),
                .not_paths = texts(body, "path_unmatch"),
                .is_regex = body.text("match_pattern") == "regex",
                .definition = Value(json::Object{})};
  if (std::ranges::find(made.types, "*") != made.types.end()) made.types.clear();
  made.is_runtime = body.find("runtime") != nullptr;
  const auto* definition = body.find(made.is_runtime ? "runtime" : "mapping");
  if (definition != nullptr && definition->is_object()) made.definition = *definition;
  return made;
}

DynamicRules::DynamicRules(const Value& mappings)
    : detects_dates_(flag(mappings, "date_detection", true)), detects_numbers_(flag(mappings, "numeric_detection", false)) {
  if (detects_dates_) formats_ = formats_of(mappings);
  const auto* templates = mappings.find("dynamic_templates");
  if (templates == nullptr || !templates->is_array()) return;
  for (const auto& one : templates->as_array()) {
    if (!one.is_object() || one.as_object().size() != 1) continue;
    const auto& body = one.as_object().front().value;
    if (body.is_object()) templates_.push_back(read_template(body));
  }
}

DynamicRules::Seen DynamicRules::seen(const Scalar& value) const {
  const auto number_type = [](std::string_view text) { return is_whole(text) ? std::string_view("long") : std::string_view("double"); };
  if (value.kind == Scalar::Kind::boolean) return {"boolean", {}};
  if (value.kind == Scalar::Kind::number) return {number_type(value.spelling), {}};
  // A mere number is no date, although it may look like a year or like milliseconds.
  if (real_of(value.spelling)) return {detects_numbers_ ? number_type(value.spelling) : "string", {}};
  for (const auto& format : formats_) {
    if (!read_date(value.spelling, format)) continue;
    return {"date", format.text() == base::DateFormat::standard().text() ? std::string() : format.text()};
  }
  return {"string", {}};
}

const DynamicRules::Template* DynamicRules::template_for(std::string_view name, std::string_view path, std::string_view type) const {
  const auto is_type = [&](const auto& types) { return std::ranges::find(types, type) != types.end(); };
  const auto fits = [&](const Template& one) {
    const auto matches = one.is_regex ? any_regex : any_glob;
    return (one.types.empty() || is_type(one.types)) && !is_type(one.not_types) && (one.names.empty() || matches(one.names, name)) &&
           !matches(one.not_names, name) && (one.paths.empty() || any_glob(one.paths, path)) && !any_glob(one.not_paths, path);
  };
  const auto found = std::ranges::find_if(templates_, fits);
  return found == templates_.end() ? nullptr : &*found;
}

NewField DynamicRules::field_for(std::string_view name, std::string_view path, const Scalar& value, Dynamic dynamic) const {
  const auto [type, format] = seen(value);
  const auto* made = template_for(name, path, type);
  if (made == nullptr) return {definition_for(type, format, dynamic == Dynamic::runtime), dynamic == Dynamic::runtime};
  auto definition = filled(made->definition, name, type);
  if (definition.text("type").empty()) {
    definition.erase("type");
    definition.set_first("type", type_for(type, made->is_runtime));
  }
  if (!format.empty() && definition.text("type") == "date" && definition.find("format") == nullptr) definition.set("format", format);
  return {std::move(definition), made->is_runtime};
}

std::optional<NewField> DynamicRules::object_for(std::string_view name, std::string_view path, Dynamic dynamic) const {
  const auto* made = template_for(name, path, "object");
  if (made != nullptr && !made->is_runtime) {
    auto definition = filled(made->definition, name, "object");
    if (definition.text("type").empty()) definition.erase("type");
    if (definition.find("type") == nullptr && definition.find("properties") == nullptr) definition.set_first("type", "object");
    return NewField{std::move(definition), false};
  }
  if (dynamic == Dynamic::runtime) return std::nullopt;
  return NewField{json::object({{"type", "object"}}), false};
}

}  // namespace headrace::engine::mapping
