// convert: one type of value to another (docs/spec/document-api.md 8.8).
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/strings.h"
#include "content/ingest/java_words.h"
#include "content/ingest/value_processor.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

enum class Type { integer, long_integer, float_number, double_number, boolean, ip, string, automatic };

struct Row {
  std::string_view name;
  Type type;
};
constexpr auto rows = std::to_array<Row>({{"integer", Type::integer},
                                          {"long", Type::long_integer},
                                          {"float", Type::float_number},
                                          {"double", Type::double_number},
                                          {"boolean", Type::boolean},
                                          {"ip", Type::ip},
                                          {"string", Type::string},
                                          {"auto", Type::automatic}});

std::string_view name_of(Type type) { return std::ranges::find(rows, type, &Row::type)->name; }

Error unable(std::string_view text, Type type) {
  return Error{ErrorKind::illegal_argument, fmt::format("unable to convert [{}] to {}", text, name_of(type))}.because(
      {ErrorKind::number_format, fmt::format("For input string: \"{}\"", text)});
}

/// Decimal, or hexadecimal behind 0x, with a sign.
std::optional<std::int64_t> to_integer(std::string_view text) {
  auto digits = text;
  const bool is_negative = digits.starts_with('-');
  if (is_negative || digits.starts_with('+')) digits.remove_prefix(1);
  const bool is_hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (is_hex) digits.remove_prefix(2);
  std::uint64_t size = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), size, is_hex ? 16 : 10);
  const bool is_whole = !digits.empty() && fault == std::errc() && end == digits.data() + digits.size();
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!is_whole || size > largest + (is_negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(is_negative ? 0 - size : size);
}

/// What Double.parseDouble takes, without what JSON has no word for.
template <class Real>
std::optional<Real> to_real(std::string_view text) {
  auto digits = java_trimmed(text);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  if (!digits.empty() && std::string_view("fFdD").contains(digits.back())) digits.remove_suffix(1);
  Real number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_whole = !digits.empty() && fault == std::errc() && end == digits.data() + digits.size();
  return is_whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

template <class Real>
json::Number spelled(Real number) {
  std::array<char, 64> buffer{};
  std::string spelling(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr);
  if (spelling.find_first_of(".e") == std::string::npos) spelling += ".0";
  return {std::move(spelling)};
}

bool is_address(const std::string& text) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, text.c_str(), address.data()) == 1 || inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

/// The first of these that it is: a boolean, an integer, a long, a float, a double.
Value convert_automatically(const Value& value) {
  if (!value.is_string()) return value;
  const auto& text = value.as_string();
  if (base::equals_ignoring_case(text, "true") || base::equals_ignoring_case(text, "false"))
    return base::equals_ignoring_case(text, "true");
  if (const auto integer = to_integer(text)) return *integer;
  if (const auto number = to_real<float>(text)) return spelled(*number);
  if (const auto number = to_real<double>(text)) return spelled(*number);
  return value;
}

Result<Value> convert(const Value& value, Type type) {
  if (type == Type::automatic) return convert_automatically(value);
  auto text = java_text(value);
  switch (type) {
    case Type::integer: {
      const auto number = to_integer(text);
      const bool fits =
          number && *number >= std::numeric_limits<std::int32_t>::min() && *number <= std::numeric_limits<std::int32_t>::max();
      if (!fits) return fail(unable(text, type));
      return *number;
    }
    case Type::long_integer: {
      const auto number = to_integer(text);
      if (!number) return fail(unable(text, type));
      return *number;
    }
    case Type::float_number: {
      const auto number = to_real<float>(text);
      if (!number) return fail(unable(text, type));
      return spelled(*number);
    }
    case Type::double_number: {
      const auto number = to_real<double>(text);
      if (!number) return fail(unable(text, type));
      return spelled(*number);
    }
    case Type::boolean:
      if (base::equals_ignoring_case(text, "true")) return true;
      if (base::equals_ignoring_case(text, "false")) return false;
      return fail(ErrorKind::illegal_argument, fmt::format("[{}] is not a boolean value, cannot convert to boolean", text));
    case Type::ip:
      if (!is_address(text)) return fail(ErrorKind::illegal_argument, fmt::format("'{}' is not an IP string literal.", text));
      return text;
    default:
      return text;
  }
}

class Convert final : public ValueProcessor {
 public:
  Convert(FieldName field, FieldName target, Type type, bool ignores_missing)
      : ValueProcessor(std::move(field), std::move(target), ignores_missing), type_(type) {}

 private:
  [[nodiscard]] Result<Value> changed(const FieldPath& /*path*/, const Value& value, Run& /*run*/) const override {
    if (!value.is_array()) return convert(value, type_);
    json::Array list;
    for (const auto& element : value.as_array()) {
      TRY(auto converted, convert(element, type_));
      list.push_back(std::move(converted));
    }
    return Value(std::move(list));
  }

  [[nodiscard]] std::string fault_of_null(const FieldPath& path) const override {
    return fmt::format("Field [{}] is null, cannot be converted to type [{}]", path.text(), name_of(type_));
  }

  Type type_;
};

}  // namespace

MadeProcessor make_convert(Options& options) {
  TRY(auto field, options.field("field"));
  TRY(const auto written, options.text("type"));
  TRY(auto target, options.field("target_field", field.text()));
  TRY(const bool ignores_missing, options.flag("ignore_missing", false));
  const auto lower = base::to_lower(written);
  const auto* row = std::ranges::find(rows, lower, &Row::name);
  if (row == rows.end()) return fail(options.problem("type", fmt::format("type [{}] not supported, cannot convert field.", written)));
  return std::make_unique<Convert>(std::move(field), std::move(target), row->type, ignores_missing);
}

}  // namespace headrace::content::ingest
