#include "engine/embedded/index_rules.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace headrace::engine::embedded {

std::optional<std::string> fault_of_alias_name(std::string_view name) {
  constexpr std::size_t longest = 255;
  if (name.find_first_of(" \"*,/<>?\\|") != std::string_view::npos)
    return R"(must not contain the following characters [' ','"','*',',','/','<','>','?','\','|'])";
  if (name.empty()) return "must not be empty";
  if (name.contains('#')) return "must not contain '#'";
  if (name.contains(':')) return "must not contain ':'";
  if (name.starts_with('_') || name.starts_with('-') || name.starts_with('+')) return "must not start with '_', '-', or '+'";
  if (name.size() > longest) return fmt::format("index name is too long, ({} > {})", name.size(), longest);
  if (name == "." || name == "..") return "must not be '.' or '..'";
  return std::nullopt;
}

std::optional<std::string> fault_of_index_name(std::string_view name) {
  if (auto fault = fault_of_alias_name(name)) return fault;
  if (base::to_lower(name) != name) return "must be lowercase";
  return std::nullopt;
}

std::string make_uuid() {
  constexpr std::size_t length = 22;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const auto digits = base::random_hex(length);
  std::string uuid;
  for (std::size_t i = 0; i < length; ++i) uuid += alphabet[std::stoul(digits.substr(2 * i, 2), nullptr, 16) % alphabet.size()];
  return uuid;
}

}  // namespace headrace::engine::embedded
