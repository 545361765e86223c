#include "control/rule_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/strings.h"
#include "json/utf8.h"

namespace headrace::control {
namespace {

/// The zeros of all scripts with decimal digits (Unicode category Nd) but ASCII's; nine more digits follow each.
constexpr auto zeros = std::to_array<char32_t>(
    {0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,   0xce6,   0xd66,   0xde6,
     0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,  0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,
     0x1c40,  0x1c50,  0xa620,  0xa8d0,  0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066,
     0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50,
     0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0});

bool is_space(char32_t c) {
  return (c >= 9 && c <= 13) || (c >= 28 && c <= 32) || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
         c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/// The text in ASCII, without the space around it; `?` stands for what no number has.
std::string plain(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const auto c = json::take_character(text);
    if (is_space(c)) {
      made += ' ';
    } else if (c < 0x80) {
      made += static_cast<char>(c);
    } else {
      const auto* zero = std::ranges::upper_bound(zeros, c);
      const bool is_digit = zero != zeros.begin() && c - zero[-1] < 10;
      made += is_digit ? static_cast<char>('0' + (c - zero[-1])) : '?';
    }
  }
  const auto begin = made.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return made.substr(begin, made.find_last_not_of(' ') - begin + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes out each `_` that stands between two digits; false when one stands elsewhere.
bool remove_underscores(std::string& text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      made += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return false;
    }
  }
  text = std::move(made);
  return true;
}

struct Whole {
  bool is_negative;
  std::string digits;  ///< without leading zeros; empty: zero
};

Whole whole(std::string_view spelling) {
  const bool is_negative = spelling.starts_with('-');
  if (is_negative) spelling.remove_prefix(1);
  const auto first = spelling.find_first_not_of('0');
  std::string digits(first == std::string_view::npos ? std::string_view() : spelling.substr(first));
  return {is_negative && !digits.empty(), digits};
}

std::strong_ordering compare(const Whole& a, const Whole& b) {
  if (a.is_negative != b.is_negative) return a.is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
  const auto size = a.digits.size() <=> b.digits.size();
  const auto order = size != 0 ? size : a.digits <=> b.digits;
  if (!a.is_negative) return order;
  return 0 <=> order;
}

}  // namespace

std::optional<double> rule_number(std::string_view text) {
  auto spelling = plain(text);
  if (!remove_underscores(spelling) || spelling.empty()) return std::nullopt;
  const bool is_negative = spelling[0] == '-';
  if (is_negative || spelling[0] == '+') spelling.erase(0, 1);
  if (spelling.empty() || spelling[0] == '-' || spelling.contains('(')) return std::nullopt;
  double number = 0;
  const char* const end = spelling.data() + spelling.size();
  const auto [stop, problem] = std::from_chars(spelling.data(), end, number);
  if (stop != end || problem == std::errc::invalid_argument) return std::nullopt;
  if (problem == std::errc::result_out_of_range) number = std::strtod(spelling.c_str(), nullptr);  // zero or infinity
  return is_negative ? -number : number;
}

std::partial_ordering compare_number(const json::Value& number, double with) {
  if (std::isnan(with)) return std::partial_ordering::unordered;
  const auto& spelling = number.as_number().spelling;
  if (spelling.find_first_of(".eE") != std::string::npos) return number.real().value_or(std::nan("")) <=> with;
  if (std::isinf(with)) return with > 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  const double truncated = std::trunc(with);
  const auto order = compare(whole(spelling), whole(fmt::format("{:.0f}", truncated)));
  if (order != 0) return order;
  return 0.0 <=> with - truncated;
}

}  // namespace headrace::control
