#include "json/text_form.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "base/regex.h"
#include "json/utf8.h"

namespace headrace::json {
namespace {

/// Letters, marks, digits, punctuation, symbols; the one blank among ASCII is not asked for.
bool is_printable(std::string_view character) {
  static const auto& printable = *new base::Regex(*base::Regex::compile("[^\\p{C}\\p{Z}]"));
  return printable.match_at_start(character) == base::Regex::Outcome::match;
}

void append_escaped(std::string& to, std::uint32_t value) {
  if (value < 0x100) {
    fmt::format_to(std::back_inserter(to), "\\x{:02x}", value);
  } else if (value < 0x10000) {
    fmt::format_to(std::back_inserter(to), "\\u{:04x}", value);
  } else {
    fmt::format_to(std::back_inserter(to), "\\U{:08x}", value);
  }
}

void append_quoted(std::string& to, const std::string& text) {
  const char quote = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  to += quote;
  for (std::string_view rest = text; !rest.empty();) {
    auto character = rest;
    const std::uint32_t code_point = take_character(rest);
    character.remove_suffix(rest.size());
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
      append_escaped(to, code_point);
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
