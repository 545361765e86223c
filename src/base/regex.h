#pragma once
// Regular expressions of people and programs we do not know, over texts we do not know: bounded in time and memory (PCRE2).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::base {

/// Copies share what was compiled. From many threads.
class Regex {
 public:
  enum class Outcome { match, no_match, exhausted };  ///< exhausted: the bound on steps or memory was reached first

  /// UTF-8, Unicode properties for \d \w \s, lines end at \n. Errors: illegal_argument with what is wrong and where (a byte offset).
  static Result<Regex> compile(std::string_view pattern);

  /// Whether a match begins at the first byte; it need not reach the last one. A text that is no UTF-8 does not match.
  [[nodiscard]] Outcome match_at_start(std::string_view text) const;

  /// All matches replaced; `$1` and `${name}` in the replacement are groups, `\\x` is x. Errors: illegal_argument for a group that is not
  /// there, for a text that is no UTF-8, and when a bound was reached.
  [[nodiscard]] Result<std::string> replaced(std::string_view text, std::string_view replacement) const;
  /// The pieces between the matches; one that is empty at the very begin does not count. Errors: as above.
  [[nodiscard]] Result<std::vector<std::string>> split(std::string_view text) const;

 private:
  struct Code;
  explicit Regex(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

}  // namespace headrace::base
