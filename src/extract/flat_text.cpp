#include "extract/flat_text.h"

#include <algorithm>

#include "extract/markup.h"

namespace headrace::extract {
namespace {

/// Ends a reference and is taken out again when all are decoded: the one white space that text never keeps.
constexpr char piece_end = '\f';

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }
bool may_be_in_reference(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#'; }

}  // namespace

void FlatText::add(char c) {
  if (is_blank(c) && keeping_blanks_ == 0) {
    blank_ = true;
    return;
  }
  if (is_control(c) && !is_blank(c)) return;
  if (!text_.empty()) {
    if (line_ended_) {
      text_ += '\n';
    } else if (blank_) {
      text_ += ' ';
    }
  }
  line_ended_ = false;
  blank_ = false;
  reference_open_ = c == '&' || (reference_open_ && may_be_in_reference(c));
  text_ += c == piece_end ? ' ' : c;
}

void FlatText::add(std::string_view text) {
  for (const char c : text) add(c);
}

void FlatText::add_between_tags(std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      add_literally("<");
    } else {
      add(c);
    }
  }
}

void FlatText::add_literally(std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      add("&lt;");
    } else if (c == '&') {
      add("&amp;");
    } else {
      add(c);
    }
  }
}

void FlatText::end_piece() {
  if (reference_open_) text_ += piece_end;
  reference_open_ = false;
}

void FlatText::keep_blanks(bool enters) {
  if (enters) {
    ++keeping_blanks_;
  } else if (keeping_blanks_ > 0) {
    --keeping_blanks_;
  }
}

std::string FlatText::decoded(std::string_view gathered) {
  std::string text = decode_references(gathered);
  std::erase(text, piece_end);
  return text;
}

}  // namespace headrace::extract
