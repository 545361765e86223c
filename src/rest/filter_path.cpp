#include "rest/filter_path.h"

#include <algorithm>
#include <optional>
#include <span>

#include "base/strings.h"

namespace headrace::rest {
namespace {

using json::Value;

/// What is left of a pattern at some place of the answer.
using Rest = std::span<const std::string>;

/// Where the patterns stand after the names that lead to a place. Each pattern and rest occurs once, so there are never more than all
/// patterns have names.
struct Places {
  std::vector<Rest> rests;
  bool matched = false;  ///< one of the patterns has come to its end: the whole value is meant

  void add(Rest rest) {
    if (rest.empty()) {
      matched = true;
      return;
    }
    const auto same = [rest](Rest other) { return other.data() == rest.data(); };
    if (!std::ranges::any_of(rests, same)) rests.push_back(rest);
  }
};

void step_into(Rest rest, std::string_view name, Places& to) {
  while (rest.front() == "**") {
    to.add(rest);
    rest = rest.subspan(1);
    if (rest.empty()) {
      to.matched = true;
      return;
    }
  }
  if (base::glob_matches(rest.front(), name)) to.add(rest.subspan(1));
}

Places step(const Places& from, std::string_view name) {
  Places to;
  for (const auto rest : from.rests) step_into(rest, name, to);
  return to;
}

bool is_container(const Value& value) { return value.is_array() || value.is_object(); }

/// None: nothing of it is wanted. Recursion ends with the nesting of the answer, which its reader bounds.
std::optional<Value> included(const Value& value, const Places& places) {
  if (value.is_array()) {
    json::Array kept;
    for (const auto& element : value.as_array()) {
      if (auto part = included(element, places)) kept.push_back(std::move(*part));
    }
    return kept.empty() ? std::nullopt : std::optional<Value>(std::move(kept));
  }
  if (!value.is_object()) return std::nullopt;
  json::Object kept;
  for (const auto& member : value.as_object()) {
    const auto inner = step(places, member.name);
    if (inner.matched) {
      kept.push_back(member);
    } else if (!inner.rests.empty() && is_container(member.value)) {
      if (auto part = included(member.value, inner)) kept.push_back({member.name, std::move(*part)});
    }
  }
  return kept.empty() ? std::nullopt : std::optional<Value>(std::move(kept));
}

Value without(const Value& value, const Places& places) {
  if (value.is_array()) {
    json::Array kept;
    for (const auto& element : value.as_array()) kept.push_back(without(element, places));
    return kept;
  }
  if (!value.is_object()) return value;
  json::Object kept;
  for (const auto& member : value.as_object()) {
    const auto inner = step(places, member.name);
    if (!inner.matched) kept.push_back({member.name, without(member.value, inner)});
  }
  return kept;
}

/// Splits at dots; `\.` is a dot of the name.
std::vector<std::string> names_of(std::string_view pattern) {
  std::vector<std::string> names(1);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i).starts_with("\\.")) {
      names.back() += '.';
      ++i;
    } else if (pattern[i] == '.') {
      names.emplace_back();
    } else {
      names.back() += pattern[i];
    }
  }
  return names;
}

template <class Patterns>
Places start_of(const Patterns& patterns) {
  Places places;
  for (const auto& pattern : patterns) places.add(Rest(pattern));
  return places;
}

}  // namespace

FilterPath::FilterPath(std::string_view text) {
  for (std::string_view pattern : base::split_list(text)) {
    const bool excludes = pattern.starts_with('-');
    if (excludes) pattern.remove_prefix(1);
    if (pattern.empty()) continue;
    (excludes ? exclusions_ : inclusions_).push_back(names_of(pattern));
  }
}

Value FilterPath::apply(const Value& value) const {
  Value kept = value;
  if (!inclusions_.empty()) kept = included(kept, start_of(inclusions_)).value_or(Value(json::Object{}));
  if (!exclusions_.empty()) kept = without(kept, start_of(exclusions_));
  return kept;
}

}  // namespace headrace::rest
