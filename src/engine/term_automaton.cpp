#include "engine/term_automaton.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/query_words.h"

namespace headrace::engine {
namespace {

std::uint32_t other_case(std::uint32_t code) {
  if (code >= 'a' && code <= 'z') return code - 'a' + 'A';
  if (code >= 'A' && code <= 'Z') return code - 'A' + 'a';
  return code;
}

}  // namespace

/// Makes states from the end of the expression to its begin, so that each knows what follows it.
class TermAutomaton::Builder {
 public:
  explicit Builder(TermAutomaton& to) : to_(to) {}

  Result<Place> build(const TermExpression& node, Place next) {
    if (++steps_ > TermPattern::most_states || to_.states_.size() > TermPattern::most_states)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("the expression is too complex: it would need more than {} states", TermPattern::most_states));
    switch (node.kind) {
      case TermExpression::Kind::characters:
        return add({.kind = State::Kind::characters, .next = next, .set = add_set(node)});
      case TermExpression::Kind::sequence:
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
          TRY(next, build(*part, next));
        }
        return next;
      case TermExpression::Kind::choice:
        return build_choice(node, next);
      case TermExpression::Kind::repeat:
        return build_repeat(node, next);
      case TermExpression::Kind::nothing:
        break;
    }
    return add({.kind = State::Kind::characters, .next = next, .set = add_set({.kind = TermExpression::Kind::characters})});
  }

 private:
  Place add(State state) {
    to_.states_.push_back(state);
    return static_cast<Place>(to_.states_.size() - 1);
  }

  std::size_t add_set(const TermExpression& node) {
    auto ranges = node.ranges;
    std::ranges::sort(ranges);
    decltype(ranges) joined;
    for (const auto& range : ranges) {
      if (!joined.empty() && range.first <= joined.back().second) {
        joined.back().second = std::max(joined.back().second, range.second);
      } else {
        joined.push_back(range);
      }
    }
    to_.sets_.push_back({std::move(joined), node.is_negated});
    return to_.sets_.size() - 1;
  }

  Result<Place> build_choice(const TermExpression& node, Place next) {
    TRY(auto start, build(node.parts.front(), next));
    for (std::size_t i = 1; i < node.parts.size(); ++i) {
      TRY(const auto other, build(node.parts[i], next));
      start = add({.kind = State::Kind::split, .next = start, .other = other});
    }
    return start;
  }

  Result<Place> build_repeat(const TermExpression& node, Place next) {
    const auto& part = node.parts.front();
    auto start = next;
    if (node.most == TermExpression::unbounded) {
      start = add({.kind = State::Kind::split, .next = next, .other = next});
      TRY(const auto body, build(part, start));
      to_.states_[start].other = body;
    }
    for (int i = node.least; i < node.most; ++i) {
      TRY(const auto body, build(part, start));
      start = add({.kind = State::Kind::split, .next = next, .other = body});
    }
    for (int i = 0; i < node.least; ++i) {
      TRY(start, build(part, start));
    }
    return start;
  }

  TermAutomaton& to_;
  std::size_t steps_ = 0;
};

/// Where the automaton can be after some characters.
class TermAutomaton::Run {
 public:
  explicit Run(const TermAutomaton& automaton) : automaton_(automaton), seen_(automaton.states_.size(), 0) { enter(automaton.start_); }

  void take(std::uint32_t code) {
    const auto before = std::exchange(places_, {});
    ++round_;
    for (const auto place : before) {
      const auto& state = automaton_.states_[place];
      if (state.kind == State::Kind::characters && holds(automaton_.sets_[state.set], code)) enter(state.next);
    }
  }
  [[nodiscard]] bool is_lost() const { return places_.empty(); }
  [[nodiscard]] bool is_at_end() const {
    return std::ranges::any_of(places_, [this](Place place) { return automaton_.states_[place].kind == State::Kind::end; });
  }

 private:
  [[nodiscard]] bool holds(const Set& set, std::uint32_t code) const {
    return set.holds(code) != set.is_negated || (automaton_.ignore_case_ && set.holds(other_case(code)) != set.is_negated);
  }

  void enter(Place first) {
    waiting_.push_back(first);
    while (!waiting_.empty()) {
      const auto place = waiting_.back();
      waiting_.pop_back();
      if (std::exchange(seen_[place], round_) == round_) continue;
      const auto& state = automaton_.states_[place];
      if (state.kind != State::Kind::split) {
        places_.push_back(place);
        continue;
      }
      waiting_.push_back(state.next);
      waiting_.push_back(state.other);
    }
  }

  const TermAutomaton& automaton_;
  std::vector<std::size_t> seen_;  ///< by state: the round in which it was entered last
  std::size_t round_ = 1;
  std::vector<Place> places_;
  std::vector<Place> waiting_;
};

bool TermAutomaton::Set::holds(std::uint32_t code) const {
  const auto behind = std::ranges::upper_bound(ranges, code, {}, &std::pair<std::uint32_t, std::uint32_t>::first);
  return behind != ranges.begin() && code <= std::prev(behind)->second;
}

Result<TermAutomaton> TermAutomaton::make(const TermExpression& expression, bool ignore_case) {
  TermAutomaton automaton;
  automaton.ignore_case_ = ignore_case;
  automaton.states_.push_back({.kind = State::Kind::end});
  TRY(automaton.start_, Builder(automaton).build(expression, 0));
  return automaton;
}

bool TermAutomaton::accepts(std::string_view term) const {
  Run run(*this);
  while (!term.empty() && !run.is_lost()) {
    const auto [code, length] = first_character(term);
    term.remove_prefix(length);
    run.take(code);
  }
  return run.is_at_end();
}

}  // namespace headrace::engine
