#pragma once
// UTF-8: one way to write a code point, one way to make foreign bytes fit for JSON.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::json {

/// Appends the code point; surrogates and what is above U+10FFFF become U+FFFD.
void append_utf8(std::uint32_t code_point, std::string& to);

/// Takes the first character off `text`, which is valid UTF-8 and not empty; its code point.
char32_t take_character(std::string_view& text);

/// `text` with U+FFFD for each byte that is not part of a well-formed character.
std::string valid_utf8(std::string_view text);

}  // namespace headrace::json
