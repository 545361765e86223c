#pragma once
// Regular expressions of Java, as far as PCRE2 has them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "base/result.h"

namespace headrace::content::ingest {

/// The pattern in PCRE2's words: `\uXXXX` and classes such as `\p{Alpha}` or `\p{IsLatin}` are put so. Errors: illegal_argument
/// (intersections `&&` and classes within classes are not known here).
Result<std::string> from_java_pattern(std::string_view pattern);

/// Errors: illegal_argument.
Result<base::Regex> compile_java_regex(std::string_view pattern);

/// What stands for a match: text, `$1`, `${name}`, `\$`.
class Replacement {
 public:
  /// What is wrong with it is told when it is needed, as in the original.
  static Replacement read(std::string_view text, const base::Regex& regex);

  /// `text` with each match replaced; `steps` as in base::Regex::Search. Errors: illegal_argument (the replacement, too many steps, a
  /// result without bounds).
  [[nodiscard]] Result<std::string> replace_all(const base::Regex& regex, std::string_view text, std::uint64_t& steps) const;

 private:
  struct Piece {
    std::string literal;
    std::optional<std::size_t> group = {};  ///< behind the literal
  };
  std::vector<Piece> pieces_;
  std::string problem_;
};

/// As String.split: a separator that is found at the very begin without a character gives no first piece; without `keeps_trailing` empty
/// pieces at the end are left out. Errors: illegal_argument (too many steps).
Result<std::vector<std::string>> split(const base::Regex& regex, std::string_view text, bool keeps_trailing, std::uint64_t& steps);

}  // namespace headrace::content::ingest
