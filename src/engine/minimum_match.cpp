#include "engine/minimum_match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace headrace::engine {
namespace {

constexpr long long largest = 1'000'000;

std::optional<long long> number_of(std::string_view text) {
  const auto number = base::parse_integer(text);
  return number && *number <= largest && *number >= -largest ? number : std::nullopt;
}

std::optional<int> plain(std::string_view text, int clauses) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto number = number_of(text);
  if (!number) return std::nullopt;
  const auto part = percent ? *number * clauses / 100 : *number;
  return static_cast<int>(std::max(0LL, *number < 0 ? clauses + part : part));
}

std::optional<int> conditional(std::string_view text, int clauses) {
  int needed = clauses;
  for (const auto& piece : base::split_list(text, ' ')) {
    if (piece.empty()) continue;
    const auto sign = piece.find('<');
    const auto bound = sign == std::string::npos ? std::nullopt : number_of(std::string_view(piece).substr(0, sign));
    const auto beyond = bound ? plain(std::string_view(piece).substr(sign + 1), clauses) : std::nullopt;
    if (!beyond) return std::nullopt;
    if (clauses <= *bound) return needed;
    needed = *beyond;
  }
  return needed;
}

}  // namespace

Result<int> minimum_match(std::string_view text, int clauses) {
  const auto first = text.find_first_not_of(' ');
  const auto trimmed = first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(' ') - first + 1);
  const bool is_conditional = trimmed.find('<') != std::string_view::npos;
  const auto needed = is_conditional ? conditional(trimmed, clauses) : plain(trimmed, clauses);
  if (!needed) return fail(ErrorKind::illegal_argument, fmt::format("cannot read [minimum_should_match] from [{}]", text));
  return *needed;
}

}  // namespace headrace::engine
