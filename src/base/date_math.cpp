#include "base/date_math.h"

#include <fmt/format.h>

#include <limits>

#include "base/strings.h"

namespace headrace::base {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::weeks;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

/// Seconds have room for every step, so that only the end of a step is checked against what an Instant can hold.
struct Moment {
  std::chrono::sys_seconds whole;
  nanoseconds fraction{0};
};

constexpr seconds furthest{std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1};
constexpr long long largest_amount = 1'000'000'000;

Error unreadable(std::string_view text, std::string_view why) {
  return {ErrorKind::parse,
          fmt::format("failed to parse date field [{}] with format [strict_date_optional_time||epoch_millis]: [{}]", text, why)};
}

bool in_range(const Moment& moment) {
  const auto since = moment.whole.time_since_epoch();
  return since < furthest && since > -furthest;
}

Moment split(Instant instant) {
  const auto whole = floor<seconds>(instant);
  return {whole, instant - whole};
}

Instant join(const Moment& moment) { return Instant(moment.whole) + moment.fraction; }

/// Adds calendar months; the day is cut to the length of the month (31 January + 1M is 28 or 29 February).
std::optional<Moment> add_months(const Moment& moment, long long amount) {
  constexpr long long widest = 12LL * 1000;
  if (amount > widest || amount < -widest) return std::nullopt;
  const auto day = floor<days>(moment.whole);
  auto date = year_month_day(day) + months(static_cast<int>(amount));
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return Moment{sys_days(date) + (moment.whole - day), moment.fraction};
}

std::optional<Moment> add(const Moment& moment, long long amount, char unit) {
  const auto later = [&](seconds by) { return Moment{moment.whole + by, moment.fraction}; };
  switch (unit) {
    case 'y':
      return add_months(moment, amount * 12);
    case 'M':
      return add_months(moment, amount);
    case 'w':
      return later(weeks(amount));
    case 'd':
      return later(days(amount));
    case 'h':
    case 'H':
      return later(hours(amount));
    case 'm':
      return later(minutes(amount));
    case 's':
      return later(seconds(amount));
    default:
      return std::nullopt;
  }
}

/// The begin of the unit that the moment is in.
std::optional<Moment> begin_of(const Moment& moment, char unit) {
  const auto day = floor<days>(moment.whole);
  const year_month_day date(day);
  switch (unit) {
    case 'y':
      return Moment{sys_days(date.year() / 1 / 1)};
    case 'M':
      return Moment{sys_days(date.year() / date.month() / 1)};
    case 'w': {
      const std::chrono::weekday weekday(day);
      return Moment{day - days(weekday.iso_encoding() - 1)};
    }
    case 'd':
      return Moment{day};
    case 'h':
    case 'H':
      return Moment{floor<hours>(moment.whole)};
    case 'm':
      return Moment{floor<minutes>(moment.whole)};
    case 's':
      return Moment{moment.whole};
    default:
      return std::nullopt;
  }
}

std::optional<Moment> round(const Moment& moment, char unit, const DateContext& context) {
  auto local = moment;
  local.whole += context.east_of_utc;
  auto rounded = begin_of(local, unit);
  if (rounded && context.round_up) {
    rounded = add(*rounded, 1, unit);
    if (rounded) *rounded = {rounded->whole - seconds(1), nanoseconds(999'999'999)};
  }
  if (rounded) rounded->whole -= context.east_of_utc;
  return rounded;
}

/// One step such as `+3d` or `/M`; takes it off the front of `steps`.
Result<Moment> apply_step(const Moment& moment, std::string_view& steps, std::string_view text, const DateContext& context) {
  const char sign = steps.front();
  steps.remove_prefix(1);
  if (sign != '+' && sign != '-' && sign != '/')
    return fail(unreadable(text, fmt::format("operator not supported for date math [{}]", sign)));
  const auto end = steps.find_first_not_of("0123456789");
  if (end == std::string_view::npos) return fail(unreadable(text, "truncated date math"));
  const auto digits = steps.substr(0, end);
  const auto amount = digits.empty() ? std::optional<long long>(1) : parse_integer(digits);
  if (!amount || *amount > largest_amount) return fail(unreadable(text, "the number is too large"));
  const char unit = steps[end];
  steps.remove_prefix(end + 1);
  if (sign == '/' && !digits.empty() && *amount != 1) return fail(unreadable(text, "rounding `/` can only be used on single unit types"));
  const auto moved = sign == '/' ? round(moment, unit, context) : add(moment, sign == '-' ? -*amount : *amount, unit);
  if (!moved && std::string_view("yMwdhHms").find(unit) == std::string_view::npos)
    return fail(unreadable(text, fmt::format("unit [{}] not supported for date math", unit)));
  if (!moved || !in_range(*moved)) return fail(unreadable(text, "the result is out of range"));
  return *moved;
}

/// What a date leaves open, up to the next second, minute or day; a date with a fraction leaves nothing open.
nanoseconds left_open(std::string_view date) {
  const auto time = date.find('T');
  if (time == std::string_view::npos) return days(1) - nanoseconds(1);
  auto clock = date.substr(time + 1);
  clock = clock.substr(0, clock.find_first_of("Z+-"));
  if (clock.find_first_of(".,") != std::string_view::npos) return nanoseconds(0);
  return (clock.size() <= 5 ? nanoseconds(minutes(1)) : nanoseconds(seconds(1))) - nanoseconds(1);
}

Result<Instant> resolve_anchor(std::string_view date, std::string_view text, const DateContext& context) {
  const auto instant = parse_date(date);
  if (!instant) return fail(unreadable(text, instant.error().reason));
  const bool calendar = date.size() > 4 && date[4] == '-';
  if (!calendar) return *instant;  // epoch milliseconds
  const auto time = date.find('T');
  const bool zoned = time != std::string_view::npos && date.find_first_of("Z+-", time) != std::string_view::npos;
  return *instant - (zoned ? seconds(0) : context.east_of_utc) + (context.round_up ? left_open(date) : nanoseconds(0));
}

/// `anchor` reads the date that the steps begin at.
template <class Anchor>
Result<Instant> resolve(std::string_view text, const DateContext& context, const Anchor& anchor) {
  Moment moment;
  std::string_view steps;
  if (text.starts_with("now")) {
    moment = split(context.now);
    steps = text.substr(3);
  } else {
    const auto bars = text.find("||");
    steps = bars == std::string_view::npos ? std::string_view() : text.substr(bars + 2);
    // With steps the anchor is the begin of what it names; only the last rounding goes up.
    auto anchor_context = context;
    anchor_context.round_up = context.round_up && steps.empty();
    TRY(const auto start, anchor(text.substr(0, bars), anchor_context));
    moment = split(start);
  }
  while (!steps.empty()) {
    TRY(moment, apply_step(moment, steps, text, context));
  }
  return join(moment);
}

}  // namespace

