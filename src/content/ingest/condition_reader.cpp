#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "content/ingest/condition_node.h"

namespace headrace::content::ingest {
namespace {

using json::Value;
using Kind = ConditionNode::Kind;

constexpr std::size_t longest_source = 65'535;
constexpr unsigned deepest = 50;

struct MethodRow {
  std::string_view name;
  Method method;
  std::size_t arguments;
};
constexpr auto methods = std::to_array<MethodRow>({{"contains", Method::contains, 1},
                                                   {"startsWith", Method::starts_with, 1},
                                                   {"endsWith", Method::ends_with, 1},
                                                   {"isEmpty", Method::is_empty, 0},
                                                   {"length", Method::length, 0},
                                                   {"size", Method::size, 0},
                                                   {"containsKey", Method::contains_key, 1},
                                                   {"equals", Method::equals, 1},
                                                   {"equalsIgnoreCase", Method::equals_ignoring_case, 1}});
constexpr auto types = std::to_array<std::string_view>({"String", "List", "Map", "Boolean", "Number", "Integer", "Long", "Double"});

struct Operator {
  std::string_view spelling;  ///< longer ones first
  Kind kind;
};
constexpr auto equalities =
    std::to_array<Operator>({{"===", Kind::equal}, {"!==", Kind::unequal}, {"==", Kind::equal}, {"!=", Kind::unequal}});
constexpr auto relations =
    std::to_array<Operator>({{"<=", Kind::less_equal}, {">=", Kind::greater_equal}, {"<", Kind::less}, {">", Kind::greater}});

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return begins_word(c) || is_digit(c); }

/// Recursive descent, one function per level of precedence.
class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Result<ConditionNode> read() {
    take_word("return");
    TRY(auto node, read_any());
    take(";");
    skip_blanks();
    if (at_ < source_.size()) return fail(unreadable());
    return node;
  }

 private:
  using Read = Result<ConditionNode>;

