#pragma once
// Walks the text of a document value by value, without building anything. The text is known to be JSON; were it none, the walk ends early
// (`is_broken`) and never outside of the text.

#include <cstddef>
#include <string>
#include <string_view>

namespace headrace::engine::mapping {

class SourceCursor {
 public:
  explicit SourceCursor(std::string_view text) : text_(text) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  /// Of the next byte to be read.
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] bool is_broken() const { return is_broken_; }

  /// The first byte of what comes next, behind white space; '\0' at the end.
  char peek() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  /// Goes over `wanted` when it comes next.
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }
  /// Goes over `wanted`, which must come next.
  bool expect(char wanted) { return take(wanted) || give_up(); }

  /// The string that comes next, as it is written, without its quotes.
  std::string_view string();
  /// The number, true, false or null that comes next, as it is written.
  std::string_view literal();
  /// Whatever comes next.
  void skip();

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
  bool give_up() {
    is_broken_ = true;
    at_ = text_.size();
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_broken_ = false;
};

/// What a string with escapes says.
std::string unescaped(std::string_view written);

}  // namespace headrace::engine::mapping
