#include "control/index_name.h"

#include <fmt/format.h>

namespace headrace::control {
namespace {

/// docs/spec/connectors.md 3.2, in its order: the first that applies.
std::optional<std::string> fault(std::string_view name) {
  if (name.empty()) return "must not be empty";
  if (name.find_first_of(" \"*,/<>?\\|") != std::string_view::npos) {
    return R"(must not contain the following characters [' ','"','*',',','/','<','>','?','\','|'])";
  }
  if (name.contains('#')) return "must not contain '#'";
  if (name.contains(':')) return "must not contain ':'";
  if (name.starts_with('_') || name.starts_with('-') || name.starts_with('+')) return "must not start with '_', '-', or '+'";
  if (name.size() > 255) return fmt::format("index name is too long, ({} > 255)", name.size());
  if (name == "." || name == "..") return "must not be '.' or '..'";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> invalid_index_name(std::string_view name) {
  const auto found = fault(name);
  if (!found) return std::nullopt;
  return fmt::format("[{}] org.elasticsearch.indices.InvalidIndexNameException: Invalid index name [{}], {}", name, name, *found);
}

}  // namespace headrace::control
