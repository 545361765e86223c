#pragma once
// Numbers compared by value, to the last digit whatever their size.

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "engine/field_rules.h"

namespace headrace::engine {

/// A decimal number without rounding: 0.digits × 10^exponent.
struct Decimal {
  bool is_negative = false;
  std::string digits;  ///< without zeros at either end; empty for zero
  long long exponent = 0;

  bool operator==(const Decimal&) const = default;
};
std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

/// The spelling of the number that `value` is, or that its text spells ("42"); none for everything else.
std::optional<std::string_view> number_text(const json::Value& value);

/// None for what `number_text` would not give.
std::optional<Decimal> decimal_of(std::string_view spelling);

/// A number as a field of these rules keeps it: whole in integer fields, rounded in those of less precision. None for no numbers.
std::optional<Decimal> stored_number(const json::Value& value, const FieldRules& rules);
/// A number as a query on the field means it: integer fields are compared to the number itself.
std::optional<Decimal> wanted_number(const json::Value& value, const FieldRules& rules);

/// The text of a Decimal that is the same for all spellings.
std::string key_of(const Decimal& number);

}  // namespace headrace::engine
