#include "content/ingest/java_words.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace headrace::content::ingest {
namespace {

bool is_integer(std::string_view spelling) { return spelling.find_first_of(".eE") == std::string_view::npos; }

std::string_view number_type(const json::Value& number) {
  if (!is_integer(number.as_number().spelling)) return "java.lang.Double";
  const auto integer = number.integer();
  if (!integer) return "java.math.BigInteger";
  const bool is_short = *integer >= std::numeric_limits<std::int32_t>::min() && *integer <= std::numeric_limits<std::int32_t>::max();
  return is_short ? "java.lang.Integer" : "java.lang.Long";
}

/// Digits and a power of ten, as Double.toString writes them.
std::string double_text(double number) {
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  const double size = std::abs(number);
  std::array<char, 400> buffer{};
  const bool is_plain = size == 0 || (size >= 1e-3 && size < 1e7);
  const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format).ptr;
  std::string text(buffer.data(), end);
  if (is_plain) return text.contains('.') ? text : text + ".0";
  const auto e = text.find('e');
  const auto digits = text.substr(0, e);
  const bool is_negative = text[e + 1] == '-';
  const auto power = text.find_first_not_of('0', e + 2);
  return fmt::format("{}{}E{}{}", digits, digits.contains('.') ? "" : ".0", is_negative ? "-" : "", text.substr(power));
}

void number_text(const json::Value& number, std::string& to) {
  const auto& spelling = number.as_number().spelling;
  if (is_integer(spelling)) {
    to += spelling == "-0" ? "0" : spelling;
  } else {
    to += double_text(number.real().value_or(0));
  }
}

}  // namespace

std::string_view java_type(const json::Value& value) {
  if (value.is_string()) return "java.lang.String";
  if (value.is_number()) return number_type(value);
  if (value.is_bool()) return "java.lang.Boolean";
  if (value.is_array()) return "java.util.ArrayList";
  return value.is_object() ? "java.util.HashMap" : "null";
}

void java_text(const json::Value& value, std::string& to) {
  if (value.is_string()) {
    to += value.as_string();
  } else if (value.is_number()) {
    number_text(value, to);
  } else if (value.is_bool()) {
    to += value.as_bool() ? "true" : "false";
  } else if (value.is_array()) {
    to += '[';
    for (std::string_view separator; const auto& element : value.as_array()) {
      to += separator;
      java_text(element, to);
      separator = ", ";
    }
    to += ']';
  } else if (value.is_object()) {
    to += '{';
    for (std::string_view separator; const auto& member : value.as_object()) {
      to += separator;
      to += member.name;
      to += '=';
      java_text(member.value, to);
      separator = ", ";
    }
    to += '}';
  } else {
    to += "null";
  }
}

std::string java_text(const json::Value& value) {
  std::string text;
  java_text(value, text);
  return text;
}

namespace {

/// What the character that begins with this byte counts: 0 for the bytes that only go on.
std::size_t units(char byte) {
  const auto lead = static_cast<unsigned char>(byte);
  if ((lead & 0xC0U) == 0x80U) return 0;
  return lead >= 0xF0 ? 2 : 1;
}

}  // namespace

std::size_t java_length(std::string_view text) {
  std::size_t length = 0;
  for (const char byte : text) length += units(byte);
  return length;
}

std::string_view java_prefix(std::string_view text, std::size_t length) {
  if (text.size() <= length) return text;
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    count += units(text[i]);
    if (count > length) return text.substr(0, i);
  }
  return text;
}

std::string_view java_trimmed(std::string_view text) {
  const auto is_kept = [](char c) { return static_cast<unsigned char>(c) > ' '; };
  while (!text.empty() && !is_kept(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_kept(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace headrace::content::ingest
