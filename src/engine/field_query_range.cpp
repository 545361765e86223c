// Range: each bound is read once, by every type that the field may have.

#include <fmt/format.h>

#include <algorithm>

#include "base/date_math.h"
#include "engine/field_query.h"
#include "engine/field_value.h"
#include "engine/query_number.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;

template <class T>
struct Between {
  std::optional<T> gt, gte, lt, lte;

  [[nodiscard]] bool holds(const T& value) const {
    return (!gt || value > *gt) && (!gte || value >= *gte) && (!lt || value < *lt) && (!lte || value <= *lte);
  }
};

/// Reads each bound that is there with `read(value, round_up)`.
template <class T, class Read>
Result<Between<T>> read_bounds(const Range& range, const Read& read) {
  struct Bound {
    const std::optional<Value>& from;
    std::optional<T>& to;
    bool round_up;
  };
  Between<T> between;
  for (const auto& bound : {Bound{range.gt, between.gt, true}, Bound{range.gte, between.gte, false}, Bound{range.lt, between.lt, false},
                            Bound{range.lte, between.lte, true}}) {
    if (!bound.from) continue;
    TRY(bound.to, read(*bound.from, bound.round_up));
  }
  return between;
}

Result<Between<std::string>> text_bounds(const Range& range, const FieldRules& rules) {
  return read_bounds<std::string>(range, [&](const Value& value, bool) -> Result<std::string> {
    const auto text = text_of(value).value_or("");
    return rules.lower_case ? lower_case(text) : text;
  });
}

struct IntegerType {
  std::string_view name;
  std::string_view least, most;
  std::string_view called;
};
constexpr std::array integer_types{
    IntegerType{"byte", "-128", "127", "a byte"},
    IntegerType{"short", "-32768", "32767", "a short"},
    IntegerType{"integer", "-2147483648", "2147483647", "an integer"},
    IntegerType{"long", "-9223372036854775808", "9223372036854775807", "a long"},
};

/// A bound that no value of the field can reach is a mistake.
Result<void> check_reach(const Decimal& number, const Value& value, const FieldRules& rules) {
  const auto* type = std::ranges::find(integer_types, rules.type_name, &IntegerType::name);
  if (type == integer_types.end()) return {};
  if (number >= *decimal_of(type->least) && number <= *decimal_of(type->most)) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("Value [{}] is out of range for {}", text_of(value).value_or(""), type->called));
}

Result<Between<Decimal>> number_bounds(const Range& range, const FieldRules& rules) {
  return read_bounds<Decimal>(range, [&](const Value& value, bool) -> Result<Decimal> {
    auto number = wanted_number(value, rules);
    if (!number) return fail(ErrorKind::number_format, fmt::format("For input string: \"{}\"", text_of(value).value_or("")));
    TRY_VOID(check_reach(*number, value, rules));
    return std::move(*number);
  });
}

Result<Between<base::Instant>> date_bounds(const Range& range, const FieldRules& rules) {
  auto format = rules.format;
  if (!range.format.empty()) {
    TRY(format, base::DateFormat::compile(range.format));
  }
  return read_bounds<base::Instant>(range, [&](const Value& value, bool round_up) {
    const base::DateContext context{range.now, round_up, range.zone.value_or(std::chrono::seconds(0))};
    return base::resolve_date(text_of(value).value_or(""), context, format);
  });
}

Result<Between<bool>> flag_bounds(const Range& range) {
  return read_bounds<bool>(range, [](const Value& value, bool) -> Result<bool> {
    const auto flag = flag_of(value);
    if (flag) return *flag;
    return fail(ErrorKind::illegal_argument,
                fmt::format("Can't parse boolean value [{}], expected [true] or [false]", text_of(value).value_or("")));
  });
}

