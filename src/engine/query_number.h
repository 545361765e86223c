#pragma once
// Numbers compared by value, integers of any size to the last digit.

#include <compare>
#include <optional>
#include <string_view>

#include "json/value.h"

namespace headrace::engine {

/// The spelling of the number that `value` is, or that its text spells ("42"); none for everything else.
std::optional<std::string_view> number_text(const json::Value& value);

/// The order of two numbers by their spellings, as `number_text` gives them.
std::partial_ordering order_of_numbers(std::string_view a, std::string_view b);

}  // namespace headrace::engine
