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

/// Puts the text that `content` shows into `layout`, until that has enough. Throws TooMuch.
void read_content(std::string_view content, const Object& resources, const Matrix& matrix, Fonts& fonts, Budget& budget, Layout& layout,
                  std::size_t depth = 0);

/// The same for a form, such as what a field of a form looks like.
void read_form(const Object& form, const Object& resources, const Matrix& matrix, Fonts& fonts, Budget& budget, Layout& layout,
               std::size_t depth = 0);

}  // namespace headrace::extract::pdf