Result<Between<Address>> address_bounds(const Range& range) {
  return read_bounds<Address>(range, [](const Value& value, bool) -> Result<Address> {
    const auto text = text_of(value).value_or("");
    const auto address = address_of(text);
    if (address) return *address;
    return fail(ErrorKind::illegal_argument, fmt::format("'{}' is not an IP string literal.", text));
  });
}

using ValueTest = std::function<bool(const Value&)>;

ValueTest number_test(Between<Decimal> bounds, FieldRules rules) {
  return [bounds = std::move(bounds), rules = std::move(rules)](const Value& stored) {
    const auto number = stored_number(stored, rules);
    return number && bounds.holds(*number);
  };
}

ValueTest date_test(Between<base::Instant> bounds, FieldRules rules) {
  return [bounds, rules = std::move(rules)](const Value& stored) {
    const auto date = date_of(stored, rules);
    return date && bounds.holds(*date);
  };
}

ValueTest flag_test(Between<bool> bounds) {
  return [bounds](const Value& stored) {
    const auto flag = flag_of(stored);
    return flag && bounds.holds(*flag);
  };
}

ValueTest address_test(const Between<Address>& bounds) {
  return [bounds](const Value& stored) {
    const auto address = stored.is_string() ? address_of(stored.as_string()) : std::nullopt;
    return address && bounds.holds(*address);
  };
}

ValueTest text_test(Between<std::string> bounds, FieldRules rules) {
  return [bounds = std::move(bounds), rules = std::move(rules)](const Value& stored) {
    return any_term(stored, rules, [&](std::string_view term) { return bounds.holds(std::string(term)); });
  };
}

/// The stored value tells which bounds it is compared to; those that its type cannot read keep it out.
Result<ValueTest> dynamic_test(const Range& range, const FieldRules& rules) {
  const ValueTest nothing = [](const Value&) { return false; };
  auto dates = date_bounds(range, rules);
  if (!dates && (!range.format.empty() || range.zone)) return std::unexpected(std::move(dates).error());
  auto numbers = number_bounds(range, rules);
  auto flags = flag_bounds(range);
  TRY(auto texts, text_bounds(range, rules));
  return [number = numbers ? number_test(std::move(*numbers), rules) : nothing, date = dates ? date_test(*dates, rules) : nothing,
          flag = flags ? flag_test(*flags) : nothing, text = text_test(std::move(texts), rules)](const Value& stored) {
    if (stored.is_number()) return number(stored);
    if (stored.is_bool()) return flag(stored);
    return is_written_date(stored) ? date(stored) : text(stored);
  };
}

Result<ValueTest> value_test(const Range& range, const FieldRules& rules) {
  switch (rules.type) {
    case FieldType::number: {
      TRY(auto bounds, number_bounds(range, rules));
      return number_test(std::move(bounds), rules);
    }
    case FieldType::date: {
      TRY(const auto bounds, date_bounds(range, rules));
      return date_test(bounds, rules);
    }
    case FieldType::boolean: {
      TRY(const auto bounds, flag_bounds(range));
      return flag_test(bounds);
    }
    case FieldType::ip: {
      TRY(const auto bounds, address_bounds(range));
      return address_test(bounds);
    }
    case FieldType::dynamic:
      return dynamic_test(range, rules);
    default:
      TRY(auto bounds, text_bounds(range, rules));
      return text_test(std::move(bounds), rules);
  }
}

}  // namespace

Result<FieldTest> make_field_test(const Range& range, std::string_view path, const FieldRules& rules) {
  if (!range.format.empty() && rules.type != FieldType::date && rules.type != FieldType::dynamic)
    return fail(ErrorKind::illegal_argument, fmt::format("Field [{}] of type [{}] does not support custom formats", path, rules.type_name));
  auto test = value_test(range, rules);
  if (!test && range.lenient) return [](FieldValues) { return false; };
  if (!test) return std::unexpected(std::move(test).error());
  return [test = std::move(*test)](FieldValues values) {
    return std::ranges::any_of(values, [&](const Value* value) { return test(*value); });
  };
}

}  // namespace headrace::engine
