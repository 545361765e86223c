#include "content/source_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"

namespace headrace::content {
namespace {

using json::Value;

/// True when a pattern matches the path, or an object that its last `dots` dots stand for: a literal dotted key is as good as those.
bool any_matches(const std::vector<std::string>& patterns, std::string_view path, std::ptrdiff_t dots = 0) {
  const auto matches = [&](const auto& pattern) { return base::glob_matches(pattern, path); };
  for (; dots >= 0; --dots) {
    if (std::ranges::any_of(patterns, matches)) return true;
    path = path.substr(0, path.rfind('.'));
  }
  return false;
}

Result<std::vector<std::string>> read_patterns(const Value& value, std::string_view text) {
  if (value.is_string()) return std::vector{value.as_string()};
  if (!value.is_array()) return fail(parsing("Expected a string or a list of strings in [_source]", text, value.offset()));
  std::vector<std::string> patterns;
  for (const auto& pattern : value.as_array()) {
    if (!pattern.is_string())
      return fail(parsing(std::string("Unknown key for a ").append(pattern.token_name()).append(" in [_source]."), text, pattern.offset()));
    patterns.push_back(pattern.as_string());
  }
  return patterns;
}

}  // namespace

SourceFilter::SourceFilter(std::vector<std::string> includes, std::vector<std::string> excludes)
    : includes_(std::move(includes)), excludes_(std::move(excludes)) {}

SourceFilter SourceFilter::nothing() {
  SourceFilter filter;
  filter.drops_all_ = true;
  return filter;
}

Result<SourceFilter> SourceFilter::read(const Value& value, std::string_view text) {
  if (value.is_bool()) return value.as_bool() ? SourceFilter() : nothing();
  if (value.is_string() && (value.as_string() == "true" || value.as_string() == "false"))
    return value.as_string() == "true" ? SourceFilter() : nothing();
  SourceFilter filter;
  if (!value.is_object()) {
    TRY(filter.includes_, read_patterns(value, text));
    return filter;
  }
  for (const auto& member : value.as_object()) {
    if (member.name == "includes" || member.name == "include") {
      TRY(filter.includes_, read_patterns(member.value, text));
    } else if (member.name == "excludes" || member.name == "exclude") {
      TRY(filter.excludes_, read_patterns(member.value, text));
    } else {
      return fail(
          parsing(std::string("Unknown key for a ").append(member.value.token_name()).append(" in [").append(member.name).append("]."),
                  text, member.offset));
    }
  }
  return filter;
}

Value SourceFilter::apply(const Value& source) const {
  if (drops_all_) return Value(json::Object{});
  if (keeps_all() || !source.is_object()) return source;
  return filter_object(source, "", includes_.empty());
}

Value SourceFilter::filter_object(const Value& object, const std::string& path, bool included) const {
  json::Object kept;
  for (const auto& member : object.as_object()) {
    const auto below = path.empty() ? member.name : fmt::format("{}.{}", path, member.name);
    const auto dots = std::ranges::count(member.name, '.');
    if (any_matches(excludes_, below, dots)) continue;
    if (auto value = filter_value(member.value, below, included || any_matches(includes_, below, dots)))
      kept.push_back({member.name, std::move(*value)});
  }
  return Value(std::move(kept));
}

std::optional<Value> SourceFilter::filter_value(const Value& value, const std::string& path, bool included) const {
  if (included && excludes_.empty()) return value;
  if (value.is_object()) {
    auto filtered = filter_object(value, path, included);
    if (!included && filtered.as_object().empty()) return std::nullopt;
    return filtered;
  }
  if (value.is_array()) {
    json::Array kept;
    for (const auto& element : value.as_array())
      if (auto filtered = filter_value(element, path, included)) kept.push_back(std::move(*filtered));
    if (!included && kept.empty()) return std::nullopt;
    return Value(std::move(kept));
  }
  return included ? std::optional(value) : std::nullopt;
}

void SourceFilter::write(const std::string& source, std::string& to) const {
  if (keeps_all()) {
    to += source;
    return;
  }
  // What is stored was checked on its way in, so it can be read.
  const auto parsed = json::parse(source);
  json::write(apply(parsed ? *parsed : Value(json::Object{})), to);
}

}  // namespace headrace::content
