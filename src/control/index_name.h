#pragma once
// Which names an attached index may have (docs/spec/connectors.md 3.2).

#include <optional>
#include <string>
#include <string_view>

namespace headrace::control {

/// Indices of connectors that are native (managed) must start with this.
inline constexpr std::string_view managed_index_prefix = "content-";

/// What is wrong with the name, as a message for request validation; none when it may be used. Upper case is fine.
std::optional<std::string> invalid_index_name(std::string_view name);

}  // namespace headrace::control
