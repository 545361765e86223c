#include "base/date_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/date_pattern.h"
#include "base/strings.h"

namespace headrace::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::sys_days;

struct NamedFormat {
  std::string_view name;
  std::string_view pattern;  ///< `f` is a fraction of any length, `o` a zone in any form
};

/// The named formats of the original that are patterns; each has a twin with `strict_` in front.
constexpr std::array names{
    NamedFormat{"date_optional_time", "yyyy[-MM[-dd['T'[HH[:mm[:ss[f]]][o]]]]]"},
    NamedFormat{"date_optional_time_nanos", "yyyy[-MM[-dd['T'[HH[:mm[:ss[f]]][o]]]]]"},
    NamedFormat{"date", "yyyy-MM-dd"},
    NamedFormat{"date_time", "yyyy-MM-dd'T'HH:mm:ssfo"},
    NamedFormat{"date_time_no_millis", "yyyy-MM-dd'T'HH:mm:sso"},
    NamedFormat{"date_hour", "yyyy-MM-dd'T'HH"},
    NamedFormat{"date_hour_minute", "yyyy-MM-dd'T'HH:mm"},
    NamedFormat{"date_hour_minute_second", "yyyy-MM-dd'T'HH:mm:ss"},
    NamedFormat{"date_hour_minute_second_millis", "yyyy-MM-dd'T'HH:mm:ssf"},
    NamedFormat{"date_hour_minute_second_fraction", "yyyy-MM-dd'T'HH:mm:ssf"},
    NamedFormat{"ordinal_date", "yyyy-DDD"},
    NamedFormat{"year", "yyyy"},
    NamedFormat{"year_month", "yyyy-MM"},
    NamedFormat{"year_month_day", "yyyy-MM-dd"},
};
constexpr std::array plain_names{
    NamedFormat{"iso8601", "yyyy[-MM[-dd['T'[HH[:mm[:ss[f]]][o]]]]]"},
    NamedFormat{"basic_date", "yyyyMMdd"},
    NamedFormat{"basic_date_time", "yyyyMMdd'T'HHmmssfo"},
    NamedFormat{"basic_date_time_no_millis", "yyyyMMdd'T'HHmmsso"},
    NamedFormat{"basic_ordinal_date", "yyyyDDD"},
};

/// Numbers of the lenient formats may have fewer digits.
std::string lenient(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool repeated = i > 0 && pattern[i] == pattern[i - 1] && std::string_view("MdHms").find(pattern[i]) != std::string_view::npos;
    if (!repeated) text += pattern[i];
  }
  return text;
}

struct Alternative {
  enum class Kind { pattern, epoch_millis, epoch_second };
  Kind kind = Kind::pattern;
  DatePattern pattern = {};
  bool is_iso = false;  ///< printed by format_instant
};

std::string pattern_named(std::string_view name) {
  constexpr std::string_view strict = "strict_";
  const bool is_strict = name.starts_with(strict);
  if (const auto* found = std::ranges::find(names, is_strict ? name.substr(strict.size()) : name, &NamedFormat::name); found != names.end())
    return is_strict ? std::string(found->pattern) : lenient(found->pattern);
  if (const auto* found = std::ranges::find(plain_names, name, &NamedFormat::name); found != plain_names.end())
    return std::string(found->pattern);
  return "";
}

Result<Alternative> compile_one(std::string_view text) {
  if (text == "epoch_millis") return Alternative{Alternative::Kind::epoch_millis};
  if (text == "epoch_second") return Alternative{Alternative::Kind::epoch_second};
  const auto named = pattern_named(text);
  const bool has_internal = named.empty() && text.find_first_of("fo") != std::string_view::npos;
  auto pattern = compile_date_pattern(named.empty() ? text : std::string_view(named));
  // Letters in quotes are text, all others of ours are no letters of the original.
  if (has_internal && pattern) {
    const auto ours = [](const DatePiece& piece) { return piece.unit == 'f' || piece.unit == 'o'; };
    if (std::ranges::any_of(*pattern, ours)) pattern = fail(ErrorKind::illegal_argument, "Unknown pattern letter");
  }
  if (!pattern || text.empty())
    return fail(Error{ErrorKind::illegal_argument,
                      fmt::format("Invalid format: [{}]: {}", text, pattern ? "it is empty" : pattern.error().reason)});
  return Alternative{Alternative::Kind::pattern, std::move(*pattern),
                     text.find("date_optional_time") != std::string_view::npos || text == "iso8601"};
}

/// The nearest Instant whose whole day is one too, so that a day can be taken off it.
Instant clamp(std::chrono::sys_seconds whole, nanoseconds fraction) {
  constexpr seconds furthest = std::chrono::floor<days>(nanoseconds::max());
  if (whole.time_since_epoch() > furthest) return Instant(furthest);
  if (whole.time_since_epoch() < -furthest) return Instant(-furthest);
  return Instant(whole) + fraction;
}