  [[nodiscard]] char peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }

  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!source_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    const auto rest = source_.substr(at_);
    if (!rest.starts_with(word) || (rest.size() > word.size() && is_word(rest[word.size()]))) return false;
    at_ += word.size();
    return true;
  }

  [[nodiscard]] Error unreadable() const {
    const auto rest = source_.substr(at_, 20);
    return {ErrorKind::illegal_argument,
            rest.empty() ? std::string("unexpected end of script") : fmt::format("not understood here at offset [{}]: [{}]", at_, rest)};
  }

  Read read_list_of(std::string_view separator, Kind kind, Read (Reader::*next)()) {
    TRY(auto first, (this->*next)());
    ConditionNode node{kind, {}, {}, {}};
    node.operands.push_back(std::move(first));
    while (take(separator)) {
      TRY(auto operand, (this->*next)());
      node.operands.push_back(std::move(operand));
    }
    if (node.operands.size() > 1) return node;
    auto only = std::move(node.operands.front());
    return only;
  }

  Read read_any() { return read_list_of("||", Kind::any, &Reader::read_all); }
  Read read_all() { return read_list_of("&&", Kind::all, &Reader::read_equality); }
  Read read_equality() { return read_pair(equalities, &Reader::read_relation); }

  /// One operator: `a == b == c` says too little to guess at.
  Read read_pair(std::span<const Operator> operators, Read (Reader::*next)()) {
    TRY(auto left, (this->*next)());
    const auto found = std::ranges::find_if(operators, [&](const Operator& row) { return take(row.spelling); });
    if (found == operators.end()) return left;
    TRY(auto right, (this->*next)());
    ConditionNode node{found->kind, {}, {}, {}};
    node.operands.push_back(std::move(left));
    node.operands.push_back(std::move(right));
    return node;
  }

  Read read_relation() {
    TRY(auto left, read_pair(relations, &Reader::read_negation));
    if (!take_word("instanceof")) return left;
    const auto* type = std::ranges::find_if(types, [&](std::string_view name) { return take_word(name); });
    if (type == types.end()) return fail(unreadable());
    ConditionNode node{Kind::instance, *type, {}, {}};
    node.operands.push_back(std::move(left));
    return node;
  }

  Read read_negation() {
    skip_blanks();
    if (peek() != '!' || source_.substr(at_).starts_with("!=")) return read_chain();
    ++at_;
    if (++depth_ > deepest) return fail(too_deep());
    TRY(auto inner, read_negation());
    --depth_;
    ConditionNode node{Kind::negation, {}, {}, {}};
    node.operands.push_back(std::move(inner));
    return node;
  }

  static Error too_deep() { return {ErrorKind::illegal_argument, fmt::format("more than [{}] levels of nesting", deepest)}; }

  Read read_chain() {
    TRY(auto first, read_primary());
    ConditionNode node{Kind::chain, {}, {}, {}};
    while (true) {
      ConditionLink link;
      if (take("[")) {
        TRY(auto index, read_nested("]"));
        link.kind = ConditionLink::Kind::element;
        link.arguments.push_back(std::move(index));
      } else if (take("?.") || take(".")) {
        link.is_null_safe = source_[at_ - 2] == '?';
        TRY_VOID(read_name(link));
      } else {
        break;
      }
      node.links.push_back(std::move(link));
    }
    if (node.links.empty()) return first;
    node.operands.push_back(std::move(first));
    return node;
  }

  Result<void> read_name(ConditionLink& link) {
    skip_blanks();
    if (!is_word(peek())) return fail(unreadable());
    const auto begin = at_;
    while (is_word(peek())) ++at_;
    link.name = source_.substr(begin, at_ - begin);
    if (!take("(")) return {};
    const auto* row = std::ranges::find(methods, link.name, &MethodRow::name);
    if (row == methods.end()) {
      at_ = begin;
      return fail(unreadable());
    }
    link.kind = ConditionLink::Kind::method;
    link.method = row->method;
    if (row->arguments == 0) return take(")") ? Result<void>() : Result<void>(fail(unreadable()));
    TRY(auto argument, read_nested(")"));
    link.arguments.push_back(std::move(argument));
    return {};
  }

  Read read_nested(std::string_view closing) {
    if (++depth_ > deepest) return fail(too_deep());
    TRY(auto inner, read_any());
    if (!take(closing)) return fail(unreadable());
    --depth_;
    return inner;
  }

  Read read_primary() {
    skip_blanks();
    const char first = peek();
    if (take("(")) return read_nested(")");
    if (take("[")) return read_list();
    if (first == '\'' || first == '"') return read_text();
    if (is_digit(first) || first == '-') return read_number();
    if (take_word("ctx")) return ConditionNode{Kind::context, {}, {}, {}};
    if (take_word("true")) return ConditionNode{Kind::literal, true, {}, {}};
    if (take_word("false")) return ConditionNode{Kind::literal, false, {}, {}};
    if (take_word("null")) return ConditionNode{Kind::literal, nullptr, {}, {}};
    return fail(unreadable());
  }

  Read read_list() {
    ConditionNode node{Kind::literal, json::Array(), {}, {}};
    if (take("]")) return node;
    do {
      if (take("[") || take("(")) return fail(unreadable());
      TRY(auto element, read_primary());
      if (element.kind != Kind::literal) return fail(unreadable());
      node.literal.as_array().push_back(std::move(element.literal));
    } while (take(","));
    if (!take("]")) return fail(unreadable());
    return node;
  }

  Read read_text() {
    const char quote = source_[at_];
    std::string text;
    for (++at_; peek() != quote; ++at_) {
      const bool is_escaped = peek() == '\\';
      if (is_escaped) ++at_;
      if (at_ >= source_.size() || (is_escaped && peek() != '\\' && peek() != quote)) return fail(unreadable());
      text += peek();
    }
    ++at_;
    return ConditionNode{Kind::literal, std::move(text), {}, {}};
  }

  Read read_number() {
    const auto begin = at_;
    if (peek() == '-') ++at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && at_ + 1 < source_.size() && is_digit(source_[at_ + 1]))
      for (++at_; is_digit(peek());) ++at_;
    const auto spelling = source_.substr(begin, at_ - begin);
    if (!is_digit(spelling.back())) return fail(unreadable());
    if (std::string_view("LlDdFf").contains(peek()) && peek() != '\0') ++at_;
    if (is_word(peek())) return fail(unreadable());
    return ConditionNode{Kind::literal, json::Number{std::string(spelling)}, {}, {}};
  }

  std::string_view source_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace

Result<ConditionNode> read_condition(std::string_view source) {
  if (source.size() > longest_source)
    return fail(ErrorKind::illegal_argument, fmt::format("a script is longer than [{}] characters", longest_source));
  return Reader(source).read();
}

}  // namespace headrace::content::ingest
