#include "sources/postgresql/numeric_value.h"

#include <algorithm>
#include <charconv>

#include "sources/database/json_members.h"
#include "sources/postgresql/byte_reader.h"

namespace headrace::sources::postgresql {
namespace {

constexpr int digits_per_group = 4;
/// So many decimal digits come back out of a double as they went in.
constexpr std::size_t exact_digits = 15;

enum Sign : std::uint16_t { positive = 0x0000, negative = 0x4000, not_a_number = 0xC000, infinite = 0xD000, minus_infinite = 0xF000 };

struct Numeric {
  int count;   ///< of groups
  int weight;  ///< of the first group: how many groups stand before the point, less one
  std::uint16_t sign;
  int scale;  ///< digits behind the point
  std::string_view groups;

  [[nodiscard]] unsigned group(int place) const {
    if (place < 0 || place >= count) return 0;
    return ByteReader(groups.substr(static_cast<std::size_t>(place) * 2)).take<std::uint16_t>() % 10000U;
  }
};

bool read(std::string_view bytes, Numeric& numeric) {
  ByteReader reader(bytes);
  numeric.count = reader.take<std::int16_t>();
  numeric.weight = reader.take<std::int16_t>();
  numeric.sign = reader.take<std::uint16_t>();
  numeric.scale = reader.take<std::uint16_t>();
  numeric.groups = reader.rest();
  return reader.is_good() && numeric.count >= 0 && numeric.groups.size() == static_cast<std::size_t>(numeric.count) * 2;
}

/// The first `count` of the group's four digits.
void append_group(unsigned group, int count, std::string& to) {
  const char digits[] = {static_cast<char>('0' + group / 1000), static_cast<char>('0' + group / 100 % 10),
                         static_cast<char>('0' + group / 10 % 10), static_cast<char>('0' + group % 10)};
  to.append(digits, static_cast<std::size_t>(count));
}

void append_whole_part(const Numeric& numeric, std::string& to) {
  const auto begin = to.size();
  for (int place = 0; place <= numeric.weight; ++place) append_group(numeric.group(place), digits_per_group, to);
  const auto first = std::min(to.find_first_not_of('0', begin), to.size());
  to.erase(begin, first - begin);
  if (to.size() == begin) to += '0';
}

void append_fraction(const Numeric& numeric, std::string& to) {
  if (numeric.scale == 0) return;
  to += '.';
  for (int place = numeric.weight + 1, left = numeric.scale; left > 0; ++place, left -= digits_per_group) {
    append_group(numeric.group(place), std::min(left, digits_per_group), to);
  }
}

/// The zeros at the end of the fraction go, one digit stays.
void strip_zeros(std::size_t begin, std::string& to) {
  const auto point = to.find('.', begin);
  if (point == std::string::npos) {
    to += ".0";
    return;
  }
  const auto last = to.find_last_not_of('0');
  to.resize(last == point ? point + 2 : last + 1);
}

/// A number with few digits and no exponent is its own shortest form.
bool is_its_own_shortest_form(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  if (point > exact_digits) return false;
  const auto first = text.find_first_not_of("0.");
  if (first == std::string_view::npos) return true;
  if (first > point + 4) return false;  // below 0.0001
  return text.size() - first - (first < point ? 1 : 0) <= exact_digits;
}

}  // namespace

bool append_numeric_text(std::string_view bytes, std::string& to) {
  Numeric numeric;
  if (!read(bytes, numeric)) return false;
  switch (numeric.sign) {
    case not_a_number:
      to += "NaN";
      return true;
    case infinite:
      to += "Infinity";
      return true;
    case minus_infinite:
      to += "-Infinity";
      return true;
    case negative:
      to += '-';
      break;
    default:
      break;
  }
  append_whole_part(numeric, to);
  append_fraction(numeric, to);
  return true;
}

bool append_numeric_json(std::string_view bytes, std::string& to) {
  const auto begin = to.size();
  if (!append_numeric_text(bytes, to)) return false;
  if (to.back() > '9') {  // NaN, Infinity
    to.resize(begin);
    to += "null";
    return true;
  }
  strip_zeros(begin, to);
  const auto text = std::string_view(to).substr(begin);
  if (is_its_own_shortest_form(text)) return true;
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_too_large = read.ec == std::errc::result_out_of_range && text[text.starts_with('-') ? 1 : 0] != '0';
  to.resize(begin);
  is_too_large ? void(to += "null") : database::append_double(number, to);
  return true;
}

}  // namespace headrace::sources::postgresql
