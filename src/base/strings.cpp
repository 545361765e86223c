#include "base/strings.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace headrace::base {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Bytes of the code point that starts with `lead`, 0 when it cannot start one.
std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// Bytes of the character at `position`, for texts that may hold anything: at least 1, never past the end.
std::size_t character_length(std::string_view text, std::size_t position) {
  const auto length = std::max<std::size_t>(utf8_length(static_cast<unsigned char>(text[position])), 1);
  return std::min(length, text.size() - position);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

void fill_random(unsigned char* to, std::size_t bytes) {
  // Without randomness ids would collide and secrets could be guessed: nothing sensible can go on.
  if (RAND_bytes(to, static_cast<int>(bytes)) != 1) std::abort();
}

/// Bytes of ASCII at the beginning, by words of eight: all of them but for the last few.
std::size_t ascii_length(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    if ((word & high_bits) != 0) break;
  }
  return length;
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  while (true) {
    const auto end = text.find(separator);
    pieces.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
  return pieces;
}

double similarity(std::string_view a, std::string_view b) {
  const auto longer = std::max(a.size(), b.size());
  if (longer == 0) return 1;
  // Names from outside may be long; beyond twice the other's length nothing can be similar, so nothing is computed.
  if (longer > 2 * std::min(a.size(), b.size())) return 0;
  return 1.0 - static_cast<double>(edit_distance(a, b)) / static_cast<double>(longer);
}

std::vector<std::string> similar_names(std::string_view name, const std::vector<std::string>& known) {
  std::vector<std::pair<double, std::string>> found;
  for (const auto& candidate : known) {
    if (const double score = similarity(name, candidate); score > 0.5) found.emplace_back(-score, candidate);
  }
  std::ranges::sort(found);
  std::vector<std::string> names;
  names.reserve(found.size());
  for (auto& [score, candidate] : found) names.push_back(std::move(candidate));
  return names;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (const auto ascii = ascii_length(text.substr(i)); ascii > 0) {
      i += ascii;
      continue;
    }
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto length = utf8_length(lead);
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    }
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return false;  // overlong, surrogates
    if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return false;  // overlong, above U+10FFFF
    i += length;
  }
  return true;
}

bool glob_matches(std::string_view pattern, std::string_view text, bool escapes) {
  constexpr auto none = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = none;
  std::size_t star_text = 0;
  while (t < text.size()) {
    const bool literal = escapes && p + 1 < pattern.size() && pattern[p] == '\\';
    const char wanted = p >= pattern.size() ? '\0' : pattern[literal ? p + 1 : p];
    if (p < pattern.size() && !literal && wanted == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && !literal && wanted == '?') {
      ++p;
      t += character_length(text, t);
    } else if (p < pattern.size() && wanted == text[t]) {
      p += literal ? 2 : 1;
      ++t;
    } else if (star != none) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<long long> parse_integer(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  long long value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string make_id() {
  // 42 bits of milliseconds and 18 of a counter that starts anywhere, then 60 random bits: 120 bits in 20 characters.
  static constexpr std::string_view alphabet = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  static std::atomic<std::uint64_t> counter{[] {
    std::uint64_t start = 0;
    fill_random(reinterpret_cast<unsigned char*>(&start), sizeof start);
    return start;
  }()};
  const auto millis = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
  // The first character only spreads: it is made a letter, so that no id begins with - or _.
  const std::uint64_t high = ((millis & ((1ULL << 42) - 1)) << 18) | (counter.fetch_add(1) & ((1ULL << 18) - 1));
  std::uint64_t low = 0;
  fill_random(reinterpret_cast<unsigned char*>(&low), sizeof low);
  std::string id(20, ' ');
  std::uint64_t rest = high;
  for (std::size_t i = 10; i-- > 0; rest >>= 6) id[i] = alphabet[rest & 63];
  for (std::size_t i = 10; i < 20; ++i, low >>= 6) id[i] = alphabet[low & 63];
  static constexpr std::size_t first_letter = 11;
  id[0] = alphabet[first_letter + (high >> 54) % 26];
  return id;
}

std::string random_hex(std::size_t bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::vector<unsigned char> random(bytes);
  fill_random(random.data(), bytes);
  std::string text;
  text.reserve(bytes * 2);
  for (const auto byte : random) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace headrace::base
