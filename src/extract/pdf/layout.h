#pragma once
// Glyphs with their places become lines of text: a blank where a gap lies between two, a line end where the next stands elsewhere.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::extract::pdf {

/// Maps (x, y) to (a x + c y + e, b x + d y + f).
struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
};
/// First `inner`, then `outer`.
Matrix operator*(const Matrix& inner, const Matrix& outer);

/// A glyph on the page, in any unit of length.
struct Placed {
  double x = 0, y = 0;                      ///< where it begins
  double advance_x = 0, advance_y = 0;      ///< from there to where it ends
  double direction_x = 1, direction_y = 0;  ///< of the writing, of length 1
  double size = 1;                          ///< of the font
};

class Layout {
 public:
  /// The text has about so many characters (below 0: any number) and bytes at most.
  Layout(std::int64_t most_characters, std::size_t most_bytes) : most_characters_(most_characters), most_bytes_(most_bytes) {}

  void add(const Placed& place, std::string_view text);
  /// What follows stands on another line.
  void end_line() { line_ended_ = true; }

  [[nodiscard]] bool has_enough() const { return most_characters_ >= 0 && characters_ >= most_characters_; }
  [[nodiscard]] bool is_too_long() const { return text_.size() > most_bytes_; }
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  void note_gap(const Placed& place);
  void put(char32_t character);

  std::int64_t most_characters_;
  std::size_t most_bytes_;
  std::string text_;
  std::int64_t characters_ = 0;
  Placed last_;
  bool has_last_ = false, line_ended_ = false, blank_ = false;
};

}  // namespace headrace::extract::pdf
