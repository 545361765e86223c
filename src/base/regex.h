#pragma once
// Regular expressions of people and programs we do not know, over texts we do not know: bounded in time and memory (PCRE2).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::base {

/// Copies share what was compiled. From many threads.
class Regex {
 public:
  enum class Outcome { match, no_match, exhausted };  ///< exhausted: the bound on steps or memory was reached first

  /// What \d \w \s stand for, where lines end, and how the work is bounded.
  enum class Dialect {
    unicode,  ///< Unicode properties, \n; each match is bounded
    java,     ///< ASCII, \n or \r or both; all the work is counted, so that a Search can be bounded
  };

  /// UTF-8. Errors: illegal_argument with what is wrong and where (a byte offset).
  static Result<Regex> compile(std::string_view pattern, Dialect dialect = Dialect::unicode);

  /// Whether a match begins at the first byte; it need not reach the last one. A text that is no UTF-8 does not match.
  [[nodiscard]] Outcome match_at_start(std::string_view text) const;

  /// How many groups there are, without the whole match.
  [[nodiscard]] std::size_t groups() const;
  /// The number of the group with this name.
  [[nodiscard]] std::optional<std::size_t> group_named(const std::string& name) const;

  class Search;

 private:
  struct Code;
  explicit Regex(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  std::shared_ptr<const Code> code_;
};

/// The matches in a text, from left to right; behind an empty one the search goes on one character later.
class Regex::Search {
 public:
  /// `regex` is of Dialect::java. `steps` is what all searches of a kind may do together, and counts down; a step is some 20 to 50 ns.
  /// All three outlive it.
  Search(const Regex& regex, std::string_view text, std::uint64_t& steps);
  ~Search();
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  /// Goes to the next match. A text that is no UTF-8 has none.
  Outcome next();
  /// Of the match that next() found: byte offsets.
  [[nodiscard]] std::size_t begin() const;
  [[nodiscard]] std::size_t end() const;
  /// The text of a group (0: the whole match); none when it took no part.
  [[nodiscard]] std::optional<std::string_view> group(std::size_t number) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace headrace::base
