#include "engine/query_values.h"

#include <algorithm>

namespace headrace::engine {
namespace {

using Visit = std::function<bool(const json::Value&)>;
using VisitScalar = std::function<bool(std::string_view, const json::Value&)>;

bool visit_elements(const json::Value& value, const Visit& visit) {
  if (!value.is_array()) return visit(value);
  return std::ranges::any_of(value.as_array(), [&](const auto& element) { return visit_elements(element, visit); });
}

bool visit_scalars(const json::Value& value, const std::string& path, const VisitScalar& visit) {
  if (value.is_null()) return false;
  if (value.is_array()) {
    return std::ranges::any_of(value.as_array(), [&](const auto& element) { return visit_scalars(element, path, visit); });
  }
  if (!value.is_object()) return visit(path, value);
  return std::ranges::any_of(value.as_object(),
                             [&](const auto& member) { return visit_scalars(member.value, path + "." + member.name, visit); });
}

/// `rest` is what is left of the path within `source`. A literal dotted key may reach beyond it.
bool scalars_below(const json::Value& source, std::string_view rest, const std::string& path, const VisitScalar& visit) {
  if (source.is_array()) {
    return std::ranges::any_of(source.as_array(), [&](const auto& element) { return scalars_below(element, rest, path, visit); });
  }
  if (!source.is_object()) return false;
  return std::ranges::any_of(source.as_object(), [&](const json::Member& member) {
    const std::string_view name = member.name;
    if (name == rest) return visit_scalars(member.value, path, visit);
    if (name.starts_with(rest) && name[rest.size()] == '.')
      return visit_scalars(member.value, path + member.name.substr(rest.size()), visit);
    return rest.starts_with(name) && rest[name.size()] == '.' && scalars_below(member.value, rest.substr(name.size() + 1), path, visit);
  });
}

}  // namespace

bool any_value(const json::Value& source, std::string_view path, const Visit& visit) {
  if (source.is_array()) {
    return std::ranges::any_of(source.as_array(), [&](const auto& element) { return any_value(element, path, visit); });
  }
  if (!source.is_object()) return false;
  return std::ranges::any_of(source.as_object(), [&](const json::Member& member) {
    if (!path.starts_with(member.name)) return false;
    const auto rest = path.substr(member.name.size());
    if (rest.empty()) return visit_elements(member.value, visit);
    return rest.front() == '.' && any_value(member.value, rest.substr(1), visit);
  });
}

bool any_scalar(const json::Value& source, std::string_view path, const VisitScalar& visit) {
  return scalars_below(source, path, std::string(path), visit);
}

}  // namespace headrace::engine
