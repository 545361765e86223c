#include "engine/embedded/sort_value.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/clock.h"
#include "engine/field_access.h"
#include "engine/query_number.h"

namespace headrace::engine::embedded {
namespace {

using json::Value;
using Mode = SortKey::Mode;

bool is_missing(const SortValue& value) { return std::holds_alternative<std::monostate>(value); }

SortValue date_value(const Value& value, const FieldRules& rules) {
  const auto date = date_of(value, rules);
  if (!date) return {};
  if (rules.type_name == "date_nanos") return date->time_since_epoch().count();
  return std::chrono::floor<std::chrono::milliseconds>(*date).time_since_epoch().count();
}

/// The whole digits of a number without fraction.
template <class Integer>
std::optional<Integer> integer_of(const Decimal& number) {
  constexpr long long most_digits = 20;
  if (number.digits.empty()) return Integer{0};
  if (number.exponent < static_cast<long long>(number.digits.size()) || number.exponent > most_digits) return std::nullopt;
  auto text = (number.is_negative ? "-" : "") + number.digits;
  text.append(static_cast<std::size_t>(number.exponent) - number.digits.size(), '0');
  Integer integer{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), integer);
  return problem == std::errc() && end == text.data() + text.size() ? std::optional(integer) : std::nullopt;
}

SortValue number_value(const Value& value, const FieldRules& rules) {
  const auto number = stored_number(value, rules);
  if (!number) return {};
  const bool is_real = rules.number != NumberKind::integer && rules.number != NumberKind::exact;
  if (!is_real) {
    if (const auto integer = integer_of<std::int64_t>(*number)) return *integer;
    if (const auto integer = integer_of<std::uint64_t>(*number)) return *integer;
  }
  const auto real =
      Value(json::Number{
                number->digits.empty() ? "0" : fmt::format("{}0.{}e{}", number->is_negative ? "-" : "", number->digits, number->exponent)})
          .real();
  return real ? SortValue(*real) : SortValue();
}

SortValue address_value(const Value& value) {
  const auto address = value.is_string() ? address_of(value.as_string()) : std::nullopt;
  return address ? SortValue(*address) : SortValue();
}

SortValue flag_value(const Value& value) {
  const auto flag = flag_of(value);
  return flag ? SortValue(std::int64_t{*flag}) : SortValue();
}

SortValue text_value(const Value& value, const FieldRules& rules) {
  auto text = rules.type == FieldType::keyword ? keyword_of(value, rules) : text_of(value);
  return text ? SortValue(std::move(*text)) : SortValue();
}

/// long double holds every 64-bit integer and every double.
long double number_of(const SortValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<long double>(*integer);
  if (const auto* integer = std::get_if<std::uint64_t>(&value)) return static_cast<long double>(*integer);
  return static_cast<long double>(std::get<double>(value));
}

/// Numbers, texts and addresses, in this order, so that a field of mixed values has an order too.
int rank(const SortValue& value) {
  if (std::holds_alternative<std::string>(value)) return 1;
  return std::holds_alternative<Address>(value) ? 2 : 0;
}

int compare_present(const SortValue& a, const SortValue& b) {
  if (rank(a) != rank(b)) return rank(a) - rank(b);
  if (rank(a) == 1) return std::get<std::string>(a).compare(std::get<std::string>(b));
  if (rank(a) == 2) {
    const auto order = std::get<Address>(a) <=> std::get<Address>(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  const auto left = number_of(a);
  const auto right = number_of(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

bool is_less(const SortValue& a, const SortValue& b) { return compare_present(a, b) < 0; }

/// Whole numbers stay whole, as the original rounds them.
SortValue made_of(long double number, const std::vector<SortValue>& values) {
  const bool is_real = std::ranges::any_of(values, [](const auto& value) { return std::holds_alternative<double>(value); });
  if (is_real) return static_cast<double>(number);
  return static_cast<std::int64_t>(std::llroundl(number));
}

/// Divided as doubles, as the original does.
SortValue mean_of(long double sum, std::size_t count, const std::vector<SortValue>& values) {
  return made_of(static_cast<double>(sum) / static_cast<double>(count), values);
}

SortValue choose(std::vector<SortValue> values, Mode mode) {
  if (values.empty()) return {};
  if (mode == Mode::least) return *std::ranges::min_element(values, is_less);
  if (mode == Mode::greatest) return *std::ranges::max_element(values, is_less);
  if (std::ranges::any_of(values, [](const auto& value) { return rank(value) != 0; })) return {};
  if (mode == Mode::median) {
    std::ranges::sort(values, is_less);
    const auto middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return mean_of(number_of(values[middle - 1]) + number_of(values[middle]), 2, values);
  }
  long double sum = 0;
  for (const auto& value : values) sum += number_of(value);
  return mode == Mode::sum ? made_of(sum, values) : mean_of(sum, values.size(), values);
}

}  // namespace

SortValue sort_value(const Value& scalar, FieldType type) {
  // A number is what to_json made of a date: milliseconds, and never a year.
  const bool is_shown_date = type == FieldType::date && scalar.is_number();
  return sort_value(scalar, FieldRules{.type = is_shown_date ? FieldType::number : type});
}

SortValue sort_value(const Value& scalar, const FieldRules& rules) {
  switch (rules.type) {
    case FieldType::number:
      return number_value(scalar, rules);
    case FieldType::date:
      return date_value(scalar, rules);
    case FieldType::boolean:
      return flag_value(scalar);
    case FieldType::ip:
      return address_value(scalar);
    case FieldType::unmapped:
      return {};
    case FieldType::dynamic:
      if (scalar.is_number()) return number_value(scalar, rules);
      if (scalar.is_bool()) return flag_value(scalar);
      if (is_written_date(scalar)) return date_value(scalar, rules);
      break;
    default:
      break;
  }
  return text_value(scalar, rules);
}

SortValue sort_value(const Value& source, std::string_view path, const FieldTypes& types, bool greatest) {
  return sort_value(source, SortKey{.field = std::string(path), .descending = greatest}, types);
}

SortValue sort_value(const Value& source, const SortKey& key, const FieldTypes& types) {
  std::vector<SortValue> values;
  const auto places = accesses_of(key.field, "", types);
  for (const auto& place : places) {
    for (const auto* value : values_of(place, source)) {
      if (auto one = sort_value(*value, place.rules); !is_missing(one)) values.push_back(std::move(one));
    }
  }
  const auto mode = key.mode != Mode::by_order ? key.mode : key.descending ? Mode::greatest : Mode::least;
  auto chosen = choose(std::move(values), mode);
  if (is_missing(chosen) && key.missing && !places.empty()) return sort_value(*key.missing, places.front().rules);
  return chosen;
}

SortValue shown_value(const Value& shown, const SortKey& key, const FieldTypes& types) {
  const auto type = types.type_of(key.field);
  // A number stands for the value itself: milliseconds of a date, 0 or 1 of a boolean.
  if (shown.is_number() && type != FieldType::keyword && type != FieldType::text) return sort_value(shown, FieldType::number);
  const auto places = accesses_of(key.field, "", types);
  return places.empty() ? SortValue() : sort_value(shown, places.front().rules);
}

int compare(const SortKey& key, const SortValue& a, const SortValue& b) {
  if (is_missing(a) || is_missing(b)) {
    if (is_missing(a) && is_missing(b)) return 0;
    return is_missing(a) == key.missing_first ? -1 : 1;
  }
  const auto order = compare_present(a, b);
  return key.descending ? -order : order;
}

Value to_json(const SortValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* integer = std::get_if<std::uint64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) {
    if (std::isinf(*real)) return *real > 0 ? "Infinity" : "-Infinity";
    return *real;
  }
  const auto* address = std::get_if<Address>(&value);
  if (address == nullptr) return nullptr;
  constexpr std::size_t prefix = 12;
  const bool is_v4 = std::equal(address->begin(), address->begin() + prefix, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF",
                                [](unsigned char a, char b) { return a == static_cast<unsigned char>(b); });
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(is_v4 ? AF_INET : AF_INET6, address->data() + (is_v4 ? prefix : 0), text.data(), text.size());
  return text.data();
}

}  // namespace headrace::engine::embedded
