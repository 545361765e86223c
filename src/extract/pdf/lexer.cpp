#include "extract/pdf/lexer.h"

#include <charconv>

namespace headrace::extract::pdf {
namespace {

constexpr bool is_white(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0'; }
constexpr bool is_delimiter(char c) { return std::string_view("()<>[]{}/%").contains(c); }
constexpr bool ends_word(char c) { return is_white(c) || is_delimiter(c); }

constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Numbers as producers write them: `+5`, `-.5`, `5.`, `--5` and `5-3` (a known fault of some: what stands behind is dropped).
std::optional<double> number_of(std::string_view word) {
  bool is_negative = false;
  while (!word.empty() && (word.front() == '+' || word.front() == '-')) {
    is_negative = is_negative || word.front() == '-';
    word.remove_prefix(1);
  }
  if (word.empty() || (word.find_first_not_of("0123456789.-") != std::string_view::npos)) return std::nullopt;
  if (word.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value, std::chars_format::fixed);
  if (problem != std::errc()) return problem == std::errc::result_out_of_range ? std::optional(0.0) : std::nullopt;
  return is_negative ? -value : value;
}

}  // namespace

void Lexer::skip_blanks() {
  while (!at_end()) {
    if (source_[at_] == '%') {
      while (!at_end() && source_[at_] != '\n' && source_[at_] != '\r') ++at_;
    } else if (is_white(source_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

Token Lexer::next() {
  using Kind = Token::Kind;
  skip_blanks();
  if (at_end()) return {};
  const char c = source_[at_];
  const bool is_double = at_ + 1 < source_.size() && source_[at_ + 1] == c;
  switch (c) {
    case '(':
      return literal_string();
    case '<':
      if (!is_double) return hex_string();
      at_ += 2;
      return {.kind = Kind::dictionary_begin};
    case '>':
      at_ += is_double ? 2 : 1;
      return {.kind = is_double ? Kind::dictionary_end : Kind::word};
    case '[':
      ++at_;
      return {.kind = Kind::array_begin};
    case ']':
      ++at_;
      return {.kind = Kind::array_end};
    case '/':
      return name();
    case ')':
    case '{':
    case '}':
      ++at_;
      return {.kind = Kind::word, .text = source_.substr(at_ - 1, 1)};
    default:
      return number_or_word();
  }
}

/// ISO 32000-1, 7.3.4.2: behind a backslash.
void Lexer::add_escaped() {
  if (at_end()) return;
  const char c = source_[at_++];
  constexpr std::string_view names = "nrtbf";
  constexpr std::string_view values = "\n\r\t\b\f";
  if (const auto known = names.find(c); known != std::string_view::npos) {
    decoded_ += values[known];
  } else if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int i = 0; i < 2 && !at_end() && source_[at_] >= '0' && source_[at_] <= '7'; ++i) code = code * 8 + (source_[at_++] - '0');
    decoded_ += static_cast<char>(code & 0xFF);
  } else if (c == '\r') {
    if (!at_end() && source_[at_] == '\n') ++at_;
  } else if (c != '\n') {
    decoded_ += c;
  }
}

Token Lexer::literal_string() {
  decoded_.clear();
  std::size_t depth = 1;
  for (++at_; !at_end();) {
    const char c = source_[at_++];
    if (c == '\\') {
      add_escaped();
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) break;
    decoded_ += c;
  }
  return {.kind = Token::Kind::string, .text = decoded_};
}

Token Lexer::hex_string() {
  decoded_.clear();
  int high = -1;
  for (++at_; !at_end();) {
    const char c = source_[at_++];
    if (c == '>') break;
    const int digit = hex_digit(c);
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      decoded_ += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  if (high >= 0) decoded_ += static_cast<char>(high * 16);
  return {.kind = Token::Kind::string, .text = decoded_};
}

Token Lexer::name() {
  const auto begin = ++at_;
  while (!at_end() && !ends_word(source_[at_])) ++at_;
  const auto written = source_.substr(begin, at_ - begin);
  if (!written.contains('#')) return {.kind = Token::Kind::name, .text = written};
  decoded_.clear();
  for (std::size_t i = 0; i < written.size(); ++i) {
    const bool is_escape = written[i] == '#' && i + 2 < written.size() && hex_digit(written[i + 1]) >= 0 && hex_digit(written[i + 2]) >= 0;
    if (is_escape) {
      decoded_ += static_cast<char>(hex_digit(written[i + 1]) * 16 + hex_digit(written[i + 2]));
      i += 2;
    } else {
      decoded_ += written[i];
    }
  }
  return {.kind = Token::Kind::name, .text = decoded_};
}

Token Lexer::number_or_word() {
  const auto begin = at_;
  while (!at_end() && !ends_word(source_[at_])) ++at_;
  const auto word = source_.substr(begin, at_ - begin);
  if (const auto number = number_of(word)) return {.kind = Token::Kind::number, .number = *number};
  return {.kind = Token::Kind::word, .text = word};
}

/// The bytes may be anything; `EI` ends them when white space stands around it and what follows looks like a content stream.
void Lexer::skip_inline_image() {
  constexpr std::size_t looked_at = 12;
  while (true) {
    const auto found = source_.find("EI", at_);
    if (found == std::string_view::npos) {
      at_ = source_.size();
      return;
    }
    at_ = found + 2;
    const bool begins = found == 0 || is_white(source_[found - 1]);
    const bool ends = at_end() || is_white(source_[at_]);
    bool is_text = true;
    for (const char c : source_.substr(at_, looked_at)) is_text = is_text && (is_white(c) ? c != '\0' : c > ' ' && c < 0x7F);
    if (begins && ends && is_text) return;
  }
}

}  // namespace headrace::extract::pdf
