#include "engine/query_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"

namespace headrace::engine {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<double> real_of(std::string_view text) { return json::Value(json::Number{std::string(text)}).real(); }

/// Beyond any exponent that means something; sums of two do not wrap.
constexpr long long farthest_exponent = 1'000'000'000'000;

std::optional<long long> exponent_of(std::string_view text) {
  if (text.empty()) return 0;
  text.remove_prefix(1);  // e
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto value = std::min(base::parse_integer(text).value_or(farthest_exponent), farthest_exponent);
  return negative ? -value : value;
}

double to_half(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  constexpr int smallest = -13;  // below it there are fewer digits
  const int bits = 11 - std::max(0, smallest - exponent);
  return std::ldexp(std::nearbyint(std::ldexp(fraction, bits)), exponent - bits);
}

double rounded(double value, const FieldRules& rules) {
  switch (rules.number) {
    case NumberKind::single:
      return static_cast<double>(static_cast<float>(value));
    case NumberKind::half:
      return to_half(value);
    case NumberKind::scaled:
      return std::round(value * rules.scaling_factor) / rules.scaling_factor;
    default:
      return value;
  }
}

std::optional<Decimal> rounded(std::string_view spelling, const FieldRules& rules) {
  if (rules.number == NumberKind::exact || rules.number == NumberKind::integer) return decimal_of(spelling);
  const auto real = real_of(spelling);
  if (!real || !std::isfinite(*real)) return decimal_of(spelling);
  return decimal_of(fmt::format("{}", rounded(*real, rules)));
}

}  // namespace

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& number) { return number.digits.empty() ? 0 : number.is_negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) <=> sign(b);
  if (a.digits.empty()) return std::strong_ordering::equal;
  auto order = a.exponent <=> b.exponent;
  if (order == 0) order = a.digits <=> b.digits;
  return a.is_negative ? 0 <=> order : order;
}

std::optional<std::string_view> number_text(const json::Value& value) {
  if (value.is_number()) return value.as_number().spelling;
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.as_string();
  const auto first = text.starts_with('-') ? 1U : 0U;
  if (first >= text.size() || !is_digit(text[first]) || !decimal_of(text)) return std::nullopt;  // "inf" and "nan" are no numbers here
  return text;
}

std::optional<Decimal> decimal_of(std::string_view spelling) {
  const auto mantissa = spelling.substr(0, spelling.find_first_of("eE"));
  const auto exponent = exponent_of(spelling.substr(mantissa.size()));
  Decimal number{mantissa.starts_with('-'), {}, 0};
  const auto unsigned_part = mantissa.substr(number.is_negative ? 1 : 0);
  const auto whole = unsigned_part.substr(0, unsigned_part.find('.'));
  const auto fraction = unsigned_part.substr(std::min(whole.size() + 1, unsigned_part.size()));
  if (!exponent || whole.empty() || !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit)) return std::nullopt;
  number.digits.append(whole).append(fraction);
  const auto zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  if (number.digits.empty()) return Decimal{};
  number.exponent = *exponent + static_cast<long long>(whole.size()) - static_cast<long long>(zeros);
  return number;
}

std::optional<Decimal> stored_number(const json::Value& value, const FieldRules& rules) {
  const auto spelling = number_text(value);
  if (!spelling) return std::nullopt;
  auto number = rounded(*spelling, rules);
  if (!number || rules.number != NumberKind::integer) return number;
  // What is behind the point is cut off, as the original stores it.
  const auto kept = static_cast<std::size_t>(std::clamp<long long>(number->exponent, 0, static_cast<long long>(number->digits.size())));
  number->digits.resize(kept);
  number->digits.erase(number->digits.find_last_not_of('0') + 1);
  return number->digits.empty() ? Decimal{} : number;
}

std::optional<Decimal> wanted_number(const json::Value& value, const FieldRules& rules) {
  const auto spelling = number_text(value);
  return spelling ? rounded(*spelling, rules) : std::nullopt;
}

std::string key_of(const Decimal& number) {
  if (number.digits.empty()) return "0";
  return fmt::format("{}{}e{}", number.is_negative ? "-" : "", number.digits, number.exponent);
}

}  // namespace headrace::engine
