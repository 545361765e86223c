#include "json/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/strings.h"

namespace headrace::json {
namespace {

enum Token : unsigned { null = 1, boolean = 2, number = 4, string = 8, array = 16, object = 32 };

constexpr unsigned scalar = null | boolean | number | string;

unsigned token_of(const Value& value) {
  if (value.is_null()) return null;
  if (value.is_bool()) return boolean;
  if (value.is_number()) return number;
  if (value.is_string()) return string;
  return value.is_array() ? array : object;
}

Result<Value> as_it_is(const Value& value) { return value; }

std::unexpected<Error> out_of_range(std::string_view text, std::string_view type) {
  return fail(ErrorKind::illegal_argument, fmt::format("Value [{}] is out of range for {}", text, type));
}

/// The number that `text` spells, without its fraction. Integers are read to the digit; only an exponent goes through a double.
Result<std::int64_t> whole_number(std::string_view text, std::string_view type) {
  const bool plus = text.starts_with('+');
  const auto signless = plus ? text.substr(1) : text;
  double real = 0;
  const auto* end = signless.end();
  const auto [read_to, problem] = std::from_chars(signless.begin(), end, real);
  const bool finite = problem != std::errc() || std::isfinite(real);
  if (read_to != end || signless.empty() || (plus && signless.starts_with('-')) || !finite) {
    return fail(ErrorKind::number_format, text.empty() ? "empty String" : fmt::format("For input string: \"{}\"", text));
  }
  if (signless.find_first_of("eE") == std::string_view::npos) {
    const auto digits = signless.substr(0, signless.find('.'));
    if (digits.find_first_of("0123456789") == std::string_view::npos) return 0;  // ".5"
    const auto whole = base::parse_integer(digits);
    if (!whole) return out_of_range(text, type);
    return *whole;
  }
  constexpr double limit = 9223372036854775808.0;
  if (problem != std::errc()) real = Value(Number{std::string(signless)}).real().value_or(limit);  // too large, or next to zero
  if (real >= limit || real < -limit) return out_of_range(text, type);
  return static_cast<std::int64_t>(real);
}

std::string_view spelling_of(const Value& value) { return value.is_string() ? value.as_string() : value.as_number().spelling; }

Result<Value> to_long(const Value& value) {
  TRY(const auto whole, whole_number(spelling_of(value), "a long"));
  return Value(whole);
}

Result<Value> to_integer(const Value& value) {
  TRY(const auto whole, whole_number(spelling_of(value), "an integer"));
  using Limits = std::numeric_limits<std::int32_t>;
  if (whole < Limits::min() || whole > Limits::max()) return out_of_range(spelling_of(value), "an integer");
  return Value(whole);
}

Result<Value> to_boolean(const Value& value) {
  if (value.is_bool()) return value;
  const std::string_view text = value.as_string();
  if (text == "true") return Value(true);
  if (text == "false" || text.find_first_not_of(" \t\n\r\f\v") == std::string_view::npos) return Value(false);
  return fail(ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", text));
}

/// What its elements are is for `Field::read` to say: the error of a wrong one has the name of their own parser.
Result<Value> to_list(const Value& value) { return value.is_array() ? value : Value(Array{value}); }

/// docs/spec/configuration-filtering-secrets.md 0.3: numbers and booleans inside become their text.
Result<Value> to_texts(const Value& value) {
  TRY(auto list, to_list(value));
  for (auto& element : list.as_array()) {
    if (element.is_string()) continue;
    if (!element.is_number() && !element.is_bool()) {
      return fail(ErrorKind::illegal_argument, fmt::format("Expected text but found {}", element.token_name()));
    }
    const auto offset = element.offset();
    element = Value(write(element));
    element.set_offset(offset);
  }
  return list;
}

struct Rule {
  FieldKind kind;
  unsigned tokens;  ///< the ones let in
  Result<Value> (*convert)(const Value&);
};

/// docs/spec/configuration-filtering-secrets.md 0.3, in the order of FieldKind.
constexpr std::array<Rule, 12> rules = {{{FieldKind::string, string, as_it_is},
                                         {FieldKind::string_or_null, string | null, as_it_is},
                                         {FieldKind::integer, number | string, to_integer},
                                         {FieldKind::long_integer, number | string, to_long},
                                         {FieldKind::boolean, boolean | string, to_boolean},
                                         {FieldKind::value, scalar, as_it_is},
                                         {FieldKind::object, object, as_it_is},
                                         {FieldKind::object_or_null, object | null, as_it_is},
                                         {FieldKind::object_list, object | array, to_list},
                                         {FieldKind::string_list, string | array, to_texts},
                                         {FieldKind::object_or_array, object | array, as_it_is},
                                         {FieldKind::any, scalar | array | object, as_it_is}}};
static_assert(std::ranges::all_of(rules, [at = 0](const Rule& rule) mutable { return static_cast<int>(rule.kind) == at++; }));

/// `[line:column] ` in front of the reason of a parse error; empty for other errors.
std::string_view location_in(const Error& error) {
  const std::string_view reason = error.reason;
  if (error.kind != ErrorKind::x_content_parse || !reason.starts_with('[')) return {};
  const auto end = reason.find(']');
  const auto inside = reason.substr(1, end == std::string_view::npos ? 0 : end - 1);
  const bool is_location = inside.contains(':') && inside.find_first_not_of("0123456789:") == std::string_view::npos;
  return is_location ? inside : std::string_view();
}

/// One object while it is read.
class Reading {
 public:
  Reading(const ObjectTable& table, std::string_view text) : table_(table), text_(text) {}

  Result<Value> read(const Value& body) const {
    if (!body.is_object()) return refuse(body.offset(), fmt::format("Expected START_OBJECT but was: {}", body.token_name()));
    Object members;
    for (const auto& member : body.as_object()) {
      const auto* field = find(member.name);
      if (field == nullptr && table_.strict) return unknown(member);
      if (field == nullptr) continue;
      TRY(auto value, read_field(*field, member.value));
      value.set_offset(member.value.offset());
      members.push_back({member.name, std::move(value), member.offset});
    }
    TRY_VOID(check_required(body));
    Value read{std::move(members)};
    read.set_offset(body.offset());
    return read;
  }

 private:
  const Field* find(std::string_view name) const {
    const auto found = std::ranges::find(table_.fields, name, &Field::name);
    return found == table_.fields.end() ? nullptr : &*found;
  }

  std::unexpected<Error> refuse(std::size_t offset, std::string_view what) const {
    return fail(ErrorKind::x_content_parse, fmt::format("[{}] [{}] {}", location(text_, offset), table_.parser, what));
  }

  std::unexpected<Error> unknown(const Member& member) const {
    std::vector<std::string> known;
    known.reserve(table_.fields.size());
    for (const auto& field : table_.fields) known.emplace_back(field.name);
    const auto near = base::similar_names(member.name, known);
    std::string suggestion;
    if (near.size() == 1) suggestion = fmt::format(" did you mean [{}]?", near.front());
    if (near.size() > 1) suggestion = fmt::format(" did you mean any of [{}]?", fmt::join(near, ", "));
    return refuse(member.offset, fmt::format("unknown field [{}]{}", member.name, suggestion));
  }

  Result<Value> read_field(const Field& field, const Value& value) const {
    const auto& rule = rules.at(static_cast<std::size_t>(field.kind));
    if ((rule.tokens & token_of(value)) == 0) {
      return refuse(value.offset(), fmt::format("{} doesn't support values of type: {}", field.name, value.token_name()));
    }
    auto admitted = rule.convert(value);
    if (admitted) admitted->set_offset(value.offset());
    if (admitted && field.read) admitted = field.read(Value(*admitted), text_);
    if (admitted) return admitted;
    return failed(field, value, std::move(admitted).error());
  }

  /// The parser stopped where the innermost error says; an error that does not say it was about this value.
  std::unexpected<Error> failed(const Field& field, const Value& value, Error cause) const {
    const auto inner = location_in(cause);
    const auto place = inner.empty() ? location(text_, value.offset()) : std::string(inner);
    Error error{ErrorKind::x_content_parse, fmt::format("[{}] [{}] failed to parse field [{}]", place, table_.parser, field.name)};
    return fail(std::move(error).because(std::move(cause)));
  }

  Result<void> check_required(const Value& body) const {
    std::vector<std::string_view> missing;
    for (const auto& field : table_.fields) {
      if (field.required && body.find(field.name) == nullptr) missing.push_back(field.name);
    }
    if (missing.empty()) return {};
    return fail(ErrorKind::illegal_argument, fmt::format("Required [{}]", fmt::join(missing, ", ")));
  }

  const ObjectTable& table_;
  std::string_view text_;
};

}  // namespace

Result<Value> read_object(const ObjectTable& table, const Value& body, std::string_view text) { return Reading(table, text).read(body); }

Result<Value> read_body(const ObjectTable& table, std::string_view text) {
  if (text.empty()) return fail(ErrorKind::parse, "request body is required");
  TRY(const auto body, parse(text));
  return read_object(table, body, text);
}

}  // namespace headrace::json
