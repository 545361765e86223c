#include "engine/term_pattern.h"

#include <algorithm>
#include <vector>

#include "engine/term_automaton.h"
#include "engine/term_expression.h"

namespace headrace::engine {

/// Any alternative, of which all parts hold.
struct TermPattern::Compiled {
  struct Part {
    TermAutomaton automaton;
    bool is_complement = false;
  };
  std::vector<std::vector<Part>> alternatives;
};

Result<TermPattern> TermPattern::compile(std::string_view pattern, const Flags& flags, bool ignore_case) {
  TRY(const auto formula, parse_term_expression(pattern, flags));
  auto compiled = std::make_shared<Compiled>();
  for (const auto& parts : formula) {
    auto& alternative = compiled->alternatives.emplace_back();
    for (const auto& part : parts) {
      TRY(auto automaton, TermAutomaton::make(part.expression, ignore_case));
      alternative.push_back({std::move(automaton), part.is_complement});
    }
  }
  return TermPattern(std::move(compiled));
}

bool TermPattern::matches(std::string_view term) const {
  return std::ranges::any_of(compiled_->alternatives, [&](const auto& parts) {
    return std::ranges::all_of(parts, [&](const auto& part) { return part.automaton.accepts(term) != part.is_complement; });
  });
}

}  // namespace headrace::engine
