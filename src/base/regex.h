#pragma once
// Regular expressions of people and programs we do not know, over texts we do not know: bounded in time and memory (PCRE2).

#include <memory>
#include <string>
#include <string_view>

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

 private:
  struct Code;
  explicit Regex(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

}  // namespace headrace::base
