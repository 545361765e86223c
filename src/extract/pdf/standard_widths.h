#pragma once
// How wide the glyphs of the standard 14 fonts are, which files need not say (ISO 32000-1, 9.6.2.2): near enough to tell where words end.

#include <string_view>

namespace headrace::extract::pdf {

/// In thousandths of an em, for codes of ASCII; others are taken for letters of middle width. `font` is a name such as "Times-Bold".
double standard_width(std::string_view font, unsigned char code);

}  // namespace headrace::extract::pdf
