#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "content/ingest/condition_node.h"

namespace headrace::content::ingest {
namespace {

using Node = Condition::Node;
using NodePtr = std::shared_ptr<const Node>;
using Kind = Node::Kind;

constexpr int deepest = 50;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  explicit Reader(std::string_view script) : rest_(script), whole_(script) {}

  Result<NodePtr> run() {
    if (take_word("return")) {
    }
    TRY(auto node, either());
    take(";");
    skip_blanks();
    if (!rest_.empty()) return refuse("unexpected text");
    return node;
  }

 private:
  [[nodiscard]] std::unexpected<Error> refuse(std::string_view why) const {
    return fail(ErrorKind::illegal_argument, fmt::format("{} at position {}", why, whole_.size() - rest_.size()));
  }
  static NodePtr make(Node node) { return std::make_shared<const Node>(std::move(node)); }

  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool take(std::string_view sign) {
    skip_blanks();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }
  bool take_word(std::string_view word) {
    skip_blanks();
    const bool is_it =
        rest_.starts_with(word) && (rest_.size() == word.size() || (!is_name_start(rest_[word.size()]) && !is_digit(rest_[word.size()])));
    if (is_it) rest_.remove_prefix(word.size());
    return is_it;
  }
  std::string take_name() {
    skip_blanks();
    std::size_t length = 0;
    while (length < rest_.size() && (is_name_start(rest_[length]) || (length > 0 && is_digit(rest_[length])))) ++length;
    std::string name(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return name;
  }

  Result<NodePtr> either() {
    TRY(auto left, both());
    while (take("||")) {
      TRY(auto right, both());
      left = make({.kind = Kind::or_, .children = {left, right}});
    }
    return left;
  }
  Result<NodePtr> both() {
    TRY(auto left, comparison());
    while (take("&&")) {
      TRY(auto right, comparison());
      left = make({.kind = Kind::and_, .children = {left, right}});
    }
    return left;
  }
  Result<NodePtr> comparison() {
    TRY(auto left, unary());
    if (take_word("instanceof")) return make({.kind = Kind::instance_of, .text = take_name(), .children = {left}});
    for (const std::string_view sign : {"===", "!==", "==", "!=", "<=", ">=", "<", ">"}) {
      if (!take(sign)) continue;
      TRY(auto right, unary());
      return make({.kind = Kind::compare, .text = std::string(sign), .children = {left, right}});
    }
    return left;
  }
  Result<NodePtr> unary() {
    if (++depth_ > deepest) return refuse("nested too deeply");
    if (take("!")) {
      TRY(auto inner, unary());
      --depth_;
      return make({.kind = Kind::not_, .children = {inner}});
    }
    TRY(auto node, primary());
    TRY(node, suffixes(std::move(node)));
    --depth_;
    return node;
  }
  Result<NodePtr> primary() {
    if (take("(")) {
      TRY(auto inner, either());
      if (!take(")")) return refuse("[)] is missing");
      return inner;
    }
    skip_blanks();
    if (rest_.starts_with('\'') || rest_.starts_with('"')) return text_literal();
    if (!rest_.empty() && (is_digit(rest_[0]) || rest_[0] == '-')) return number_literal();
    if (take_word("true")) return make({.value = true});
    if (take_word("false")) return make({.value = false});
    if (take_word("null")) return make({.value = nullptr});
    if (take_word("ctx")) return make({.kind = Kind::context});
    return refuse("this form of script is not supported by this server");
  }
  Result<NodePtr> text_literal() {
    const char quote = rest_[0];
    std::string text;
    for (rest_.remove_prefix(1); !rest_.empty() && rest_[0] != quote; rest_.remove_prefix(1)) {
      if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_[0];
    }
    if (rest_.empty()) return refuse("a text has no end");
    rest_.remove_prefix(1);
    return make({.value = std::move(text)});
  }
  Result<NodePtr> number_literal() {
    const auto length = std::min(rest_.find_first_not_of("-+.0123456789eE"), rest_.size());
    auto number = json::parse(rest_.substr(0, length));
    if (!number || !number->is_number()) return refuse("a number is malformed");
    rest_.remove_prefix(length);
    while (!rest_.empty() && std::string_view("lLdDfF").contains(rest_[0])) rest_.remove_prefix(1);
    return make({.value = std::move(*number)});
  }
  Result<NodePtr> suffixes(NodePtr node) {
    for (;;) {
      if (take("[")) {
        TRY(auto key, unary());
        if (!take("]") || key->kind != Kind::literal) return refuse("a text or a number is wanted between [ and ]");
        const bool is_text = key->value.is_string();
        node = make({.kind = Kind::member, .text = is_text ? key->value.as_string() : json::write(key->value), .children = {node}});
        continue;
      }
      const bool is_null_safe = take("?.");
      if (!is_null_safe && !take(".")) return node;
      auto name = take_name();
      if (name.empty()) return refuse("a name is missing");
      if (!take("(")) {
        node = make({.kind = Kind::member, .text = std::move(name), .is_null_safe = is_null_safe, .children = {node}});
        continue;
      }
      Node call{.kind = Kind::call, .text = std::move(name), .is_null_safe = is_null_safe, .children = {node}};
      if (!take(")")) {
        TRY(auto argument, either());
        call.children.push_back(std::move(argument));
        if (!take(")")) return refuse("[)] is missing");
      }
      node = make(std::move(call));
    }
  }

  std::string_view rest_, whole_;
  int depth_ = 0;
};

}  // namespace

Result<std::shared_ptr<const Condition::Node>> read_condition(std::string_view script) { return Reader(script).run(); }

}  // namespace headrace::content::ingest
