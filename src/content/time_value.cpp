#include "content/time_value.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"

namespace headrace::content {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  nanoseconds length;
};

/// Those whose names end like another one's come first.
constexpr std::array units{
    Unit{"nanos", nanoseconds(1)},      Unit{"micros", std::chrono::microseconds(1)}, Unit{"ms", std::chrono::milliseconds(1)},
    Unit{"s", std::chrono::seconds(1)}, Unit{"m", std::chrono::minutes(1)},           Unit{"h", std::chrono::hours(1)},
    Unit{"d", std::chrono::hours(24)},
};

std::unexpected<Error> refuse(std::string_view name, std::string_view text, std::string_view why) {
  return fail(ErrorKind::illegal_argument, fmt::format("failed to parse setting [{}] with value [{}] as a time value{}", name, text, why));
}

}  // namespace

Result<nanoseconds> read_time_value(std::string_view name, std::string_view text) {
  const auto lower = base::to_lower(text);
  if (lower == "-1" || lower == "0") return nanoseconds(lower == "0" ? 0 : -1);
  for (const auto& unit : units) {
    if (!lower.ends_with(unit.name)) continue;
    const auto number = base::parse_integer(std::string_view(lower).substr(0, lower.size() - unit.name.size()));
    std::int64_t length = 0;
    if (!number || *number < 0 || __builtin_mul_overflow(*number, unit.length.count(), &length)) return refuse(name, text, "");
    return nanoseconds(length);
  }
  return refuse(name, text, ": unit is missing or unrecognized");
}

std::string time_value_text(nanoseconds time) {
  const Unit* best = &units.front();
  for (const auto& unit : units) {
    if (time.count() % unit.length.count() == 0 && unit.length > best->length) best = &unit;
  }
  return fmt::format("{}{}", time.count() / best->length.count(), best->name);
}

}  // namespace headrace::content
