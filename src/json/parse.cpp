#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "base/strings.h"
#include "json/member_index.h"
#include "json/utf8.h"
#include "json/value.h"

namespace headrace::json {
namespace {

constexpr unsigned max_depth = 1000;
/// Longer strings are refused (docs/spec/rest-conventions.md 8.10).
constexpr std::size_t max_string = 50'000'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::uint32_t> hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// What a backslash and this letter stand for, 0 when nothing.
char unescaped(char letter) {
  switch (letter) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '/':
      return '/';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// Recursive descent. Functions return false once `error_` is set, so that a frame stays small: 1,000 levels fit on any stack.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Value> parse() {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    Value value;
    if (!skip_blanks() || !parse_value(value) || !skip_blanks()) return fail(std::move(error_));
    if (!at_end()) {
      unexpected("nothing more after the value");
      return fail(std::move(error_));
    }
    return value;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return text_[at_]; }

  bool malformed(std::size_t offset, std::string_view what, ErrorKind cause = ErrorKind::json_parse) {
    const auto reason = fmt::format("[{}] {}", location(text_, offset), what);
    error_ = Error{ErrorKind::x_content_parse, reason}.because({cause, std::string(what)});
    return false;
  }

  bool ended() {
    error_ = Error{ErrorKind::x_content_e_o_f, fmt::format("[{}] Unexpected end of file", location(text_, text_.size()))};
    return false;
  }

  /// The character here cannot stand here.
  bool unexpected(std::string_view expected) {
    if (at_end()) return ended();
    const auto code = static_cast<unsigned char>(peek());
    const bool printable = code > 0x20 && code < 0x7F;
    const auto shown = printable ? fmt::format("'{}' (code {})", peek(), code) : fmt::format("(code {})", code);
    return malformed(at_, fmt::format("Unexpected character {}: expected {}", shown, expected));
  }

  /// White space and comments (docs/spec/rest-conventions.md 8.4).
  bool skip_blanks() {
    while (!at_end()) {
      if (is_blank(peek())) {
        ++at_;
      } else if (peek() != '/') {
        return true;
      } else if (!skip_comment()) {
        return false;
      }
    }
    return true;
  }

  bool skip_comment() {
    const auto start = at_++;
    if (at_end()) return ended();
    if (peek() != '/' && peek() != '*') return unexpected("'/' or '*' of a comment");
    const bool line = peek() == '/';
    const auto end = line ? text_.find_first_of("\r\n", at_ + 1) : text_.find("*/", at_ + 1);
    if (end == std::string_view::npos && !line) return ended();
    at_ = end == std::string_view::npos ? text_.size() : end + (line ? 1 : 2);
    return base::is_utf8(text_.substr(start, at_ - start)) || bad_utf8(start, "comment");
  }

  bool bad_utf8(std::size_t offset, std::string_view where) {
    // The original gives no location in the reason (docs/spec/rest-conventions.md 8.3); the cause has it.
    error_ = Error{ErrorKind::x_content_parse, fmt::format("Invalid UTF-8 in a {}", where)}.because(
        {ErrorKind::char_conversion, fmt::format("Invalid UTF-8 in the {} that begins at [{}]", where, location(text_, offset))});
    return false;
  }

  bool parse_value(Value& value) {
    if (at_end()) return ended();
    const auto start = at_;
    bool good = false;
    switch (peek()) {
      case '{':
        good = parse_object(value);
        break;
      case '[':
        good = parse_array(value);
        break;
      case '"':
        good = parse_text(value);
        break;
      case 't':
        good = parse_word("true", true, value);
        break;
      case 'f':
        good = parse_word("false", false, value);
        break;
      case 'n':
        good = parse_word("null", nullptr, value);
        break;
      default:
        good = parse_number(value);
    }
    value.set_offset(static_cast<std::uint32_t>(start));
    return good;
  }

