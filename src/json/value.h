#pragma once
// A JSON value that keeps what was written: member order, the spelling of numbers, explicit nulls. Each value knows where in its text it
// began, so that errors can say `[line:column]`. Reading is strict as the original's (docs/spec/rest-conventions.md 8).

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace headrace::json {

class Value;
struct Member;

/// The spelling of a number as it stood in the text, such as "1.10" or "12345678901234567890".
struct Number {
  std::string spelling;
  bool operator==(const Number&) const = default;
};

using Array = std::vector<Value>;
using Object = std::vector<Member>;

class Value {
 public:
  Value();  ///< null
  Value(std::nullptr_t);
  Value(bool flag);
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  Value(T number) : Value(Number{std::to_string(number)}) {}
  Value(double number);
  Value(Number number);
  Value(const char* text);
  Value(std::string_view text);
  Value(std::string text);
  Value(Array array);
  Value(Object object);
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(data_); }
  [[nodiscard]] bool is_number() const { return std::holds_alternative<Number>(data_); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(data_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(data_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(data_); }

  /// The value as what it is; calling the wrong one is a programming error.
  [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
  [[nodiscard]] const Number& as_number() const { return std::get<Number>(data_); }
  [[nodiscard]] const std::string& as_string() const { return std::get<std::string>(data_); }
  [[nodiscard]] const Array& as_array() const { return std::get<Array>(data_); }
  [[nodiscard]] Array& as_array() { return std::get<Array>(data_); }
  [[nodiscard]] const Object& as_object() const { return std::get<Object>(data_); }
  [[nodiscard]] Object& as_object() { return std::get<Object>(data_); }

  /// The number as 64-bit integer when it is written as one and fits; none for fractions, exponents and everything else.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  /// The number as double; none when this is no number.
  [[nodiscard]] std::optional<double> real() const;

  /// The member with this name, or nullptr (also when this is no object). `at_path` walks dots: "connector.id".
  [[nodiscard]] const Value* find(std::string_view name) const;
  [[nodiscard]] Value* find(std::string_view name);
  [[nodiscard]] const Value* at_path(std::string_view dotted) const;
  /// The string member with this name, or "" when it is absent or not a string.
  [[nodiscard]] std::string_view text(std::string_view name) const;
  /// The integer member with this name, or 0 when it is absent or not an integer of 64 bits.
  [[nodiscard]] std::int64_t number(std::string_view name) const;

  /// Sets or replaces a member; a new one goes to the end. A null value becomes an object first.
  Value& set(std::string_view name, Value value);
  /// Puts a member in front of all others.
  void set_first(std::string_view name, Value value);
  bool erase(std::string_view name);

  /// Byte offset of the first character of this value in the text it was read from; 0 when it was made.
  [[nodiscard]] std::uint32_t offset() const { return offset_; }
  void set_offset(std::uint32_t offset) { offset_ = offset; }

  /// "VALUE_NULL", "VALUE_BOOLEAN", "VALUE_NUMBER", "VALUE_STRING", "START_ARRAY", "START_OBJECT" (docs/spec/rest-conventions.md 8.7).
  [[nodiscard]] std::string_view token_name() const;

  /// Deep equality as no-op detection means it: member order does not count, list order does, and 1 is not 1.0
  /// (docs/spec/document-api.md 6, 6). Decimals compare by value: 5.0 equals 5.00, but 5 does not equal 5.0.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> data_;
  std::uint32_t offset_ = 0;
};

struct Member {
  std::string name;
  Value value;
  std::uint32_t offset = 0;  ///< of the name's opening quote
};

// Here and not in the class: a vector of Member needs to know Member. The `inline` is needed, whatever clang-tidy 19 says.
inline Value::Value() = default;  // NOLINT(readability-redundant-inline-specifier)
inline Value::Value(std::nullptr_t) {}
inline Value::Value(bool flag) : data_(flag) {}
inline Value::Value(Number number) : data_(std::move(number)) {}
inline Value::Value(const char* text) : data_(std::string(text)) {}
inline Value::Value(std::string_view text) : data_(std::string(text)) {}
inline Value::Value(std::string text) : data_(std::move(text)) {}
inline Value::Value(Array array) : data_(std::move(array)) {}
inline Value::Value(Object object) : data_(std::move(object)) {}
inline Value::Value(const Value&) = default;                 // NOLINT(readability-redundant-inline-specifier)
inline Value::Value(Value&&) noexcept = default;             // NOLINT(readability-redundant-inline-specifier)
inline Value& Value::operator=(const Value&) = default;      // NOLINT(readability-redundant-inline-specifier)
inline Value& Value::operator=(Value&&) noexcept = default;  // NOLINT(readability-redundant-inline-specifier)
inline Value::~Value() = default;                            // NOLINT(readability-redundant-inline-specifier)

/// `object({{"count", 3}, {"results", Array{}}})`
Value object(std::initializer_list<std::pair<std::string_view, Value>> members);

/// Reads one JSON value. Accepts // and /* */ comments and a leading BOM; refuses duplicate keys, trailing commas, NaN, leading zeros,
/// raw control characters, bad UTF-8, more than 1,000 levels of nesting, and anything but white space after the value.
/// Errors: x_content_parse or x_content_e_o_f with `[line:column] …` (docs/spec/rest-conventions.md 8.3 to 8.10).
Result<Value> parse(std::string_view text);

/// `line:column` (both from 1, columns in bytes) of a byte offset.
std::string location(std::string_view text, std::size_t offset);

/// Compact JSON.
std::string write(const Value&);
void write(const Value&, std::string& to);
/// Indented as `?pretty` shows it (docs/spec/rest-conventions.md 7.1), with a final newline.
std::string write_pretty(const Value&);
/// `text` with quotes and escapes, appended.
void write_string(std::string_view text, std::string& to);
/// The same for text that is known to be UTF-8.
void write_valid_string(std::string_view text, std::string& to);

/// Deep-merges `part` into `into` (docs/spec/document-api.md 6). True when anything changed.
bool merge(Value& into, const Value& part);

}  // namespace headrace::json
