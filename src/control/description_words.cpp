#include "control/description_words.h"

#include <array>
#include <cstdint>
#include <optional>

namespace headrace::control {
namespace {

enum class Kind {
  separator,
  letter,
  digit,
  underscore,
  joiner,   ///< part of a word only between two letters or two digits
  own_word  ///< ideographs: each is a word
};

struct Range {
  std::uint32_t first, last;
};

/// Blocks of punctuation and symbols beyond ASCII; everything else there counts as a letter.
constexpr std::array separators = {Range{0x80, 0xA9},     Range{0xAB, 0xB4},     Range{0xB6, 0xB9},     Range{0xBB, 0xBF},
                                   Range{0xD7, 0xD7},     Range{0xF7, 0xF7},     Range{0x2000, 0x206F}, Range{0x20A0, 0x20CF},
                                   Range{0x2190, 0x2BFF}, Range{0x3000, 0x303F}, Range{0xFF00, 0xFF0F}, Range{0x1F000, 0x1FAFF}};
/// Hiragana and ideographs.
constexpr std::array own_words = {Range{0x3041, 0x309F}, Range{0x3400, 0x4DBF}, Range{0x4E00, 0x9FFF}, Range{0xF900, 0xFAFF},
                                  Range{0x20000, 0x323AF}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, std::uint32_t code) {
  for (const auto& range : ranges) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 1;
};

/// The character at the front of text that is well-formed UTF-8 (the store takes nothing else).
Character front_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || length > text.size()) return {lead, 1};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {code, length};
}

Kind kind_of(std::uint32_t code) {
  constexpr std::uint32_t right_single_quote = 0x2019;
  if (code == '.' || code == '\'' || code == right_single_quote) return Kind::joiner;
  if (code == '_') return Kind::underscore;
  if (code >= '0' && code <= '9') return Kind::digit;
  if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ? Kind::letter : Kind::separator;
  if (within(separators, code)) return Kind::separator;
  return within(own_words, code) ? Kind::own_word : Kind::letter;
}

/// Lower case of the alphabets whose cases lie at a fixed distance; other characters stay.
std::uint32_t lowered(std::uint32_t code) {
  const auto in = [&](std::uint32_t first, std::uint32_t last) { return code >= first && code <= last; };
  if (in('A', 'Z') || in(0xC0, 0xDE) || in(0x391, 0x3A9) || in(0x410, 0x42F)) return code + 32;  // Latin, Greek, Cyrillic
  if (in(0x400, 0x40F)) return code + 80;                                                        // Cyrillic, second row
  const bool upper_is_even = in(0x100, 0x137) || in(0x14A, 0x177) || in(0x460, 0x481) || in(0x48A, 0x4BF);
  const bool upper_is_odd = in(0x139, 0x148) || in(0x179, 0x17E);
  if (upper_is_even && code % 2 == 0) return code + 1;
  if (upper_is_odd && code % 2 == 1) return code + 1;
  return code;
}

void append_utf8(std::uint32_t code, std::string& to) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    to += static_cast<char>(code);
  } else if (code < 0x800) {
    to += {static_cast<char>(0xC0 | (code >> 6)), tail(0)};
  } else if (code < 0x10000) {
    to += {static_cast<char>(0xE0 | (code >> 12)), tail(6), tail(0)};
  } else {
    to += {static_cast<char>(0xF0 | (code >> 18)), tail(12), tail(6), tail(0)};
  }
}

/// Puts characters together to words.
class Words {
 public:
  /// `next`: the kind of the character that follows.
  void take(std::uint32_t code, Kind kind, Kind next) {
    const bool joins = kind == Kind::joiner && next == before_ && (next == Kind::letter || next == Kind::digit);
    if (kind == Kind::separator || kind == Kind::own_word || (kind == Kind::joiner && !joins)) finish();
    if (kind != Kind::separator && (kind != Kind::joiner || joins)) append_utf8(lowered(code), word_);
    if (kind == Kind::own_word) finish();
    before_ = kind;
  }

  std::vector<std::string> done() {
    finish();
    return std::move(words_);
  }

 private:
  void finish() {
    if (!word_.empty()) words_.push_back(std::move(word_));
    word_.clear();
  }

  Kind before_ = Kind::separator;
  std::string word_;
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view description) {
  Words words;
  while (!description.empty()) {
    const auto [code, length] = front_of(description);
    description.remove_prefix(length);
    const auto next = description.empty() ? Kind::separator : kind_of(front_of(description).code);
    words.take(code, kind_of(code), next);
  }
  return words.done();
}

}  // namespace headrace::control
