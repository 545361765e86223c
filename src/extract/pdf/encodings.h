#pragma once
// The encodings that fonts name (ISO 32000-1, annex D), as code points; 0 where there is none.

#include <array>
#include <string_view>

namespace headrace::extract::pdf {

using Encoding = std::array<char16_t, 256>;

const Encoding& standard_encoding();
const Encoding& win_ansi_encoding();
const Encoding& mac_roman_encoding();
/// The letters and the common signs of the font Symbol.
const Encoding& symbol_encoding();

/// `/WinAnsiEncoding` and its like; nullptr for a name that is none.
const Encoding* encoding_of(std::string_view name);

}  // namespace headrace::extract::pdf
