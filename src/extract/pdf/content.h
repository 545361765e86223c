#pragma once
// Content streams (ISO 32000-1, 8 and 9), as far as they show text.

#include <map>

#include "extract/pdf/font.h"
#include "extract/pdf/layout.h"

namespace headrace::extract::pdf {

/// The fonts of a file, each read once.
class Fonts {
 public:
  explicit Fonts(Budget& budget) : budget_(budget) {}
  /// `dictionary` may be anything; without one a font knows ASCII. Throws TooMuch.
  std::shared_ptr<const Font> find(const Object& dictionary);

 private:
  Budget& budget_;
  std::map<QPDFObjGen, std::shared_ptr<const Font>> known_;
};

/// The contents of forms, which are often shown again and again.
class Forms {
 public:
  explicit Forms(Budget& budget) : budget_(budget) {}
  /// Throws TooMuch.
  std::shared_ptr<const std::string> find(const Object& form);

 private:
  Budget& budget_;
  std::map<QPDFObjGen, std::shared_ptr<const std::string>> known_;
  std::size_t bytes_ = 0;  ///< of these
};

/// What the pages of one file share while they are read.
struct Reading {
  explicit Reading(const PdfLimits& limits) : budget(limits), layout(limits.characters, limits.text_bytes) {}

  Budget budget;
  Fonts fonts{budget};
  Forms forms{budget};
  Layout layout;
};

/// Puts the text that `content` shows into the layout, until that has enough. Throws TooMuch.
void read_content(std::string_view content, const Object& resources, const Matrix& matrix, Reading& reading, std::size_t depth = 0);

/// The same for a form, such as what a field of a form looks like.
void read_form(const Object& form, const Object& resources, const Matrix& matrix, Reading& reading, std::size_t depth = 0);

}  // namespace headrace::extract::pdf
