#include "json/utf8.h"

#include <algorithm>

#include "base/strings.h"

namespace headrace::json {
namespace {

constexpr std::uint32_t replacement = 0xFFFD;
constexpr std::size_t longest_character = 4;

/// Bytes of the well-formed character at the front of `text`, 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  for (std::size_t length = 2; length <= std::min(longest_character, text.size()); ++length) {
    if (base::is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

void append_utf8(std::uint32_t code_point, std::string& to) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = replacement;
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F)); };
  if (code_point < 0x80) {
    to += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    to += {static_cast<char>(0xC0 | (code_point >> 6)), tail(0)};
  } else if (code_point < 0x10000) {
    to += {static_cast<char>(0xE0 | (code_point >> 12)), tail(6), tail(0)};
  } else {
    to += {static_cast<char>(0xF0 | (code_point >> 18)), tail(12), tail(6), tail(0)};
  }
}

char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : (first < 0xe0 ? 2 : (first < 0xf0 ? 3 : 4));
  char32_t value = first < 0x80 ? first : first & (0x7fU >> length);
  for (const char next : text.substr(1, length - 1)) value = (value << 6U) | (static_cast<unsigned char>(next) & 0x3fU);
  text.remove_prefix(std::min(length, text.size()));
  return value;
}

std::string valid_utf8(std::string_view text) {
  if (base::is_utf8(text)) return std::string(text);
  std::string valid;
  valid.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    if (const auto length = character_length(text); length > 0) {
      valid += text.substr(0, length);
      text.remove_prefix(length);
    } else {
      append_utf8(replacement, valid);
      text.remove_prefix(1);
    }
  }
  return valid;
}

}  // namespace headrace::json
