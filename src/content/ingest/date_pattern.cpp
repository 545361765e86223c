#include "content/ingest/date_pattern.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/date_math.h"
#include "base/strings.h"

namespace headrace::content::ingest {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                                  "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> days{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// What was read of a date so far.
struct Parts {
  int year = 1970;
  unsigned month = 1, day = 1;
  int hour = 0, minute = 0, second = 0;
  std::int64_t nanosecond = 0;
  std::optional<bool> is_afternoon = std::nullopt;
  std::optional<seconds> east = std::nullopt;
};

/// Takes between `least` and `most` digits off the text.
std::optional<std::int64_t> take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t length = 0;
  while (length < std::min(most, text.size()) && text[length] >= '0' && text[length] <= '9') ++length;
  if (length < least || length == 0) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + length, number);
  text.remove_prefix(length);
  return number;
}

/// The number of the name at the front, in its full form or its first three letters.
template <std::size_t N>
std::optional<unsigned> take_name(std::string_view& text, const std::array<std::string_view, N>& names) {
  for (unsigned i = 0; i < N; ++i) {
    for (const auto name : {names[i], names[i].substr(0, 3)}) {
      if (!base::equals_ignoring_case(text.substr(0, name.size()), name)) continue;
      text.remove_prefix(name.size());
      return i;
    }
  }
  return std::nullopt;
}

std::optional<seconds> take_zone(std::string_view& text) {
  auto length = std::min(text.find_first_not_of("+-:0123456789"), text.size());
  if (length == 0) length = std::min(text.find_first_of(" ]"), text.size());
  std::string zone(text.substr(0, length));
  if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) zone.insert(3, ":");
  if (zone.size() == 3 && (zone[0] == '+' || zone[0] == '-')) zone += ":00";
  const auto east = base::parse_zone(zone);
  if (!east) return std::nullopt;
  text.remove_prefix(length);
  return *east;
}

bool set(auto& part, std::optional<std::int64_t> number) {
  if (number) part = static_cast<std::remove_cvref_t<decltype(part)>>(*number);
  return number.has_value();
}

bool take_fraction(std::string_view& text, std::size_t most, Parts& parts) {
  const auto before = text.size();
  auto number = take_digits(text, 1, most);
  if (!number) return false;
  for (auto digits = before - text.size(); digits < 9; ++digits) *number *= 10;
  parts.nanosecond = *number;
  return true;
}

bool take(std::string_view& text, char letter, std::size_t count, Parts& parts) {
  const std::size_t two = count >= 2 ? 2 : 1;
  switch (letter) {
    case 'y':
    case 'u':
      if (count == 2) {
        const auto short_year = take_digits(text, 2, 2);
        return set(parts.year, short_year ? std::optional(*short_year + 2000) : std::nullopt);
      }
      return set(parts.year, take_digits(text, count >= 4 ? 4 : 1, 4));
    case 'M':
      if (count >= 3) {
        const auto month = take_name(text, months);
        return set(parts.month, month ? std::optional<std::int64_t>(*month + 1) : std::nullopt);
      }
      return set(parts.month, take_digits(text, two, 2));
    case 'd':
      return set(parts.day, take_digits(text, two, 2));
    case 'H':
    case 'h':
      return set(parts.hour, take_digits(text, two, 2));
    case 'm':
      return set(parts.minute, take_digits(text, two, 2));
    case 's':
      return set(parts.second, take_digits(text, two, 2));
    case 'S':
      return take_fraction(text, std::max<std::size_t>(count, 1), parts);
    case 'E':
      return take_name(text, days).has_value();
    case 'a': {
      static constexpr std::array<std::string_view, 2> halves{"AM ", "PM "};
      for (unsigned i = 0; i < 2; ++i) {
        if (!base::equals_ignoring_case(text.substr(0, 2), halves[i].substr(0, 2))) continue;
        parts.is_afternoon = i == 1;
        text.remove_prefix(2);
        return true;
      }
      return false;
    }
    default: {  // X, Z, z
      parts.east = take_zone(text);
      return parts.east.has_value();
    }
  }
}

std::optional<base::Instant> instant_of(const Parts& parts, seconds east) {
  const year_month_day date(year(parts.year), month(parts.month), day(parts.day));
  auto hour = parts.hour;
  if (parts.is_afternoon) hour = hour % 12 + (*parts.is_afternoon ? 12 : 0);
  if (!date.ok() || hour > 23 || parts.minute > 59 || parts.second > 59 || parts.year < 1678 || parts.year > 2261) return std::nullopt;
  const auto time = hours(hour) + minutes(parts.minute) + seconds(parts.second) - parts.east.value_or(east);
  return base::Instant(sys_days(date)) + time + nanoseconds(parts.nanosecond);
}

std::optional<base::Instant> from_epoch(std::string_view text, std::int64_t nanoseconds_each) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto scaled = number * static_cast<double>(nanoseconds_each);
  if (problem != std::errc() || end != text.data() + text.size() || !(scaled > -9.2e18 && scaled < 9.2e18)) return std::nullopt;
  if (const auto whole = base::parse_integer(text)) return base::Instant(nanoseconds(*whole * nanoseconds_each));
  return base::Instant(nanoseconds(static_cast<std::int64_t>(scaled)));
}