std::optional<int> hour_of(const DateParts& parts) {
  if (!parts.half_day_hour) return parts.hour;
  if (*parts.half_day_hour < 1 || *parts.half_day_hour > 12) return -1;
  return *parts.half_day_hour % 12 + (parts.afternoon.value_or(false) ? 12 : 0);
}

std::optional<sys_days> day_of(const DateParts& parts, bool round_up) {
  const std::chrono::year year(parts.year.value_or(1970));
  if (parts.day_of_year) {
    const auto day = sys_days(year / 1 / 1) + days(*parts.day_of_year - 1);
    return *parts.day_of_year >= 1 && std::chrono::year_month_day(day).year() == year ? std::optional(day) : std::nullopt;
  }
  const auto month = parts.month.value_or(round_up && parts.year ? 12 : 1);
  if (month < 1 || month > 12) return std::nullopt;
  const auto of_month = year / std::chrono::month(static_cast<unsigned>(month));
  if (!parts.day && round_up && (parts.year || parts.month)) return sys_days(of_month / std::chrono::last);
  const auto date = of_month / std::chrono::day(static_cast<unsigned>(parts.day.value_or(1)));
  return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

std::optional<Instant> instant_of(const DateParts& parts, bool round_up, seconds east) {
  const auto day = day_of(parts, round_up);
  const auto hour = hour_of(parts).value_or(round_up ? 23 : 0);
  const auto minute = parts.minute.value_or(round_up ? 59 : 0);
  const auto second = parts.second.value_or(round_up ? 59 : 0);
  if (!day || hour < 0 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto nanos = parts.nanos.value_or(round_up ? 999'999'999 : 0);
  const auto whole = *day + hours(hour) + minutes(minute) + seconds(second);
  return clamp(whole - parts.zone.value_or(east), nanoseconds(nanos));
}

/// A count of units since 1970, with a fraction.
std::optional<Instant> epoch(std::string_view text, std::int64_t nanos_of_unit) {
  const auto point = text.find('.');
  const auto whole = parse_integer(text.substr(0, point));
  if (!whole || text.starts_with('+')) return std::nullopt;
  std::int64_t fraction = 0;
  if (point != std::string_view::npos) {
    const auto digits = text.substr(point + 1);
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    std::int64_t scale = nanos_of_unit;
    for (const char c : digits) fraction += (scale /= 10) * (c - '0');
  }
  const auto per_second = 1'000'000'000 / nanos_of_unit;
  const auto whole_seconds = *whole >= 0 ? *whole / per_second : -((-(*whole + 1)) / per_second) - 1;
  const auto rest = (*whole - whole_seconds * per_second) * nanos_of_unit;
  return clamp(std::chrono::sys_seconds(seconds(whole_seconds)), nanoseconds(rest + (text.starts_with('-') ? -fraction : fraction)));
}

}  // namespace

struct DateFormat::Compiled {
  std::string text;
  std::vector<Alternative> alternatives;
};

Result<DateFormat> DateFormat::compile(std::string_view text) {
  auto compiled = std::make_shared<Compiled>();
  compiled->text = text;
  for (std::string_view rest = text;;) {
    const auto bars = rest.find("||");
    TRY(auto one, compile_one(rest.substr(0, bars)));
    compiled->alternatives.push_back(std::move(one));
    if (bars == std::string_view::npos) break;
    rest.remove_prefix(bars + 2);
  }
  return DateFormat(std::move(compiled));
}

const DateFormat& DateFormat::standard() {
  static const DateFormat format = compile("strict_date_optional_time||epoch_millis").value();
  return format;
}

Result<Instant> DateFormat::parse(std::string_view text, bool round_up, seconds east_of_utc) const {
  for (const auto& alternative : compiled_->alternatives) {
    std::optional<Instant> instant;
    if (alternative.kind == Alternative::Kind::epoch_millis) {
      instant = epoch(text, 1'000'000);
    } else if (alternative.kind == Alternative::Kind::epoch_second) {
      instant = epoch(text, 1'000'000'000);
    } else if (const auto parts = read_date(alternative.pattern, text)) {
      instant = instant_of(*parts, round_up, east_of_utc);
    }
    if (instant) return *instant;
  }
  return fail(ErrorKind::parse, fmt::format("failed to parse date field [{}] with format [{}]", text, compiled_->text));
}

std::string DateFormat::print(Instant instant, seconds east_of_utc) const {
  const auto& first = compiled_->alternatives.front();
  if (first.kind == Alternative::Kind::epoch_millis)
    return std::to_string(std::chrono::floor<milliseconds>(instant).time_since_epoch().count());
  if (first.kind == Alternative::Kind::epoch_second) return std::to_string(std::chrono::floor<seconds>(instant).time_since_epoch().count());
  return first.is_iso ? format_instant(instant) : print_date(first.pattern, instant, east_of_utc);
}

const std::string& DateFormat::text() const { return compiled_->text; }

}  // namespace headrace::base
