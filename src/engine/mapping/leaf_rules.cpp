#include "engine/mapping/leaf_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/field_value.h"

namespace headrace::engine::mapping {
namespace {

using json::Value;

struct TypeRow {
  std::string_view name;
  LeafKind kind;
  std::int64_t lowest = 0, highest = 0;
  double largest = 0;
};

template <class T>
constexpr TypeRow whole(std::string_view name) {
  return {name, LeafKind::whole, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

/// From here on a number rounds to what a half float no longer holds.
constexpr double beyond_half = 65'520;

constexpr std::array types{
    TypeRow{"keyword", LeafKind::term},
    TypeRow{"wildcard", LeafKind::text},
    TypeRow{"constant_keyword", LeafKind::text},
    TypeRow{"version", LeafKind::text},
    TypeRow{"text", LeafKind::text},
    TypeRow{"match_only_text", LeafKind::text},
    TypeRow{"search_as_you_type", LeafKind::text},
    TypeRow{"boolean", LeafKind::boolean},
    TypeRow{"date", LeafKind::date},
    TypeRow{"date_nanos", LeafKind::date},
    TypeRow{"ip", LeafKind::ip},
    whole<std::int8_t>("byte"),
    whole<std::int16_t>("short"),
    whole<std::int32_t>("integer"),
    whole<std::int64_t>("long"),
    TypeRow{"unsigned_long", LeafKind::unsigned_whole},
    TypeRow{"half_float", LeafKind::real, 0, 0, beyond_half},
    TypeRow{"float", LeafKind::real, 0, 0, std::numeric_limits<float>::max()},
    TypeRow{"double", LeafKind::real, 0, 0, std::numeric_limits<double>::max()},
    TypeRow{"scaled_float", LeafKind::real, 0, 0, std::numeric_limits<double>::max()},
    TypeRow{"alias", LeafKind::alias},
};

/// A flag of a mapping, which older versions kept as it was sent.
bool flag(const Value& definition, std::string_view name, bool otherwise) {
  const auto* value = definition.find(name);
  if (value == nullptr) return otherwise;
  if (value->is_bool()) return value->as_bool();
  return value->is_string() ? value->as_string() == "true" : otherwise;
}

Error illegal(std::string reason) { return {ErrorKind::illegal_argument, std::move(reason)}; }

Error no_number(std::string_view text) {
  return {ErrorKind::number_format, text.empty() ? std::string("empty String") : fmt::format("For input string: \"{}\"", text)};
}

std::string_view token_of(const Scalar& value) {
  if (value.kind == Scalar::Kind::boolean) return value.spelling == "true" ? "VALUE_TRUE" : "VALUE_FALSE";
  if (value.kind == Scalar::Kind::text) return "VALUE_STRING";
  return is_whole(value.spelling) ? "VALUE_NUMBER_INT" : "VALUE_NUMBER_FLOAT";
}

Error not_numeric(const Scalar& value) {
  return {ErrorKind::input_coercion, fmt::format("Current token ({}) not numeric, can not use numeric value accessors", token_of(value))};
}

std::string_view article_of(std::string_view type) { return type.starts_with('i') ? "an" : "a"; }

Error out_of_range(const LeafRules& rules, std::string_view value) {
  if (rules.kind == LeafKind::unsigned_whole) return illegal(fmt::format("Value [{}] is out of range for unsigned long", value));
  return illegal(fmt::format("Value [{}] is out of range for {} {}", value, article_of(rules.type_name), rules.type_name));
}

/// A text in the place of a number: an empty one is none, and another is a number only where it may be.
std::optional<Error> fault_of_text_as_number(const LeafRules& rules, std::string_view text) {
  if (rules.coerce) return std::nullopt;
  auto type = rules.type_name;
  type.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(type.front())));
  return illegal(fmt::format("{} value passed as String", type)).because(no_number(text));
}

std::string_view without_plus(std::string_view text) { return text.starts_with('+') ? text.substr(1) : text; }

template <class T>
std::optional<T> integer_of(std::string_view text) {
  T number{};
  const auto plain = without_plus(text);
  const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  return problem == std::errc() && end == plain.data() + plain.size() ? std::optional(number) : std::nullopt;
}

bool has_fraction(double number) { return std::trunc(number) != number; }

std::optional<Error> fault_of_whole(const LeafRules& rules, const Scalar& value) {
  if (const auto number = integer_of<std::int64_t>(value.spelling)) {
    if (*number < rules.lowest || *number > rules.highest) return out_of_range(rules, value.spelling);
    return std::nullopt;
  }
  const auto number = real_of(value.spelling);
  if (!number) return rules.type_name == "long" ? illegal(no_number(value.spelling).reason) : no_number(value.spelling);
  // The largest long is no double: the next one is beyond it.
  const bool fits = rules.type_name == "long"
                        ? *number >= -0x1p63 && *number < 0x1p63
                        : *number >= static_cast<double>(rules.lowest) && *number <= static_cast<double>(rules.highest);
  if (!fits) return out_of_range(rules, value.spelling);
  if (!rules.coerce && has_fraction(*number)) return illegal(fmt::format("Value [{}] has a decimal part", value.spelling));
  return std::nullopt;
}

std::optional<Error> fault_of_unsigned(const LeafRules& rules, const Scalar& value) {
  if (integer_of<std::uint64_t>(value.spelling)) return std::nullopt;
  const auto number = real_of(value.spelling);
  if (!number) return no_number(value.spelling);
  if (*number < 0 || *number >= 0x1p64) return out_of_range(rules, value.spelling);
  if (has_fraction(*number)) return illegal(fmt::format("Value \"{}\" has a decimal part", value.spelling));
  return std::nullopt;
}

std::optional<Error> fault_of_real(const LeafRules& rules, const Scalar& value) {
  const auto number = real_of(value.spelling);
  if (!number) return no_number(value.spelling);
  const bool fits = rules.type_name == "half_float" ? std::abs(*number) < rules.largest
                    : rules.type_name == "float"    ? std::isfinite(static_cast<float>(*number))
                                                    : std::isfinite(*number);
  if (fits) return std::nullopt;
  if (rules.type_name == "half_float")
    return illegal(fmt::format("[half_float] supports only finite values, but got [{}]", value.spelling));
  return illegal(fmt::format("[{}] supports only finite values, but got [{}Infinity]", rules.type_name, *number < 0 ? "-" : ""));
}

std::optional<Error> fault_of_number(const LeafRules& rules, const Scalar& value) {
  if (value.kind == Scalar::Kind::boolean) return not_numeric(value);
  if (value.kind == Scalar::Kind::text) {
    if (value.spelling.empty() && rules.coerce) return std::nullopt;
    if (auto fault = fault_of_text_as_number(rules, value.spelling)) return fault;
  }
  switch (rules.kind) {
    case LeafKind::whole:
      return fault_of_whole(rules, value);
    case LeafKind::unsigned_whole:
      return fault_of_unsigned(rules, value);
    default:
      return fault_of_real(rules, value);
  }
}

std::optional<Error> fault_of_boolean(const Scalar& value) {
  if (value.kind == Scalar::Kind::boolean) return std::nullopt;
  if (value.kind == Scalar::Kind::number)
    return Error{ErrorKind::json_parse, fmt::format("Current token ({}) not of boolean type", token_of(value))};
  if (value.spelling == "true" || value.spelling == "false" || value.spelling.empty()) return std::nullopt;
  return illegal(fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", value.spelling));
}

std::optional<Error> fault_of_date(const LeafRules& rules, const Scalar& value) {
  if (!rules.format) return std::nullopt;
  if (value.kind == Scalar::Kind::text && value.spelling.empty()) return illegal("cannot parse empty datetime");
  if (value.kind != Scalar::Kind::boolean && read_date(value.spelling, *rules.format)) return std::nullopt;
  return illegal(fmt::format("failed to parse date field [{}] with format [{}]", value.spelling, rules.format->text()))
      .because({ErrorKind::date_time_parse, "Failed to parse with all enclosed parsers"});
}

std::optional<Error> fault_of_term(const LeafRules& rules, const Scalar& value) {
  if (!rules.is_bounded || value.spelling.size() <= longest_term) return std::nullopt;
  return illegal(
      fmt::format("Document contains at least one immense term in field=\"{}\" (whose UTF8 encoding is longer than the max length {}), "
                  "all of which were skipped.",
                  rules.path, longest_term));
}

bool refuses_scalars(const LeafRules& rules) {
  return rules.kind != LeafKind::any && rules.kind != LeafKind::text && (rules.kind != LeafKind::term || rules.is_bounded);
}

void add_subfields(LeafRules& to, const Value& definition, const LeafDefaults& defaults) {
  const auto* fields = definition.find("fields");
  if (fields == nullptr || !fields->is_object()) return;
  for (const auto& [name, field, offset] : fields->as_object()) {
    auto rules = leaf_rules(fmt::format("{}.{}", to.path, name), field, defaults);
    if (refuses_scalars(rules)) to.subfields.push_back(std::move(rules));
  }
}

std::optional<base::DateFormat> format_of(const Value& definition) {
  const auto format = definition.text("format");
  if (format.empty()) return base::DateFormat::standard();
  auto compiled = base::DateFormat::compile(format);
  return compiled ? std::optional(std::move(*compiled)) : std::nullopt;
}

}  // namespace

LeafRules leaf_rules(std::string path, const Value& definition, const LeafDefaults& defaults) {
  LeafRules rules{.path = std::move(path), .type_name = std::string(definition.text("type"))};
  if (const auto* row = std::ranges::find(types, std::string_view(rules.type_name), &TypeRow::name); row != types.end()) {
    rules.kind = row->kind;
    rules.lowest = row->lowest;
    rules.highest = row->highest;
    rules.largest = row->largest;
  }
  rules.coerce = flag(definition, "coerce", defaults.coerce);
  rules.ignore_malformed = flag(definition, "ignore_malformed", defaults.ignore_malformed);
  rules.is_bounded = rules.kind == LeafKind::term && definition.find("ignore_above") == nullptr &&
                     (flag(definition, "index", true) || flag(definition, "doc_values", true));
  if (rules.kind == LeafKind::date) rules.format = format_of(definition);
  add_subfields(rules, definition, defaults);
  return rules;
}

std::optional<Error> fault_of(const LeafRules& rules, const Scalar& value) {
  switch (rules.kind) {
    case LeafKind::any:
    case LeafKind::text:
      return std::nullopt;
    case LeafKind::term:
      return fault_of_term(rules, value);
    case LeafKind::boolean:
      return fault_of_boolean(value);
    case LeafKind::date:
      return fault_of_date(rules, value);
    case LeafKind::ip:
      if (address_of(value.spelling)) return std::nullopt;
      return illegal(fmt::format("'{}' is not an IP string literal.", value.spelling));
    case LeafKind::alias:
      return illegal(fmt::format("Cannot write to a field alias [{}].", rules.path));
    case LeafKind::whole:
    case LeafKind::unsigned_whole:
    case LeafKind::real:
      return fault_of_number(rules, value);
  }
  return std::nullopt;
}

std::optional<Error> fault_of_object(const LeafRules& rules, std::string_view place) {
  switch (rules.kind) {
    case LeafKind::any:
      return std::nullopt;
    case LeafKind::whole:
    case LeafKind::unsigned_whole:
    case LeafKind::real:
      return illegal("Cannot parse object as number");
    case LeafKind::boolean:
      return Error{ErrorKind::json_parse, "Current token (START_OBJECT) not of boolean type"};
    case LeafKind::alias:
      return illegal(fmt::format("Cannot write to a field alias [{}].", rules.path));
    default:
      return Error{ErrorKind::illegal_state, fmt::format("Can't get text on a START_OBJECT at {}", place)};
  }
}

std::optional<double> real_of(std::string_view text) {
  const auto plain = without_plus(text);
  if (plain.empty()) return std::nullopt;
  double number = 0;
  const auto [end, problem] = std::from_chars(plain.data(), plain.data() + plain.size(), number);
  if (problem == std::errc::invalid_argument || end != plain.data() + plain.size()) return std::nullopt;
  // Beyond what a double holds: infinite or zero, as the exponent says.
  if (problem == std::errc::result_out_of_range) return std::strtod(std::string(plain).c_str(), nullptr);
  return std::isnan(number) ? std::nullopt : std::optional(number);
}

bool is_whole(std::string_view text) {
  const auto digits = text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
  return !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace headrace::engine::mapping
