#include "extract/charset.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "json/utf8.h"

namespace headrace::extract {
namespace {

constexpr std::string_view utf8_bom = "\xEF\xBB\xBF";
constexpr std::string_view utf16_big_bom = "\xFE\xFF";
constexpr std::string_view utf16_little_bom = "\xFF\xFE";
constexpr std::string_view replacement = "\xEF\xBF\xBD";
/// Zero bytes before this offset mean "no text"; later ones are damage in a text, such as the end of a log after a power cut.
constexpr std::size_t binary_window = 8000;

/// windows-1252 from 0x80 to 0x9F; all other bytes are their own code points. The five holes stay control characters, as on the web.
constexpr std::array<std::uint16_t, 32> windows_1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178};

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

std::string from_windows_1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    json::append_utf8(byte >= 0x80 && byte < 0xA0 ? windows_1252.at(byte - 0x80U) : byte, text);
  }
  return text;
}

/// A unit of UTF-16; an odd last byte counts as a unit that cannot be read.
std::uint32_t unit_at(std::string_view bytes, std::size_t at, bool big) {
  if (at + 1 >= bytes.size()) return 0xFFFD;
  const std::uint32_t first = static_cast<unsigned char>(bytes[at]);
  const std::uint32_t second = static_cast<unsigned char>(bytes[at + 1]);
  return big ? first << 8 | second : second << 8 | first;
}

std::string from_utf16(std::string_view bytes, bool big) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    auto code_point = unit_at(bytes, at, big);
    const bool leads = code_point >= 0xD800 && code_point < 0xDC00 && at + 2 < bytes.size();
    const auto next = leads ? unit_at(bytes, at + 2, big) : 0;
    if (next >= 0xDC00 && next < 0xE000) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (next - 0xDC00);
      at += 2;
    }
    json::append_utf8(code_point, text);
  }
  return text;
}

std::string from_eight_bits(std::string_view bytes) {
  if (base::is_utf8(bytes)) return std::string(bytes);
  std::string repaired = json::valid_utf8(bytes);
  const auto stray = count(repaired, replacement) - count(bytes, replacement);
  const auto high = static_cast<std::size_t>(std::ranges::count_if(bytes, is_high));
  return high - stray > stray ? repaired : from_windows_1252(bytes);
}

}  // namespace

std::optional<std::string> decode_text(std::string_view bytes) {
  const bool big = bytes.starts_with(utf16_big_bom);
  const bool wide = big || bytes.starts_with(utf16_little_bom);
  if (bytes.starts_with(utf8_bom)) bytes.remove_prefix(utf8_bom.size());
  std::string text = wide ? from_utf16(bytes.substr(2), big) : from_eight_bits(bytes);
  if (text.find('\0') < binary_window) return std::nullopt;
  std::ranges::replace(text, '\0', ' ');
  return text;
}

}  // namespace headrace::extract