std::string zone_text(seconds east, char letter, std::size_t count) {
  if (letter == 'X' && east == seconds(0)) return "Z";
  const auto total = std::abs(duration_cast<minutes>(east).count());
  const bool has_colon = count == 3 || count == 5;
  return fmt::format("{}{:02}{}{:02}", east < seconds(0) ? '-' : '+', total / 60, has_colon ? ":" : "", total % 60);
}

}  // namespace

Result<DatePattern> DatePattern::read(std::string_view text) {
  constexpr std::string_view known = "yuMdHhamsSEXZz";
  DatePattern pattern;
  if (text == "ISO8601") pattern.named_ = Named::iso8601;
  if (text == "UNIX") pattern.named_ = Named::unix;
  if (text == "UNIX_MS") pattern.named_ = Named::unix_ms;
  if (pattern.named_ != Named::none) return pattern;
  while (!text.empty()) {
    const char c = text[0];
    std::size_t length = 1;
    if (is_letter(c)) {
      if (!known.contains(c)) return fail(ErrorKind::illegal_argument, fmt::format("Unknown pattern letter: {}", c));
      while (length < text.size() && text[length] == c) ++length;
      pattern.pieces_.push_back({c, length});
    } else if (c == '\'') {
      length = text.find('\'', 1);
      if (length == std::string_view::npos) return fail(ErrorKind::illegal_argument, "Pattern ends with an incomplete string literal");
      pattern.pieces_.push_back({0, 0, length == 1 ? "'" : std::string(text.substr(1, length - 1))});
      ++length;
    } else {
      pattern.pieces_.push_back({0, 0, std::string(1, c)});
    }
    text.remove_prefix(length);
  }
  return pattern;
}

std::optional<base::Instant> DatePattern::parse(std::string_view text, seconds east_of_utc) const {
  if (named_ == Named::unix) return from_epoch(text, 1'000'000'000);
  if (named_ == Named::unix_ms) return from_epoch(text, 1'000'000);
  if (named_ == Named::iso8601) {
    const auto date = base::resolve_date(text, {.east_of_utc = east_of_utc});
    return date && !base::is_date_math(text) ? std::optional(*date) : std::nullopt;
  }
  Parts parts;
  for (const auto& piece : pieces_) {
    if (piece.letter != 0) {
      if (!take(text, piece.letter, piece.count, parts)) return std::nullopt;
    } else if (text.starts_with(piece.text)) {
      text.remove_prefix(piece.text.size());
    } else {
      return std::nullopt;
    }
  }
  return text.empty() ? instant_of(parts, east_of_utc) : std::nullopt;
}

std::string DatePattern::format(base::Instant instant, seconds east_of_utc) const {
  const auto local = instant + east_of_utc;
  const auto midnight = floor<std::chrono::days>(local);
  const year_month_day date(midnight);
  const hh_mm_ss time(duration_cast<nanoseconds>(local - midnight));
  if (named_ == Named::unix) return std::to_string(floor<seconds>(instant).time_since_epoch().count());
  if (named_ == Named::unix_ms) return std::to_string(floor<milliseconds>(instant).time_since_epoch().count());
  if (named_ == Named::iso8601) return base::format_instant(instant);
  const auto number = [](auto value, std::size_t width) { return fmt::format("{:0{}}", value, std::min<std::size_t>(width, 9)); };
  std::string text;
  for (const auto& [letter, count, literal] : pieces_) {
    const auto month_number = static_cast<unsigned>(date.month());
    const auto hour = time.hours().count();
    switch (letter) {
      case 0:
        text += literal;
        break;
      case 'y':
      case 'u':
        text += count == 2 ? number(static_cast<int>(date.year()) % 100, 2) : number(static_cast<int>(date.year()), count);
        break;
      case 'M':
        text += count > 3    ? std::string(months.at(month_number - 1))
                : count == 3 ? std::string(months.at(month_number - 1).substr(0, 3))
                             : number(month_number, count);
        break;
      case 'd':
        text += number(static_cast<unsigned>(date.day()), count);
        break;
      case 'H':
        text += number(hour, count);
        break;
      case 'h':
        text += number(hour % 12 == 0 ? 12 : hour % 12, count);
        break;
      case 'm':
        text += number(time.minutes().count(), count);
        break;
      case 's':
        text += number(time.seconds().count(), count);
        break;
      case 'S':
        text += fmt::format("{:09}", time.subseconds().count()).substr(0, std::min<std::size_t>(count, 9));
        break;
      case 'a':
        text += hour < 12 ? "AM" : "PM";
        break;
      case 'E': {
        const auto name = days.at(weekday(midnight).c_encoding());
        text += count > 3 ? name : name.substr(0, 3);
        break;
      }
      default:
        text += zone_text(east_of_utc, letter, count);
    }
  }
  return text;
}

}  // namespace headrace::content::ingest
