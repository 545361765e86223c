#include "engine/query_number.h"

#include <algorithm>
#include <string>

namespace headrace::engine {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Integer {
  bool negative = false;
  std::string_view digits;  ///< without leading zeros; empty for zero
};

std::optional<Integer> integer_of(std::string_view text) {
  Integer integer{text.starts_with('-'), text};
  if (integer.negative) integer.digits.remove_prefix(1);
  if (integer.digits.empty() || !std::ranges::all_of(integer.digits, is_digit)) return std::nullopt;
  integer.digits.remove_prefix(std::min(integer.digits.find_first_not_of('0'), integer.digits.size()));
  if (integer.digits.empty()) integer.negative = false;
  return integer;
}

std::strong_ordering order_of_integers(const Integer& a, const Integer& b) {
  if (a.negative != b.negative) return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  auto order = a.digits.size() <=> b.digits.size();
  if (order == 0) order = a.digits <=> b.digits;
  return a.negative ? 0 <=> order : order;
}

std::optional<double> real_of(std::string_view text) { return json::Value(json::Number{std::string(text)}).real(); }

}  // namespace

std::optional<std::string_view> number_text(const json::Value& value) {
  if (value.is_number()) return value.as_number().spelling;
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.as_string();
  const auto first = text.starts_with('-') ? 1U : 0U;
  if (first >= text.size() || !is_digit(text[first]) || !real_of(text)) return std::nullopt;  // "inf" and "nan" are no numbers here
  return text;
}

std::partial_ordering order_of_numbers(std::string_view a, std::string_view b) {
  const auto x = integer_of(a);
  const auto y = integer_of(b);
  if (x && y) return order_of_integers(*x, *y);
  const auto p = real_of(a);
  const auto q = real_of(b);
  return p && q ? *p <=> *q : std::partial_ordering::unordered;
}

}  // namespace headrace::engine
