#include <fmt/format.h>

#include <array>
#include <cctype>

#include "control/cron.h"
#include "control/cron_field.h"

namespace headrace::control {
namespace {

using cron::Field;
using cron::Unit;
using cron::unit_count;

std::unexpected<Error> illegal(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

/// Upper-case tokens between runs of blanks and tabs; no other white space separates.
std::vector<std::string> tokens_of(std::string_view expression) {
  std::vector<std::string> tokens(1);
  for (const char c : expression) {
    if (c != ' ' && c != '\t') {
      tokens.back() += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    } else if (!tokens.back().empty()) {
      tokens.emplace_back();
    }
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

/// Exactly one of the two day fields must be `?`.
Result<Cron::Days> days_of(const Field& of_month, const Field& of_week) {
  if (!of_month.unspecified && !of_week.unspecified) {
    return illegal("support for specifying both a day-of-week AND a day-of-month parameter is not implemented.");
  }
  if (of_month.unspecified && of_week.unspecified) return illegal("'?' can only be specified for Day-of-Month -OR- Day-of-Week.");
  if (of_week.unspecified && of_month.empty) return illegal("Day of month values must be between 1 and 31");
  Cron::Days days = of_month.unspecified ? of_week.days : of_month.days;
  if (of_month.unspecified) days.weekdays = static_cast<std::uint8_t>(of_week.values >> 1);
  if (of_week.unspecified) days.days = static_cast<std::uint32_t>(of_month.values);
  return days;
}

/// Far longer than any schedule; bounds what a list of years can grow to.
constexpr std::size_t longest_expression = 16'384;

Result<Cron::Fields> parse_fields(std::string_view expression) {
  if (expression.size() > longest_expression) return illegal(fmt::format("longer than {} characters", longest_expression));
  auto tokens = tokens_of(expression);
  if (tokens.size() + 1 < unit_count) return illegal(fmt::format("unexpected end of expression at pos [{}].", expression.size()));
  if (tokens.size() < unit_count) tokens.emplace_back("*");
  std::array<Field, unit_count> parsed;
  for (std::size_t i = 0; i < unit_count; ++i) {
    TRY(parsed.at(i), cron::parse_field(static_cast<Unit>(i), tokens[i]));
  }
  const auto& [second, minute, hour, day_of_month, month, day_of_week, year] = parsed;
  Cron::Fields fields;
  TRY(fields.days, days_of(day_of_month, day_of_week));
  fields.seconds = second.values;
  fields.minutes = minute.values;
  fields.hours = static_cast<std::uint32_t>(hour.values);
  fields.months = static_cast<std::uint16_t>(month.values);
  fields.any_year = year.all;
  fields.years = year.years;
  std::ranges::sort(fields.years);
  return fields;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view expression) {
  auto fields = parse_fields(expression);
  if (fields) return Cron(std::move(*fields));
  auto format = fmt::format("illegal cron expression format [java.lang.IllegalArgumentException: {}]", fields.error().reason);
  return fail(Error{ErrorKind::illegal_argument, fmt::format("invalid cron expression [{}]", expression)}.because(
      {ErrorKind::illegal_argument, std::move(format)}));
}

}  // namespace headrace::control
