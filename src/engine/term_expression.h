#pragma once
// The inside of TermPattern: a regular expression as a tree.

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/term_pattern.h"

namespace headrace::engine {

struct TermExpression {
  enum class Kind { characters, sequence, choice, repeat, nothing };
  static constexpr int unbounded = -1;

  Kind kind = Kind::sequence;                                        ///< an empty sequence is the empty text, `nothing` matches no text
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges = {};  ///< of `characters`: from, to
  bool is_negated = false;                                           ///< any character but these
  std::vector<TermExpression> parts = {};                            ///< of `repeat`: one
  int least = 0, most = unbounded;                                   ///< of `repeat`
};

struct TermExpressionPart {
  TermExpression expression;
  bool is_complement = false;
};

/// Alternatives, each of parts that must all hold. Errors: illegal_argument.
Result<std::vector<std::vector<TermExpressionPart>>> parse_term_expression(std::string_view pattern, const TermPattern::Flags& flags);

}  // namespace headrace::engine
