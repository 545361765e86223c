#pragma once
// The words of a basic sync rule (docs/spec/configuration-filtering-secrets.md 3.2).

#include <array>
#include <string_view>

namespace headrace::control {

inline constexpr std::array<std::string_view, 2> rule_policies = {"include", "exclude"};
inline constexpr std::array<std::string_view, 7> rule_conditions = {"contains", "ends_with", "equals", ">", "<", "regex", "starts_with"};

}  // namespace headrace::control
