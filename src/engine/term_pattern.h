#pragma once
// Patterns of whole terms: regular expressions in the original's dialect. They run as automata over the characters of a term, so that
// none takes more time than the length of the term times that of the pattern. (base/regex.h goes back over what it tried, and an
// expression that explodes there would have to be given up without an answer.)

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::engine {

/// Copies share what was compiled. From many threads.
class TermPattern {
 public:
  /// Which of the optional operators the pattern may use; the others are plain characters.
  struct Flags {
    bool any_string = true;    ///< `@`
    bool empty = true;         ///< `#`
    bool intersection = true;  ///< `&`
    bool complement = true;    ///< `~`
    bool interval = true;      ///< `<1-20>`
  };
  static constexpr std::size_t longest = 1'000;       ///< characters
  static constexpr std::size_t most_states = 10'000;  ///< after repetitions are written out

  /// `. ? + * {n,m} | ( ) [ ] " \`, classes `\d \w \s \D \W \S`, and the operators of `flags`; `&` and `~` only outside of groups,
  /// `~` in front of one group. Errors: illegal_argument.
  static Result<TermPattern> compile(std::string_view pattern, const Flags& flags, bool ignore_case);

  /// True when the whole term is one of those that the pattern describes.
  [[nodiscard]] bool matches(std::string_view term) const;

 private:
  struct Compiled;
  explicit TermPattern(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace headrace::engine
