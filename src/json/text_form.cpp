#include "json/text_form.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/regex.h"

namespace headrace::json {
namespace {

/// Letters, marks, digits, punctuation, symbols; the one blank among ASCII is not asked for.
bool is_printable(std::string_view character) {
  static const auto& printable = *new base::Regex(*base::Regex::compile("[^\\p{C}\\p{Z}]"));
  return printable.match_at_start(character) == base::Regex::Outcome::match;
}

std::uint32_t code_point(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  std::uint32_t value = first < 0xe0 ? first & 0x1fU : (first < 0xf0 ? first & 0x0fU : first & 0x07U);
  for (const char next : character.substr(1)) value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3fU);
  return value;
}

void append_escaped(std::string& to, std::string_view character) {
  const auto value = character.size() == 1 ? static_cast<unsigned char>(character[0]) : code_point(character);
  if (value < 0x100) {
    fmt::format_to(std::back_inserter(to), "\\x{:02x}", value);
  } else if (value < 0x10000) {
    fmt::format_to(std::back_inserter(to), "\\u{:04x}", value);
  } else {
    fmt::format_to(std::back_inserter(to), "\\U{:08x}", value);
  }
}

std::size_t length_of(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0xc0) return 1;
  return byte < 0xe0 ? 2 : (byte < 0xf0 ? 3 : 4);
}

void append_quoted(std::string& to, const std::string& text) {
  const char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  to += quote;
  for (std::size_t at = 0; at < text.size();) {
    const auto character = std::string_view(text).substr(at, length_of(text[at]));
    at += character.size();
    const char first = character[0];
    if (first == quote || first == '\\') {
      (to += '\\') += first;
    } else if (first == '\n') {
      to += "\\n";
    } else if (first == '\r') {
      to += "\\r";
    } else if (first == '\t') {
      to += "\\t";
    } else if (first >= ' ' && first != 0x7f) {
      to += first;
    } else if (character.size() > 1 && is_printable(character)) {
      to += character;
    } else {
      append_escaped(to, character);
    }
  }
  to += quote;
}

void append_number(std::string& to, const Value& value) {
  const auto& spelling = value.as_number().spelling;
  if (spelling.find_first_of(".eE") == std::string::npos) {
    to += spelling == "-0" ? "0" : spelling;
    return;
  }
  const auto number = value.real().value_or(std::nan(""));
  const auto begin = to.size();
  fmt::format_to(std::back_inserter(to), "{}", number);
  if (std::isfinite(number) && to.find_first_of(".e", begin) == std::string::npos) to += ".0";
}

void append(std::string& to, const Value& value, bool is_nested) {
  if (value.is_string()) {
    is_nested ? append_quoted(to, value.as_string()) : void(to += value.as_string());
  } else if (value.is_bool()) {
    to += value.as_bool() ? "True" : "False";
  } else if (value.is_number()) {
    append_number(to, value);
  } else if (value.is_null()) {
    to += "None";
  } else if (value.is_array()) {
    to += '[';
    for (std::string_view separator; const auto& element : value.as_array()) {
      to += separator;
      append(to, element, true);
      separator = ", ";
    }
    to += ']';
  } else {
    to += '{';
    for (std::string_view separator; const auto& member : value.as_object()) {
      to += separator;
      append_quoted(to, member.name);
      to += ": ";
      append(to, member.value, true);
      separator = ", ";
    }
    to += '}';
  }
}

}  // namespace

std::string text_form(const Value& value) {
  std::string text;
  append(text, value, false);
  return text;
}

}  // namespace headrace::json
