#pragma once
// What the names of glyphs mean, as far as Latin, Greek and Cyrillic text needs: `A`, `eacute`, `fi`, `uni20AC`, `f_f_i`, `a.alt`.

#include <string>
#include <string_view>

namespace headrace::extract::pdf {

/// `name` (without `/`) as UTF-8; "" when it is not known.
std::string text_of_glyph(std::string_view name);

}  // namespace headrace::extract::pdf
