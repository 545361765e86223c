#include "content/ingest/condition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/ingest/condition_node.h"

namespace headrace::content::ingest {
namespace {

using json::Value;
using Node = Condition::Node;

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

Result<Value> evaluate(const Node& node, const Document& document);

Result<bool> truth(const Node& node, const Document& document) {
  TRY(const auto value, evaluate(node, document));
  if (!value.is_bool()) return refuse(fmt::format("cannot convert [{}] to a boolean", json::write(value)));
  return value.as_bool();
}

/// `ctx.a.b` as it stands in the document, so that objects are not copied on the way.
Result<const Value*> reference(const Node& node, const Document& document) {
  if (node.kind == Node::Kind::context) return &document.source();
  TRY(const auto* holder, reference(*node.children.front(), document));
  if (holder == nullptr || holder->is_null()) {
    if (node.is_null_safe) return nullptr;
    return refuse(fmt::format("cannot access method/field [{}] from a null def reference", node.text));
  }
  if (node.children.front()->kind == Node::Kind::context && is_metadata(node.text)) return document.find(node.text);
  return holder->find(node.text);
}

bool is_reference(const Node& node) {
  return node.kind == Node::Kind::context || (node.kind == Node::Kind::member && is_reference(*node.children.front()));
}

Result<Value> compare(const Node& node, const Document& document) {
  TRY(const auto left, evaluate(*node.children[0], document));
  TRY(const auto right, evaluate(*node.children[1], document));
  const bool both_numbers = left.is_number() && right.is_number();
  if (node.text.ends_with("==")) return both_numbers ? *left.real() == *right.real() : left == right;
  if (node.text.starts_with("!=")) return both_numbers ? *left.real() != *right.real() : !(left == right);
  if (!both_numbers) return refuse(fmt::format("cannot apply [{}] to [{}] and [{}]", node.text, json::write(left), json::write(right)));
  if (node.text == "<") return *left.real() < *right.real();
  if (node.text == "<=") return *left.real() <= *right.real();
  if (node.text == ">") return *left.real() > *right.real();
  return *left.real() >= *right.real();
}

bool is_of(const Value& value, std::string_view type) {
  if (type == "String") return value.is_string();
  if (type == "List" || type == "ArrayList") return value.is_array();
  if (type == "Map" || type == "HashMap") return value.is_object();
  if (type == "Boolean") return value.is_bool();
  return value.is_number();  // Number, Integer, Long, Double, Float
}

std::optional<Value> call_on_text(const std::string& text, std::string_view method, const Value& argument) {
  const auto other = argument.is_string() ? argument.as_string() : std::string();
  if (method == "contains") return text.contains(other);
  if (method == "startsWith") return text.starts_with(other);
  if (method == "endsWith") return text.ends_with(other);
  if (method == "isEmpty") return text.empty();
  if (method == "length" || method == "size") return text.size();
  if (method == "toLowerCase") return base::to_lower(text);
  if (method == "equalsIgnoreCase") return base::equals_ignoring_case(text, other);
  return std::nullopt;
}

Result<Value> call(const Node& node, const Document& document) {
  TRY(const auto on, evaluate(*node.children.front(), document));
  Value argument;
  if (node.children.size() > 1) {
    TRY(argument, evaluate(*node.children[1], document));
  }
  if (on.is_null()) {
    if (node.is_null_safe) return Value();
    return refuse(fmt::format("cannot access method/field [{}] from a null def reference", node.text));
  }
  if (node.text == "equals") return on == argument;
  if (on.is_string()) {
    if (auto result = call_on_text(on.as_string(), node.text, argument)) return std::move(*result);
  }
  if (on.is_array()) {
    if (node.text == "contains") return std::ranges::find(on.as_array(), argument) != on.as_array().end();
    if (node.text == "isEmpty") return on.as_array().empty();
    if (node.text == "size" || node.text == "length") return on.as_array().size();
  }
  if (on.is_object()) {
    if (node.text == "containsKey") return argument.is_string() && on.find(argument.as_string()) != nullptr;
    if (node.text == "isEmpty") return on.as_object().empty();
    if (node.text == "size") return on.as_object().size();
  }
  return refuse(fmt::format("method [{}] is not supported by this server here", node.text));
}

Result<Value> evaluate(const Node& node, const Document& document) {
  using enum Node::Kind;
  switch (node.kind) {
    case literal:
      return node.value;
    case context:
      return document.source();
    case member: {
      if (is_reference(node)) {
        TRY(const auto* found, reference(node, document));
        return found == nullptr ? Value() : *found;
      }
      TRY(const auto holder, evaluate(*node.children.front(), document));
      const auto* found = holder.find(node.text);
      return found == nullptr ? Value() : *found;
    }
    case call:
      return ingest::call(node, document);
    case not_: {
      TRY(const bool inner, truth(*node.children.front(), document));
      return !inner;
    }
    case and_:
    case or_: {
      TRY(const bool left, truth(*node.children[0], document));
      if (left == (node.kind == or_)) return left;
      TRY(const bool right, truth(*node.children[1], document));
      return right;
    }
    case compare:
      return ingest::compare(node, document);
    case instance_of: {
      TRY(const auto value, evaluate(*node.children.front(), document));
      return is_of(value, node.text);
    }
  }
  return Value();
}

}  // namespace

Condition Condition::read(std::string_view script) {
  Condition condition;
  auto root = read_condition(script);
  if (root) {
    condition.root_ = std::move(*root);
  } else {
    condition.problem_ = fmt::format("the condition [{}] cannot be run: {}", script, root.error().reason);
  }
  return condition;
}

Result<bool> Condition::holds(const Document& document) const {
  if (!root_) return refuse(problem_);
  return truth(*root_, document);
}

}  // namespace headrace::content::ingest
