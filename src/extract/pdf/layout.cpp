#include "extract/pdf/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "json/utf8.h"

namespace headrace::extract::pdf {
namespace {

// In sizes of the font. Words are a quarter apart, letters that are spaced out less than a fifth; superscripts stand less than half a line
// off, lines at least a whole one.
constexpr double blank_gap = 0.2;
constexpr double line_gap = 0.5;
constexpr double way_back = -1.0;

constexpr char32_t replacement = 0xFFFD, soft_hyphen = 0xAD;
constexpr char32_t first_ligature = 0xFB00;
constexpr std::array<std::string_view, 7> ligatures{"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

bool is_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x3000;
}
bool is_nothing(char32_t c) {
  const bool is_private = c >= 0xE000 && c <= 0xF8FF;  // signs of one font
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == soft_hyphen || c == replacement || c == 0xFEFF || c == 0x200B || is_private;
}

}  // namespace

Matrix operator*(const Matrix& inner, const Matrix& outer) {
  return {.a = inner.a * outer.a + inner.b * outer.c,
          .b = inner.a * outer.b + inner.b * outer.d,
          .c = inner.c * outer.a + inner.d * outer.c,
          .d = inner.c * outer.b + inner.d * outer.d,
          .e = inner.e * outer.a + inner.f * outer.c + outer.e,
          .f = inner.e * outer.b + inner.f * outer.d + outer.f};
}

void Layout::note_gap(const Placed& place) {
  const double dx = place.x - (last_.x + last_.advance_x);
  const double dy = place.y - (last_.y + last_.advance_y);
  const double along = dx * place.direction_x + dy * place.direction_y;
  const double across = std::abs(dx * place.direction_y - dy * place.direction_x);
  const double size = std::max(place.size, last_.size);
  const bool turns = place.direction_x * last_.direction_x + place.direction_y * last_.direction_y < 0.9;
  if (turns || across > line_gap * size || along < way_back * size) {
    line_ended_ = true;
  } else if (along > blank_gap * std::min(place.size, last_.size)) {
    blank_ = true;
  }
}

void Layout::put(char32_t character) {
  if (!text_.empty() && (line_ended_ || blank_)) {
    text_ += line_ended_ ? '\n' : ' ';
    ++characters_;
  }
  line_ended_ = blank_ = false;
  json::append_utf8(character, text_);
  ++characters_;
}

void Layout::add(const Placed& place, std::string_view text) {
  if (!std::isfinite(place.x) || !std::isfinite(place.y) || !std::isfinite(place.size)) return;
  if (has_last_) note_gap(place);
  last_ = place;
  has_last_ = true;
  while (!text.empty()) {
    const auto character = json::take_character(text);
    if (is_blank(character)) {
      blank_ = true;
    } else if (character >= first_ligature && character - first_ligature < ligatures.size()) {
      for (const char letter : ligatures.at(character - first_ligature)) put(static_cast<char32_t>(letter));
    } else if (!is_nothing(character)) {
      put(character);
    }
  }
}

}  // namespace headrace::extract::pdf
