#include "base/date_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace headrace::base {
namespace {

using Kind = DatePiece::Kind;

constexpr std::array<std::string_view, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                                  "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::size_t short_name = 3;
constexpr std::size_t longest_pattern = 200;
constexpr std::size_t most_optional = 12;
/// Internal letters of the named formats: a fraction of any length with its point, and a zone in any form.
constexpr char any_fraction = 'f';
constexpr char any_zone = 'o';

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<DatePiece> piece_for(char letter, std::size_t count) {
  const bool fixed = count >= 2;
  switch (letter) {
    case 'y':
    case 'u':
      if (count == 2) return DatePiece{Kind::number, letter, 2, 2};
      return DatePiece{Kind::number, 'y', fixed ? count : 1, fixed ? count : 9};
    case 'M':
    case 'L':
      if (count >= short_name) return DatePiece{Kind::month_name, 'M', count == short_name ? short_name : 0, 0};
      return DatePiece{Kind::number, 'M', count, 2};
    case 'd':
    case 'H':
    case 'h':
    case 'm':
    case 's':
      return DatePiece{Kind::number, letter, std::min<std::size_t>(count, 2), 2};
    case 'D':
      return DatePiece{Kind::number, 'D', count, 3};
    case 'S':
      return DatePiece{Kind::fraction, 'S', count, count};
    case any_fraction:
      return DatePiece{Kind::iso_fraction, 'f', 1, 9};
    case 'a':
      return DatePiece{Kind::half_day, 'a', 2, 2};
    case 'E':
      return DatePiece{Kind::weekday_name, 'E', count <= short_name ? short_name : 0, 0};
    case any_zone:
    case 'X':
    case 'x':
    case 'Z':
    case 'z':
      return DatePiece{Kind::zone, letter, count, 0};
    default:
      return std::nullopt;
  }
}

/// Takes a quoted text off the front; `''` is a quote.
Result<std::string> read_quoted(std::string_view& rest) {
  rest.remove_prefix(1);
  if (rest.starts_with('\'')) {
    rest.remove_prefix(1);
    return "'";
  }
  const auto end = rest.find('\'');
  if (end == std::string_view::npos) return fail(ErrorKind::illegal_argument, "Pattern ends with an incomplete string literal");
  std::string text(rest.substr(0, end));
  rest.remove_prefix(end + 1);
  return text;
}

int digits_of(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

void set_number(char unit, std::size_t least, int value, DateParts& parts) {
  switch (unit) {
    case 'y':
    case 'u':
      parts.year = least == 2 ? 2000 + value : value;
      break;
    case 'M':
      parts.month = value;
      break;
    case 'd':
      parts.day = value;
      break;
    case 'D':
      parts.day_of_year = value;
      break;
    case 'H':
      parts.hour = value;
      break;
    case 'h':
      parts.half_day_hour = value;
      break;
    case 'm':
      parts.minute = value;
      break;
    default:
      parts.second = value;
  }
}

std::int64_t nanos_of(std::string_view digits) {
  std::int64_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i) nanos = nanos * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return nanos;
}

/// `Z`, `UTC`, `GMT`, `±HH`, `±HHmm`, `±HH:mm`; how many characters of `text` it takes.
std::size_t read_zone(std::string_view text, DateParts& parts) {
  for (const std::string_view name : {"Z", "UTC", "GMT"}) {
    if (!text.starts_with(name)) continue;
    parts.zone = std::chrono::seconds(0);
    return name.size();
  }
  const auto two = [&](std::size_t at) { return text.size() >= at + 2 && is_digit(text[at]) && is_digit(text[at + 1]); };
  if (text.empty() || (text[0] != '+' && text[0] != '-') || !two(1)) return 0;
  std::chrono::seconds east = std::chrono::hours(digits_of(text.substr(1, 2)));
  std::size_t taken = 3;
  const std::size_t colon = text.size() > 3 && text[3] == ':' ? 1 : 0;
  if (two(3 + colon)) {
    east += std::chrono::minutes(digits_of(text.substr(3 + colon, 2)));
    taken = 5 + colon;
  }
  if (east > std::chrono::hours(18)) return 0;
  parts.zone = text[0] == '-' ? -east : east;
  return taken;
}

template <std::size_t N>
std::optional<std::pair<int, std::size_t>> read_name(const std::array<std::string_view, N>& names, std::size_t letters,
                                                     std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    const auto name = letters == 0 ? names[i] : names[i].substr(0, letters);
    if (text.size() >= name.size() && equals_ignoring_case(text.substr(0, name.size()), name))
      return std::pair(static_cast<int>(i), name.size());
  }
  return std::nullopt;
}

