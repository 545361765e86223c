#pragma once
// Numbers in basic rules: how a rule's text becomes one, and how one compares with a number of a document.
// docs/spec/configuration-filtering-secrets.md 4.3

#include <compare>
#include <optional>
#include <string_view>

#include "json/value.h"

namespace headrace::control {

/// White space around, signs, `1_000`, `.5`, `1e3`, `inf`, `nan`, and decimal digits of any script; none when it is no number.
std::optional<double> rule_number(std::string_view text);

/// Exact: an integer of the document is never rounded. Unordered for NaN.
std::partial_ordering compare_number(const json::Value& number, double with);

}  // namespace headrace::control
