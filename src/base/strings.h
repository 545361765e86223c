#pragma once
// Small things about text that several rooms need.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headrace::base {

/// ASCII lower case; other bytes stay.
std::string to_lower(std::string_view);
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Splits as the original splits comma lists: trailing empty pieces are dropped, leading and inner ones kept, nothing is trimmed.
/// "" and ",,," give an empty list (docs/spec/sync-jobs.md 3.2).
std::vector<std::string> split_list(std::string_view text, char separator = ',');

/// 1 − edit distance / longer length, from 0 to 1 (docs/spec/rest-conventions.md 7.7).
double similarity(std::string_view a, std::string_view b);

/// The names of `known` with a similarity above 0.5, best first, then by name.
std::vector<std::string> similar_names(std::string_view name, const std::vector<std::string>& known);

/// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// Matches `*` (any run), `?` (one character) and, with `escapes`, `\x` (x itself). Linear in text × pattern at worst, without recursion.
bool glob_matches(std::string_view pattern, std::string_view text, bool escapes = false);

/// A whole decimal integer with optional sign, nothing else. None when it is not one or does not fit.
std::optional<long long> parse_integer(std::string_view text);

/// 20 characters of A–Z a–z 0–9 - _, made of time, a counter and 60 random bits: unique across processes. Begins with a letter.
std::string make_id();

/// `bytes` bytes from the system's random source, as lower-case hex.
std::string random_hex(std::size_t bytes);

}  // namespace headrace::base
