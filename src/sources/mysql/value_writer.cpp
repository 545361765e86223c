#include "sources/mysql/value_writer.h"

#include <algorithm>
#include <charconv>

#include "sources/database/json_members.h"

namespace headrace::sources::mysql {
namespace {

// Of the character set that means "no characters".
constexpr unsigned binary_charset = 63;
// So many decimal digits survive the way through a double, so the shortest digits that give the same double are these themselves.
constexpr std::size_t exact_digits = 15;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool are_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

/// Digits as a number; false when they are none.
bool read_digits(std::string_view text, unsigned& number) {
  number = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return true;
}

unsigned days_of_month(unsigned year, unsigned month) {
  constexpr unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

bool is_date(std::string_view text) {
  unsigned year = 0, month = 0, day = 0;
  return text.size() == 10 && text[4] == '-' && text[7] == '-' && read_digits(text.substr(0, 4), year) &&
         read_digits(text.substr(5, 2), month) && read_digits(text.substr(8, 2), day) && year >= 1 && month >= 1 && month <= 12 &&
         day >= 1 && day <= days_of_month(year, month);
}

bool is_time(std::string_view text) {
  unsigned hour = 0, minute = 0, second = 0;
  return text.size() == 8 && text[2] == ':' && text[5] == ':' && read_digits(text.substr(0, 2), hour) &&
         read_digits(text.substr(3, 2), minute) && read_digits(text.substr(6, 2), second);
}

void write_integer(std::string_view raw, std::string& to) {
  auto digits = raw;
  const bool is_negative = digits.starts_with('-');
  digits.remove_prefix(is_negative ? 1 : 0);
  if (!are_digits(digits)) return database::append_text(raw, to);
  while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);  // ZEROFILL
  if (is_negative) to += '-';
  to += digits;
}

/// `12.50` as `12.5`, when that is what its double would give.
bool append_plain(std::string_view raw, std::string& to) {
  const bool is_negative = raw.starts_with('-');
  auto whole = raw.substr(is_negative ? 1 : 0);
  std::string_view fraction;
  if (const auto point = whole.find('.'); point != std::string_view::npos) {
    fraction = whole.substr(point + 1);
    whole = whole.substr(0, point);
    if (!are_digits(fraction)) return false;
  }
  if (!are_digits(whole)) return false;
  while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (whole.size() + fraction.size() > exact_digits) return false;
  if (whole == "0" && fraction.starts_with("0000")) return false;  // an exponent is shorter
  if (is_negative) to += '-';
  to += whole;
  to += '.';
  to += fraction.empty() ? std::string_view("0") : fraction;
  return true;
}

void write_real(std::string_view raw, std::string& to) {
  if (append_plain(raw, to)) return;
  double number = 0;
  const auto [end, problem] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (problem != std::errc() || end != raw.data() + raw.size()) return database::append_text(raw, to);
  database::append_double(number, to);
}

void write_date_time(std::string_view raw, std::string& to) {
  const auto begin = to.size();
  to += '"';
  if (append_date_time(raw, 'T', to)) {
    to += '"';
    return;
  }
  to.resize(begin);
  database::append_text(raw, to);
}

void write_text(std::string_view raw, std::string& to) { database::append_text(raw, to); }

}  // namespace

ValueKind kind_of(const MYSQL_FIELD& field) {
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return ValueKind::integer;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return ValueKind::decimal;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return ValueKind::real;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
      return ValueKind::date_time;
    case MYSQL_TYPE_BIT:
    case MYSQL_TYPE_GEOMETRY:
      return ValueKind::bytes;
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_STRING:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_VARCHAR:
      return field.charsetnr == binary_charset ? ValueKind::bytes : ValueKind::text;
    default:
      return ValueKind::text;
  }
}

WriteValue writer_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::integer:
      return write_integer;
    case ValueKind::decimal:
    case ValueKind::real:
      return write_real;
    case ValueKind::date_time:
      return write_date_time;
    case ValueKind::text:
    case ValueKind::bytes:
      break;  // bytes that are not UTF-8 are dropped, in a text there are none
  }
  return write_text;
}

bool append_date_time(std::string_view raw, char separator, std::string& to) {
  constexpr std::size_t whole = 19;
  if (raw.size() < whole || raw[10] != ' ' || !is_date(raw.substr(0, 10)) || !is_time(raw.substr(11, 8))) return false;
  auto fraction = raw.substr(whole);
  if (!fraction.empty() && (fraction[0] != '.' || fraction.size() > 7 || !are_digits(fraction.substr(1)))) return false;
  to += raw.substr(0, 10);
  to += separator;
  to += raw.substr(11, 8);
  if (fraction.find_first_not_of(".0") == std::string_view::npos) return true;
  to += fraction;
  to.append(7 - fraction.size(), '0');
  return true;
}

}  // namespace headrace::sources::mysql