/// Reads a text along the pieces, going back over optional parts.
class Reader {
 public:
  explicit Reader(const DatePattern& pattern) : pattern_(pattern) {}

  std::optional<DateParts> read(std::size_t i, std::string_view text, DateParts parts) {
    for (; i < pattern_.size(); ++i) {
      const auto& piece = pattern_[i];
      if (piece.kind == Kind::close) continue;
      if (piece.kind == Kind::open) {
        if (auto with = read(i + 1, text, parts)) return with;
        i = piece.partner;
        continue;
      }
      const auto taken = take(piece, text, parts);
      if (!taken) return std::nullopt;
      text.remove_prefix(*taken);
    }
    return text.empty() ? std::optional(parts) : std::nullopt;
  }

 private:
  static std::optional<std::size_t> take(const DatePiece& piece, std::string_view text, DateParts& parts) {
    switch (piece.kind) {
      case Kind::literal:
        return text.starts_with(piece.text) ? std::optional(piece.text.size()) : std::nullopt;
      case Kind::number:
      case Kind::fraction:
      case Kind::iso_fraction:
        return take_digits(piece, text, parts);
      case Kind::zone: {
        const auto taken = read_zone(text, parts);
        return taken > 0 ? std::optional(taken) : std::nullopt;
      }
      default:
        return take_name(piece, text, parts);
    }
  }

  static std::optional<std::size_t> take_digits(const DatePiece& piece, std::string_view text, DateParts& parts) {
    const std::size_t point = piece.kind == Kind::iso_fraction ? 1 : 0;
    if (point == 1 && !text.starts_with('.') && !text.starts_with(',')) return std::nullopt;
    std::size_t count = 0;
    while (point + count < text.size() && count < piece.most && is_digit(text[point + count])) ++count;
    if (count < piece.least) return std::nullopt;
    const auto digits = text.substr(point, count);
    if (piece.kind == Kind::number) {
      set_number(piece.unit, piece.unit == 'u' || piece.unit == 'y' ? piece.most : 0, digits_of(digits), parts);
    } else {
      parts.nanos = nanos_of(digits);
    }
    return point + count;
  }

  static std::optional<std::size_t> take_name(const DatePiece& piece, std::string_view text, DateParts& parts) {
    if (piece.kind == Kind::half_day) {
      static constexpr std::array<std::string_view, 2> halves{"AM", "PM"};
      const auto found = read_name(halves, 0, text);
      if (found) parts.afternoon = found->first == 1;
      return found ? std::optional(found->second) : std::nullopt;
    }
    const auto found = piece.kind == Kind::month_name ? read_name(months, piece.least, text) : read_name(weekdays, piece.least, text);
    if (!found) return std::nullopt;
    if (piece.kind == Kind::month_name) parts.month = found->first + 1;
    return found->second;
  }

  const DatePattern& pattern_;
};

std::string number_text(const DatePiece& piece, Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  const auto hour = time.hours().count();
  long long value = 0;
  switch (piece.unit) {
    case 'y':
    case 'u':
      value = piece.most == 2 ? static_cast<int>(date.year()) % 100 : static_cast<int>(date.year());
      break;
    case 'M':
      value = static_cast<unsigned>(date.month());
      break;
    case 'd':
      value = static_cast<unsigned>(date.day());
      break;
    case 'D':
      value = (day - std::chrono::sys_days(date.year() / 1 / 1)).count() + 1;
      break;
    case 'H':
      value = hour;
      break;
    case 'h':
      value = hour % 12 == 0 ? 12 : hour % 12;
      break;
    case 'm':
      value = time.minutes().count();
      break;
    default:
      value = time.seconds().count();
  }
  return fmt::format("{:0{}}", value, piece.least);
}

