#include "extract/pdf/cmap.h"

#include <algorithm>

#include "extract/pdf/lexer.h"
#include "json/utf8.h"

namespace headrace::extract::pdf {
namespace {

constexpr std::size_t longest_meaning = 64;  ///< units of UTF-16
constexpr std::size_t most_spaces = 100;

}  // namespace

std::uint32_t code_of(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char c : bytes.substr(0, 4)) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

class CMap::Reader {
 public:
  Reader(std::string_view program, CMap& to) : lexer_(program), to_(to) {}

  void read() {
    for (token_ = lexer_.next(); token_.kind != Token::Kind::end; token_ = lexer_.next()) {
      if (token_.kind != Token::Kind::word) continue;
      if (token_.text == "beginbfchar") read_characters();
      if (token_.text == "beginbfrange") read_ranges();
      if (token_.text == "begincodespacerange") read_spaces();
    }
    std::ranges::sort(to_.ranges_, {}, &Range::low);
  }

 private:
  /// The next token is a string: its bytes. False at the end of the section.
  bool take(std::string& bytes) {
    token_ = lexer_.next();
    bytes.assign(token_.text);
    return token_.kind == Token::Kind::string;
  }

  void add(std::uint32_t low, std::uint32_t high, std::string_view meaning) {
    if (high < low || meaning.empty()) return;
    Range range{.low = low, .high = high, .begin = static_cast<std::uint32_t>(to_.units_.size()), .size = 0};
    if (meaning.size() == 1) {
      to_.units_ += static_cast<char16_t>(static_cast<unsigned char>(meaning.front()));
    } else {
      for (std::size_t at = 0; at + 1 < meaning.size() && at / 2 < longest_meaning; at += 2)
        to_.units_ += static_cast<char16_t>(code_of(meaning.substr(at, 2)));
    }
    range.size = static_cast<std::uint32_t>(to_.units_.size() - range.begin);
    to_.ranges_.push_back(range);
  }

  void read_characters() {
    std::string from, meaning;
    while (take(from)) {
      if (!take(meaning)) return;
      add(code_of(from), code_of(from), meaning);
    }
  }

  void read_ranges() {
    std::string low, high;
    while (take(low)) {
      if (!take(high)) return;
      auto code = code_of(low);
      token_ = lexer_.next();
      if (token_.kind == Token::Kind::string) {
        add(code, code_of(high), token_.text);
      } else if (token_.kind == Token::Kind::array_begin) {
        for (token_ = lexer_.next(); token_.kind == Token::Kind::string; token_ = lexer_.next(), ++code) add(code, code, token_.text);
      } else {
        return;
      }
    }
  }

  void read_spaces() {
    std::string low, high;
    while (take(low) && take(high)) {
      if (low.empty() || low.size() > 4 || low.size() != high.size() || to_.spaces_.size() >= most_spaces) continue;
      to_.spaces_.push_back({low.size(), code_of(low), code_of(high)});
    }
  }

  Lexer lexer_;
  CMap& to_;
  Token token_;
};

CMap CMap::read(std::string_view program) {
  CMap map;
  Reader(program, map).read();
  return map;
}

std::size_t CMap::code_length(std::string_view bytes, std::size_t otherwise) const {
  for (const auto& space : spaces_) {
    if (space.length > bytes.size()) continue;
    const auto code = code_of(bytes.substr(0, space.length));
    bool lies_inside = true;  // each byte has a range of its own
    for (std::size_t i = 0; i < space.length; ++i) {
      const auto shift = 8 * i;
      const auto byte = code >> shift & 0xFF;
      lies_inside = lies_inside && byte >= (space.low >> shift & 0xFF) && byte <= (space.high >> shift & 0xFF);
    }
    if (lies_inside) return space.length;
  }
  return std::min(otherwise, bytes.size());
}

bool CMap::append(std::uint32_t code, std::string& to) const {
  const auto above = std::ranges::upper_bound(ranges_, code, {}, &Range::low);
  if (above == ranges_.begin()) return false;
  const auto& range = *(above - 1);
  if (code > range.high || range.size == 0) return false;
  for (std::uint32_t i = 0; i < range.size; ++i) {
    std::uint32_t unit = units_[range.begin + i];
    if (i + 1 == range.size) unit = (unit + (code - range.low)) & 0xFFFF;
    const bool leads = unit >= 0xD800 && unit < 0xDC00 && i + 1 < range.size;
    if (!leads) {
      json::append_utf8(unit, to);
      continue;
    }
    ++i;
    std::uint32_t trail = units_[range.begin + i];
    if (i + 1 == range.size) trail += code - range.low;
    if (trail >= 0xDC00 && trail < 0xE000) {
      json::append_utf8(0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00), to);
    } else {
      json::append_utf8(unit, to);
    }
  }
  return true;
}

}  // namespace headrace::extract::pdf
