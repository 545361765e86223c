#include "content/depth.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::content {
namespace {

bool is_deeper_than(const json::Value& value, int levels) {
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

}  // namespace

Error too_deep(std::string_view what) {
  return {ErrorKind::illegal_argument, fmt::format("[{}] is nested deeper than {} levels", what, most_levels_kept)};
}

Result<void> check_depth(const json::Value& value, std::string_view what) {
  if (is_deeper_than(value, most_levels_kept)) return fail(too_deep(what));
  return {};
}

}  // namespace headrace::content
