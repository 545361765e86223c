#pragma once
// The inside of TermPattern: a nondeterministic automaton, whose states are followed all at once.

#include <vector>

#include "engine/term_expression.h"

namespace headrace::engine {

class TermAutomaton {
 public:
  /// Errors: illegal_argument, for more than TermPattern::most_states.
  static Result<TermAutomaton> make(const TermExpression& expression, bool ignore_case);

  /// Of the whole term.
  [[nodiscard]] bool accepts(std::string_view term) const;

 private:
  using Place = std::uint32_t;
  struct State {
    enum class Kind { characters, split, end };
    Kind kind = Kind::end;
    Place next = 0;
    Place other = 0;      ///< of `split`
    std::size_t set = 0;  ///< of `characters`: its place in sets_
  };
  struct Set {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;  ///< in order, apart from each other
    bool is_negated = false;
    [[nodiscard]] bool holds(std::uint32_t code) const;
  };
  class Builder;
  class Run;

  std::vector<State> states_;
  std::vector<Set> sets_;
  Place start_ = 0;
  bool ignore_case_ = false;
};

}  // namespace headrace::engine
