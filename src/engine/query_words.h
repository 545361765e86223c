#pragma once
// The words of a text, as text fields are searched by (docs/spec/document-api.md 5.5).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headrace::engine {

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 1;  ///< bytes
};
/// The character at the front of `text`, which is not empty; a byte that begins none is U+FFFD.
Character first_character(std::string_view text);

/// The words of `text` in their order, in lower case: runs of letters, digits and underscores. `.`, `,` and `'` stay inside a word where
/// they join ("1.5", "don't", "example.com"); each ideograph is a word of its own. Bytes that are not UTF-8 end a word.
std::vector<std::string> words_of(std::string_view text);

/// `text` in lower case, beyond ASCII too. Bytes that are not UTF-8 stay as they are.
std::string lower_case(std::string_view text);
/// The same in upper case.
std::string upper_case(std::string_view text);

}  // namespace headrace::engine