  bool parse_word(std::string_view word, Value meaning, Value& value) {
    const auto here = text_.substr(at_, word.size());
    if (here != word) {
      if (word.starts_with(here)) return ended();
      return malformed(at_, fmt::format("Unrecognized token: was expecting '{}'", word));
    }
    at_ += word.size();
    if (!at_end() && (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_')) {
      return malformed(at_ - word.size(), fmt::format("Unrecognized token: was expecting '{}'", word));
    }
    value = std::move(meaning);
    return true;
  }

  bool skip_digits(std::string_view expected) {
    if (at_end() || !is_digit(peek())) return unexpected(expected);
    while (!at_end() && is_digit(peek())) ++at_;
    return true;
  }

  bool parse_number(Value& value) {
    const auto start = at_;
    if (peek() == '-') ++at_;
    const auto digits = at_;
    if (!skip_digits(at_ == start ? "a value" : "a digit")) return false;
    if (text_[digits] == '0' && at_ - digits > 1) return malformed(start, "Invalid numeric value: leading zeroes not allowed");
    if (!at_end() && peek() == '.') {
      ++at_;
      if (!skip_digits("a digit after the decimal point")) return false;
    }
    if (!at_end() && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      if (!at_end() && (peek() == '+' || peek() == '-')) ++at_;
      if (!skip_digits("a digit of the exponent")) return false;
    }
    value = Number{std::string(text_.substr(start, at_ - start))};
    return true;
  }

  bool parse_text(Value& value) {
    std::string text;
    if (!parse_string(text)) return false;
    value = std::move(text);
    return true;
  }

  bool parse_string(std::string& to) {
    const auto start = at_++;
    auto plain = at_;
    bool ascii = true;
    for (; !at_end() && peek() != '"'; ++at_) {
      const auto code = static_cast<unsigned char>(peek());
      ascii &= code < 0x80;
      if (code < 0x20) return malformed(at_, fmt::format("Illegal unquoted character (code {}): has to be escaped in a string", code));
      if (code != '\\') continue;
      to += text_.substr(plain, at_ - plain);
      if (!parse_escape(to)) return false;
      plain = at_ + 1;
    }
    if (at_end()) return ended();
    if (!ascii && !base::is_utf8(text_.substr(start, at_ - start))) return bad_utf8(start, "string");
    to += text_.substr(plain, at_ - plain);
    if (to.size() > max_string) return malformed(start, fmt::format("String length ({}) exceeds the maximum ({})", to.size(), max_string));
    ++at_;
    return true;
  }

  /// From the backslash; leaves `at_` on the last character of the escape.
  bool parse_escape(std::string& to) {
    ++at_;
    if (at_end()) return ended();
    if (const char plain = unescaped(peek())) {
      to += plain;
      return true;
    }
    std::uint32_t code_point = 0;
    if (peek() != 'u') return unexpected("an escape such as \\n or \\u0041");
    if (!parse_hex(code_point)) return false;
    const bool high = code_point >= 0xD800 && code_point <= 0xDBFF;
    if (high && text_.substr(at_ + 1).starts_with("\\u")) {
      const auto first = at_;
      std::uint32_t low = 0;
      at_ += 2;
      if (!parse_hex(low)) return false;
      if (low >= 0xDC00 && low <= 0xDFFF) {
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
      } else {
        at_ = first;  // half a pair, which becomes U+FFFD; the second escape stands for itself
      }
    }
    append_utf8(code_point, to);
    return true;
  }

  /// From the `u`; leaves `at_` on the last digit.
  bool parse_hex(std::uint32_t& code_point) {
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const auto digit = at_end() ? std::nullopt : hex_value(peek());
      if (!digit) return unexpected("a hexadecimal digit");
      code_point = code_point * 16 + *digit;
    }
    return true;
  }

  bool enter() {
    if (++depth_ <= max_depth) return true;
    return malformed(at_, fmt::format("Document nesting depth ({}) exceeds the maximum allowed ({})", depth_, max_depth));
  }

  /// After a member or an element: true with `more` telling whether another one follows.
  bool parse_separator(char close, bool& more) {
    if (!skip_blanks()) return false;
    if (at_end()) return ended();
    more = peek() == ',';
    if (!more && peek() != close) return unexpected(close == '}' ? "',' or '}'" : "',' or ']'");
    ++at_;
    return !more || skip_blanks();
  }

  bool parse_array(Value& value) {
    if (!enter()) return false;
    ++at_;
    if (!skip_blanks()) return false;
    Array elements;
    bool more = at_end() || peek() != ']';
    if (!more) ++at_;
    while (more) {
      if (!parse_value(elements.emplace_back()) || !parse_separator(']', more)) return false;
    }
    --depth_;
    value = std::move(elements);
    return true;
  }

  bool parse_object(Value& value) {
    if (!enter()) return false;
    ++at_;
    if (!skip_blanks()) return false;
    Object members;
    bool more = at_end() || peek() != '}';
    if (!more) ++at_;
    while (more) {
      if (!parse_member(members.emplace_back()) || !parse_separator('}', more)) return false;
    }
    if (const auto repeated = MemberIndex(members).first_repeated()) {
      return malformed(members[*repeated].offset, fmt::format("Duplicate field '{}'", members[*repeated].name));
    }
    --depth_;
    value = std::move(members);
    return true;
  }

  bool parse_member(Member& member) {
    if (at_end() || peek() != '"') return unexpected("a field name in double quotes");
    member.offset = static_cast<std::uint32_t>(at_);
    if (!parse_string(member.name) || !skip_blanks()) return false;
    if (at_end() || peek() != ':') return unexpected("':' after the field name");
    ++at_;
    return skip_blanks() && parse_value(member.value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  Error error_;
};

}  // namespace

Result<Value> parse(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorKind::x_content_parse, "[1:1] The text is longer than 4 GiB");
  return Parser(text).parse();
}

std::string location(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("{}:{}", 1 + std::ranges::count(before, '\n'), 1 + before.size() - line_start);
}

}  // namespace headrace::json
