#pragma once
// What of a document is put into a text index: the words of its scalars by field, as engine::words_of splits them, and marks for what words
// do not say.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace headrace::engine::text {

/// Beside the words of a field that holds a number, a boolean or a text that may be a date: dynamic fields compare these by value.
inline constexpr std::string_view value_mark = "#value";
/// Of a document that is not in the index as a whole: whatever is searched, it has to be looked at.
inline constexpr std::string_view part_mark = "#part";

/// More than this is not taken of one document.
struct DocumentBounds {
  std::size_t most_bytes = std::size_t{1} << 20;  ///< of texts and paths
  std::size_t most_fields = 1'000;
};

struct DocumentWords {
  /// Path, its names joined by points ("connector.name"), to words joined by blanks. The elements of an array are values of one field.
  std::map<std::string, std::string, std::less<>> fields;
  bool is_whole = true;  ///< false: there is more, beyond the bounds, or the source cannot be read
};

/// `source`: a JSON object.
DocumentWords words_of_document(std::string_view source, const DocumentBounds& bounds = {});

/// The word as it stands in an index, where the ends of overlong ones are cut off: so much may be found too often, but nothing is missed.
std::string_view indexed_word(std::string_view word);

/// Tells whether words are split now as they were: another version of this program, or of the C library with its table of letters, may do
/// it otherwise.
std::uint64_t words_fingerprint();

}  // namespace headrace::engine::text