bool is_date_math(std::string_view text) {
  if (text.find("||") != std::string_view::npos) return true;
  if (!text.starts_with("now")) return false;
  return text.size() == 3 || text[3] == '+' || text[3] == '-' || text[3] == '/';
}

Result<Instant> resolve_date(std::string_view text, const DateContext& context) {
  return resolve(text, context, [&](std::string_view date, const DateContext& at) { return resolve_anchor(date, text, at); });
}

Result<Instant> resolve_date(std::string_view text, const DateContext& context, const DateFormat& format) {
  return resolve(text, context,
                 [&](std::string_view date, const DateContext& at) { return format.parse(date, at.round_up, at.east_of_utc); });
}

Result<std::chrono::seconds> parse_zone(std::string_view text) {
  if (text == "Z" || text == "UTC" || text == "GMT") return seconds(0);
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  const auto east_hours = shaped ? parse_integer(text.substr(1, 2)) : std::nullopt;
  const auto east_minutes = shaped ? parse_integer(text.substr(4, 2)) : std::nullopt;
  if (!east_hours || !east_minutes || *east_hours < 0 || *east_hours > 18 || *east_minutes < 0 || *east_minutes > 59)
    return fail(ErrorKind::illegal_argument,
                fmt::format("unknown or unsupported time-zone [{}]; use UTC or an offset such as +01:00", text));
  const auto east = hours(*east_hours) + minutes(*east_minutes);
  return text[0] == '-' ? -east : east;
}

}  // namespace headrace::base
