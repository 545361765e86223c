#include "engine/term_expression.h"

#include <fmt/format.h>

#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using Kind = TermExpression::Kind;
using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

constexpr int largest_repeat = 10'000;
constexpr int deepest = 200;

TermExpression characters(Ranges ranges, bool negated = false) {
  return {.kind = Kind::characters, .ranges = std::move(ranges), .is_negated = negated};
}
TermExpression any_character() { return characters({}, true); }
TermExpression repeat(TermExpression part, int least, int most) {
  TermExpression node{.kind = Kind::repeat, .least = least, .most = most};
  node.parts.push_back(std::move(part));
  return node;
}

/// `\d`, `\w`, `\s`; their capitals are all other characters.
std::optional<TermExpression> named_class(char name) {
  const bool negated = name >= 'A' && name <= 'Z';
  switch (name) {
    case 'd':
    case 'D':
      return characters({{'0', '9'}}, negated);
    case 'w':
    case 'W':
      return characters({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}, negated);
    case 's':
    case 'S':
      return characters({{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}, negated);
    default:
      return std::nullopt;
  }
}

class Parser {
 public:
  Parser(std::string_view pattern, const TermPattern::Flags& flags) : pattern_(pattern), flags_(flags) {}

  Result<std::vector<std::vector<TermExpressionPart>>> formula() {
    std::vector<std::vector<TermExpressionPart>> alternatives;
    if (pattern_.empty()) {
      alternatives.push_back({TermExpressionPart{}});
      return alternatives;
    }
    do {
      auto& parts = alternatives.emplace_back();
      do {
        TRY(auto part, formula_part());
        parts.push_back(std::move(part));
      } while (flags_.intersection && take('&'));
    } while (take('|'));
    if (more()) return wrong("end-of-string expected");
    return alternatives;
  }

 private:
  [[nodiscard]] bool more() const { return at_ < pattern_.size(); }
  [[nodiscard]] bool sees(std::string_view any) const { return more() && any.find(pattern_[at_]) != std::string_view::npos; }
  bool take(char c) {
    if (!sees({&c, 1})) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] std::unexpected<Error> wrong(std::string_view what) const {
    return fail(ErrorKind::illegal_argument, fmt::format("{} at position {}", what, at_));
  }

  Result<TermExpressionPart> formula_part() {
    const bool is_complement = flags_.complement && take('~');
    if (!is_complement) {
      TRY(auto expression, sequence());
      return TermExpressionPart{std::move(expression)};
    }
    TRY(auto expression, simple());
    if (more() && !sees("|&")) return wrong("the operator [~] is supported by this server only in front of all of an alternative,");
    return TermExpressionPart{std::move(expression), true};
  }

  Result<TermExpression> choice() {
    TermExpression node{.kind = Kind::choice};
    do {
      TRY(auto part, sequence());
      node.parts.push_back(std::move(part));
    } while (take('|'));
    if (flags_.intersection && sees("&")) return wrong("the operator [&] is not supported by this server inside of groups,");
    if (node.parts.size() == 1) return std::move(node.parts.front());
    return node;
  }

  Result<TermExpression> sequence() {
    TermExpression node;
    do {
      TRY(auto part, repeated());
      node.parts.push_back(std::move(part));
    } while (more() && !sees(")|") && !(flags_.intersection && sees("&")));
    return node;
  }

  Result<TermExpression> repeated() {
    TRY(auto node, simple());
    while (sees("?*+{")) {
      const char operation = pattern_[at_++];
      if (operation == '{') {
        TRY(const auto bounds, repeat_bounds());
        node = repeat(std::move(node), bounds.first, bounds.second);
      } else {
        node = repeat(std::move(node), operation == '+' ? 1 : 0, operation == '?' ? 1 : TermExpression::unbounded);
      }
    }
    return node;
  }

  Result<int> number() {
    int value = 0;
    const auto start = at_;
    while (sees("0123456789")) {
      value = value * 10 + (pattern_[at_++] - '0');
      if (value > largest_repeat) return wrong("too many repetitions");
    }
    if (at_ == start) return wrong("integer expected");
    return value;
  }

  Result<std::pair<int, int>> repeat_bounds() {
    TRY(const auto least, number());
    int most = least;
    if (take(',')) {
      most = TermExpression::unbounded;
      if (!sees("}")) {
        TRY(most, number());
      }
    }
    if (!take('}')) return wrong("expected '}'");
    if (most != TermExpression::unbounded && most < least) return wrong("invalid repetition range(out of order)");
    return std::pair(least, most);
  }

  Result<TermExpression> simple() {
    if (!more()) return wrong("unexpected end-of-string");
    if (take('.')) return any_character();
    if (flags_.empty && take('#')) return TermExpression{.kind = Kind::nothing};
    if (flags_.any_string && take('@')) return repeat(any_character(), 0, TermExpression::unbounded);
    if (take('"')) return quoted();
    if (take('(')) return group();
    if (take('[')) return character_class();
    if (flags_.interval && sees("<")) return wrong("numeric intervals [<] are not supported by this server,");
    if (flags_.complement && sees("~"))
      return wrong("the operator [~] is supported by this server only in front of all of an alternative,");
    if (sees("\\") && at_ + 1 < pattern_.size()) {
      if (auto named = named_class(pattern_[at_ + 1])) {
        at_ += 2;
        return std::move(*named);
      }
    }
    TRY(const auto code, character());
    return characters({{code, code}});
  }

  Result<TermExpression> quoted() {
    TermExpression node;
    while (!sees("\"")) {
      if (!more()) return wrong("expected '\"'");
      const auto code = next();
      node.parts.push_back(characters({{code, code}}));
    }
    ++at_;
    return node;
  }

  Result<TermExpression> group() {
    if (take(')')) return TermExpression{};
    if (depth_ == deepest) return wrong("groups are too deep");
    ++depth_;
    TRY(auto node, choice());
    --depth_;
    if (!take(')')) return wrong("expected ')'");
    return node;
  }

  Result<TermExpression> character_class() {
    auto node = characters({}, take('^'));
    do {
      if (sees("\\") && at_ + 1 < pattern_.size()) {
        if (const auto named = named_class(pattern_[at_ + 1])) {
          if (named->is_negated) return wrong("a negated class inside of [] is not supported by this server,");
          node.ranges.insert(node.ranges.end(), named->ranges.begin(), named->ranges.end());
          at_ += 2;
          continue;
        }
      }
      TRY(const auto from, character());
      auto to = from;
      if (take('-')) {
        if (sees("]")) {
          node.ranges.emplace_back('-', '-');
        } else {
          TRY(to, character());
        }
      }
      if (to < from) return wrong("invalid range: the begin cannot be behind the end");
      node.ranges.emplace_back(from, to);
    } while (more() && !sees("]"));
    if (!take(']')) return wrong("expected ']'");
    return node;
  }

  Result<std::uint32_t> character() {
    take('\\');
    if (!more()) return wrong("unexpected end-of-string");
    return next();
  }

  std::uint32_t next() {
    const auto [code, length] = first_character(pattern_.substr(at_));
    at_ += length;
    return code;
  }

  std::string_view pattern_;
  const TermPattern::Flags& flags_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Result<std::vector<std::vector<TermExpressionPart>>> parse_term_expression(std::string_view pattern, const TermPattern::Flags& flags) {
  if (pattern.size() > TermPattern::longest * 4)
    return fail(
        ErrorKind::illegal_argument,
        fmt::format("The length of regex [{}] used in the Regexp Query request has exceeded the allowed maximum of [{}]. This maximum "
                    "can be set by changing the [index.max_regex_length] index level setting.",
                    pattern.size(), TermPattern::longest));
  return Parser(pattern, flags).formula();
}

}  // namespace headrace::engine
