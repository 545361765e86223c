#include <array>
#include <cstdint>
#include <cstring>

#include "base/strings.h"
#include "json/utf8.h"
#include "json/value.h"

namespace headrace::json {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

/// What stands after the backslash for this character, 0 when it is written as \u00xx.
char short_escape(char c) {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

bool must_be_escaped(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// A word of eight bytes with this one in each place.
constexpr std::uint64_t eight_of(std::uint8_t byte) { return std::uint64_t{0x0101010101010101} * byte; }

/// Position of the first byte from `at` on that must be escaped; the size of `text` when there is none. Eight bytes at a time: texts are
/// mostly such that need nothing.
std::size_t next_to_escape(std::string_view text, std::size_t at) {
  constexpr auto high_bits = eight_of(0x80);
  const auto zeros = [=](std::uint64_t word) { return (word - eight_of(1)) & ~word & high_bits; };
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto controls = (word - eight_of(0x20)) & ~word & high_bits;
    if ((controls | zeros(word ^ eight_of('"')) | zeros(word ^ eight_of('\\'))) != 0) break;
  }
  while (at < text.size() && !must_be_escaped(text[at])) ++at;
  return at;
}

void write_escaped(char c, std::string& to) {
  to += '\\';
  if (const char letter = short_escape(c)) {
    to += letter;
    return;
  }
  const auto byte = static_cast<unsigned char>(c);
  to += {'u', '0', '0', hex_digits[byte >> 4], hex_digits[byte & 0xF]};
}

/// The two layouts: compact, and indented by two spaces per level.
class Writer {
 public:
  Writer(std::string& to, bool pretty) : to_(to), pretty_(pretty) {}

  void write(const Value& value) {
    if (value.is_object()) {
      write_list(value.as_object(), "{}", [this](const Member& member) {
        write_string(member.name, to_);
        to_ += pretty_ ? " : " : ":";
        write(member.value);
      });
    } else if (value.is_array()) {
      write_list(value.as_array(), "[]", [this](const Value& element) { write(element); });
    } else if (value.is_string()) {
      write_string(value.as_string(), to_);
    } else if (value.is_number()) {
      to_ += value.as_number().spelling;
    } else {
      to_ += value.is_null() ? "null" : value.as_bool() ? "true" : "false";
    }
  }

 private:
  template <class List, class WriteItem>
  void write_list(const List& list, std::string_view brackets, WriteItem write_item) {
    to_ += brackets[0];
    ++level_;
    bool first = true;
    for (const auto& item : list) {
      if (!first) to_ += ',';
      first = false;
      new_line();
      write_item(item);
    }
    --level_;
    if (!list.empty()) {
      new_line();
    } else if (pretty_) {
      to_ += ' ';
    }
    to_ += brackets[1];
  }

  void new_line() {
    if (!pretty_) return;
    to_ += '\n';
    to_.append(2 * level_, ' ');
  }

  std::string& to_;
  bool pretty_;
  std::size_t level_ = 0;
};

}  // namespace

void write_string(std::string_view text, std::string& to) {
  // Names of files and words of libraries end up here too; what we write must be JSON whatever they hold.
  if (!base::is_utf8(text)) return write_valid_string(valid_utf8(text), to);
  write_valid_string(text, to);
}

void write_valid_string(std::string_view text, std::string& to) {
  to += '"';
  for (std::size_t at = 0;;) {
    const auto next = next_to_escape(text, at);
    to += text.substr(at, next - at);
    if (next == text.size()) break;
    write_escaped(text[next], to);
    at = next + 1;
  }
  to += '"';
}

void write(const Value& value, std::string& to) { Writer(to, false).write(value); }

std::string write(const Value& value) {
  std::string text;
  write(value, text);
  return text;
}

std::string write_pretty(const Value& value) {
  std::string text;
  Writer(text, true).write(value);
  text += '\n';
  return text;
}

}  // namespace headrace::json