std::string zone_text(const DatePiece& piece, std::chrono::seconds east) {
  const bool is_utc = east == std::chrono::seconds(0);
  if (is_utc && (piece.unit == 'X' || piece.unit == 'z')) return piece.unit == 'X' ? "Z" : "UTC";
  const auto minutes = std::abs(std::chrono::duration_cast<std::chrono::minutes>(east).count());
  const char sign = east < std::chrono::seconds(0) ? '-' : '+';
  const bool has_colon = piece.unit == 'z' || (piece.unit == 'Z' ? piece.least > 3 : piece.least % 2 == 1 && piece.least > 1);
  const bool has_minutes = piece.least != 1 || piece.unit == 'Z' || piece.unit == 'z' || minutes % 60 != 0;
  if (!has_minutes) return fmt::format("{}{:02}", sign, minutes / 60);
  return fmt::format("{}{:02}{}{:02}", sign, minutes / 60, has_colon ? ":" : "", minutes % 60);
}

/// `instant` is moved to the zone.
std::string piece_text(const DatePiece& piece, Instant instant, std::chrono::seconds east) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const auto name = [&](std::string_view full) { return std::string(piece.least == 0 ? full : full.substr(0, piece.least)); };
  switch (piece.kind) {
    case Kind::literal:
      return piece.text;
    case Kind::number:
      return number_text(piece, instant);
    case Kind::fraction:
    case Kind::iso_fraction: {
      const auto nanos = (instant - std::chrono::floor<std::chrono::seconds>(instant)).count();
      const auto digits = fmt::format("{:09}", nanos);
      return piece.kind == Kind::fraction ? digits.substr(0, std::min<std::size_t>(piece.least, 9)) : "." + digits.substr(0, 3);
    }
    case Kind::month_name:
      return name(months.at(static_cast<unsigned>(std::chrono::year_month_day(day).month()) - 1));
    case Kind::weekday_name:
      return name(weekdays.at(std::chrono::weekday(day).iso_encoding() - 1));
    case Kind::half_day:
      return std::chrono::floor<std::chrono::hours>(instant - day).count() < 12 ? "AM" : "PM";
    case Kind::zone:
      if (piece.unit == 'Z' && piece.least > 3 && east == std::chrono::seconds(0)) return "Z";
      return zone_text(piece, east);
    default:
      return "";
  }
}

}  // namespace

Result<DatePattern> compile_date_pattern(std::string_view pattern) {
  if (pattern.size() > longest_pattern) return fail(ErrorKind::illegal_argument, "the pattern is too long");
  DatePattern pieces;
  std::vector<std::size_t> open;
  std::size_t optional = 0;
  for (std::string_view rest = pattern; !rest.empty();) {
    const char c = rest.front();
    const auto count = std::min(rest.find_first_not_of(c), rest.size());
    if (c == '\'') {
      TRY(auto text, read_quoted(rest));
      pieces.push_back({.kind = Kind::literal, .text = std::move(text)});
      continue;
    }
    if (is_letter(c)) {
      auto piece = piece_for(c, count);
      if (!piece || count > 9) return fail(ErrorKind::illegal_argument, fmt::format("Unknown pattern letter: {}", c));
      pieces.push_back(std::move(*piece));
      rest.remove_prefix(count);
      continue;
    }
    rest.remove_prefix(1);
    if (c == '[') {
      if (++optional > most_optional) return fail(ErrorKind::illegal_argument, "the pattern has too many optional parts");
      open.push_back(pieces.size());
      pieces.push_back({.kind = Kind::open});
    } else if (c == ']') {
      if (open.empty()) return fail(ErrorKind::illegal_argument, "Pattern invalid as it contains ] without previous [");
      pieces[open.back()].partner = pieces.size();
      open.pop_back();
      pieces.push_back({.kind = Kind::close});
    } else {
      pieces.push_back({.kind = Kind::literal, .text = std::string(1, c)});
    }
  }
  if (!open.empty()) return fail(ErrorKind::illegal_argument, "Pattern invalid as it contains [ without ]");
  return pieces;
}

std::optional<DateParts> read_date(const DatePattern& pattern, std::string_view text) { return Reader(pattern).read(0, text, {}); }

std::string print_date(const DatePattern& pattern, Instant instant, std::chrono::seconds east_of_utc) {
  std::string text;
  for (const auto& piece : pattern) text += piece_text(piece, instant + east_of_utc, east_of_utc);
  return text;
}

}  // namespace headrace::base
