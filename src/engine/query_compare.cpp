#include "engine/query_compare.h"

#include <algorithm>
#include <compare>

#include "base/strings.h"
#include "engine/query_number.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;
using Order = std::partial_ordering;

/// A scalar as text; none for null, objects and arrays.
std::optional<std::string> text_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_number()) return value.as_number().spelling;
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  return std::nullopt;
}

/// docs/spec/document-api.md 5.2: the strings too; an empty one is false, as the original stores it.
std::optional<bool> flag_of(const Value& value) {
  if (value.is_bool()) return value.as_bool();
  if (!value.is_string()) return std::nullopt;
  if (value.as_string() == "true") return true;
  if (value.as_string() == "false" || value.as_string().empty()) return false;
  return std::nullopt;
}

std::optional<base::Instant> instant_of(const Value& value) {
  if (!value.is_string() && !value.is_number()) return std::nullopt;
  const auto instant = base::parse_date(value.is_string() ? value.as_string() : value.as_number().spelling);
  return instant ? std::optional(*instant) : std::nullopt;
}

/// A text that a dynamic field takes for a date: one with year, month and day, not mere digits.
bool is_written_date(const Value& value) {
  constexpr std::size_t year_month_day = 10;
  if (!value.is_string()) return false;
  const auto& text = value.as_string();
  return text.size() >= year_month_day && text[4] == '-' && text[7] == '-' && instant_of(value).has_value();
}

template <class T>
Order order_of(const std::optional<T>& stored, const std::optional<T>& wanted) {
  return stored && wanted ? Order(*stored <=> *wanted) : Order::unordered;
}

Order order_as_numbers(const Value& stored, const Value& wanted) {
  const auto a = number_text(stored);
  const auto b = number_text(wanted);
  return a && b ? order_of_numbers(*a, *b) : Order::unordered;
}

Order order_as_dates(const Value& stored, const Value& wanted) { return order_of(instant_of(stored), instant_of(wanted)); }
Order order_as_flags(const Value& stored, const Value& wanted) { return order_of(flag_of(stored), flag_of(wanted)); }
Order order_as_texts(const Value& stored, const Value& wanted) { return order_of(text_of(stored), text_of(wanted)); }

/// A text of a dynamic field: a date where both sides are one. A number beside a date is epoch milliseconds.
Order order_as_dynamic(const Value& stored, const Value& wanted) {
  if (is_written_date(stored) && (is_written_date(wanted) || wanted.is_number())) return order_as_dates(stored, wanted);
  return order_as_texts(stored, wanted);
}

using Compare = Order (*)(const Value& stored, const Value& wanted);

Compare comparison(const Value& stored, FieldType type) {
  switch (type) {
    case FieldType::keyword:
    case FieldType::text:
      return order_as_texts;
    case FieldType::boolean:
      return order_as_flags;
    case FieldType::date:
      return order_as_dates;
    case FieldType::number:
      return order_as_numbers;
    case FieldType::dynamic:
      return stored.is_number() ? order_as_numbers : stored.is_bool() ? order_as_flags : order_as_dynamic;
    case FieldType::unmapped:
      break;
  }
  return [](const Value&, const Value&) { return Order::unordered; };
}

bool holds(const Value& stored, const Range& range, Compare compare) {
  return (!range.gt || compare(stored, *range.gt) > 0) && (!range.gte || compare(stored, *range.gte) >= 0) &&
         (!range.lt || compare(stored, *range.lt) < 0) && (!range.lte || compare(stored, *range.lte) <= 0);
}

bool is_scalar(const Value& value) { return !value.is_null() && !value.is_object() && !value.is_array(); }

/// A value that the type can hold, which an open range asks for alone.
bool is_comparable(const Value& stored, Compare compare) { return compare(stored, stored) == 0; }

}  // namespace

bool equals(const Value& stored, const Value& wanted, FieldType type, bool ignore_case) {
  if (!is_scalar(stored) || !is_scalar(wanted) || type == FieldType::unmapped) return false;
  if (const auto text = text_of(wanted); any_term(
          stored, type, [&](std::string_view term) { return ignore_case ? base::equals_ignoring_case(term, *text) : term == *text; })) {
    return true;
  }
  if (type == FieldType::keyword || type == FieldType::text) return false;
  return comparison(stored, type)(stored, wanted) == 0;
}

bool in_range(const Value& stored, const Range& range, FieldType type) {
  if (!is_scalar(stored)) return false;
  const auto compare = comparison(stored, type);
  if (type == FieldType::text) {
    return any_term(stored, type, [&](std::string_view word) { return holds(Value(word), range, compare); });
  }
  return is_comparable(stored, compare) && holds(stored, range, compare);
}

bool any_term(const Value& stored, FieldType type, const std::function<bool(std::string_view term)>& accept) {
  const bool whole = type == FieldType::keyword || (type == FieldType::dynamic && stored.is_string());
  if (whole) {
    if (const auto text = text_of(stored); text && accept(*text)) return true;
  }
  return std::ranges::any_of(stored_words(stored, type), accept);
}

std::vector<std::string> stored_words(const Value& stored, FieldType type) {
  const bool has_words = type == FieldType::text || (type == FieldType::dynamic && stored.is_string());
  const auto text = has_words ? text_of(stored) : std::nullopt;
  return text ? words_of(*text) : std::vector<std::string>();
}

}  // namespace headrace::engine
