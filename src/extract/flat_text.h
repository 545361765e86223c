#pragma once
// Text as it gathers between tags: white space collapsed, lines where blocks end, character references kept as written until the end.

#include <string>
#include <string_view>

namespace headrace::extract {

/// White space of HTML and XML.
constexpr bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

class FlatText {
 public:
  /// Text with character references.
  void add(std::string_view text);
  /// The same, in which `<` is just a character.
  void add_between_tags(std::string_view text);
  /// Text in which `&` and `<` are just characters.
  void add_literally(std::string_view text);
  /// What follows stands on another line.
  void end_line() { line_ended_ = true; }
  /// A tag stood here: a reference cannot go on behind it (`&am<b>p;` is no `&`).
  void end_piece();
  /// Enters or leaves an element that keeps white space.
  void keep_blanks(bool enters);

  /// What was gathered; only good for decoded().
  std::string take() && { return std::move(text_); }
  static std::string decoded(std::string_view gathered);

 private:
  void add(char c);

  std::string text_;
  bool line_ended_ = false;
  bool blank_ = false;
  bool reference_open_ = false;
  std::size_t keeping_blanks_ = 0;
};

}  // namespace headrace::extract
