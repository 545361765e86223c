#include "engine/query_words.h"

#include <clocale>
#include <cwchar>
#include <cwctype>
#include <utility>

#include "base/strings.h"
#include "json/utf8.h"

namespace headrace::engine {
namespace {

/// The classes of Unicode characters, as the C library knows them; independent of the locale that the process runs in.
locale_t unicode() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

bool is_digit(std::uint32_t code) { return code >= '0' && code <= '9'; }

bool is_letter(std::uint32_t code) {
  if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || code == '_';
  const bool combining = code >= 0x300 && code <= 0x36F;
  return combining || (code != 0xFFFD && unicode() != nullptr && iswalnum_l(static_cast<std::wint_t>(code), unicode()) != 0);
}

bool is_ideograph(std::uint32_t code) {
  constexpr std::pair<std::uint32_t, std::uint32_t> ranges[] = {
      {0x3041, 0x309F}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};
  for (const auto& [first, last] : ranges) {
    if (code >= first && code <= last) return true;
  }
  return false;
}

std::uint32_t to_lower(std::uint32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
  return unicode() == nullptr ? code : static_cast<std::uint32_t>(towlower_l(static_cast<std::wint_t>(code), unicode()));
}

std::uint32_t to_upper(std::uint32_t code) {
  if (code < 0x80) return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code;
  return unicode() == nullptr ? code : static_cast<std::uint32_t>(towupper_l(static_cast<std::wint_t>(code), unicode()));
}

/// True when `code` between these two does not end the word.
bool joins(std::uint32_t before, std::uint32_t code, std::uint32_t after) {
  if (code == '.') return (is_digit(before) && is_digit(after)) || (is_letter(before) && is_letter(after));
  if (code == ',') return is_digit(before) && is_digit(after);
  return (code == '\'' || code == 0x2019) && is_letter(before) && is_letter(after);
}

}  // namespace

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto tail = [&](std::size_t i) { return byte(i) & 0x3F; };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (text.size() < length || !base::is_utf8(text.substr(0, length))) return {0xFFFD, 1};
  if (length == 2) return {(lead & 0x1F) << 6 | tail(1), 2};
  if (length == 3) return {(lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3};
  return {(lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  std::uint32_t before = 0;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  while (!text.empty()) {
    const auto [code, length] = first_character(text);
    text.remove_prefix(length);
    if (is_ideograph(code)) {
      end_word();
      json::append_utf8(code, words.emplace_back());
    } else if (is_digit(code) || is_letter(code) || (!word.empty() && !text.empty() && joins(before, code, first_character(text).code))) {
      json::append_utf8(to_lower(code), word);
    } else {
      end_word();
    }
    before = code;
  }
  end_word();
  return words;
}

namespace {

/// Each character as `change` has it; bytes that are none stay.
std::string with_case(std::string_view text, std::uint32_t (*change)(std::uint32_t)) {
  std::string changed;
  changed.reserve(text.size());
  while (!text.empty()) {
    const auto [code, length] = first_character(text);
    if (code == 0xFFFD) {
      changed += text.substr(0, length);
    } else {
      json::append_utf8(change(code), changed);
    }
    text.remove_prefix(length);
  }
  return changed;
}

}  // namespace

std::string lower_case(std::string_view text) { return with_case(text, to_lower); }

std::string upper_case(std::string_view text) { return with_case(text, to_upper); }

}  // namespace headrace::engine
