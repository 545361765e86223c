#include "content/ingest/condition.h"

#include "content/ingest/condition_node.h"

namespace headrace::content::ingest {
namespace {

using Kind = ConditionNode::Kind;

Error script_error(std::string_view stage, std::string_view source, Error cause) {
  Error error{ErrorKind::script, std::string(stage)};
  error.metadata = {{"script", std::string(source)}, {"lang", "painless"}};
  return std::move(error).because(std::move(cause));
}

/// `ctx.a` and `ctx?.a?.b`: null, and no error, where there is no `a`.
const std::string* leading_member(const ConditionNode& node) {
  if (node.kind != Kind::chain || node.operands.front().kind != Kind::context) return nullptr;
  for (std::size_t i = 0; i < node.links.size(); ++i) {
    const auto& link = node.links[i];
    if (link.kind != ConditionLink::Kind::member || (i > 0 && !link.is_null_safe)) return nullptr;
  }
  return &node.links.front().name;
}

bool is_something(const ConditionNode& node) { return node.kind == Kind::literal && !node.literal.is_null(); }

/// `ctx?.a == literal`, alone or as the first of several that must all hold.
std::optional<std::string> needs_of(const ConditionNode& root) {
  const auto* node = &root;
  while (node->kind == Kind::all) node = &node->operands.front();
  if (node->kind != Kind::equal) return std::nullopt;
  const auto& left = node->operands.front();
  const auto& right = node->operands.back();
  const auto* name = is_something(right) ? leading_member(left) : (is_something(left) ? leading_member(right) : nullptr);
  return name == nullptr ? std::nullopt : std::optional(*name);
}

}  // namespace

Condition Condition::read(std::string_view source) {
  Condition condition;
  condition.source_ = source;
  auto node = read_condition(source);
  if (node) {
    condition.needs_ = needs_of(*node);
    condition.root_ = std::make_shared<const ConditionNode>(std::move(*node));
  } else {
    condition.problem_ = std::move(node.error().reason);
  }
  return condition;
}

Result<bool> Condition::holds(const Document& document) const {
  if (root_ == nullptr) return fail(script_error("compile error", source_, {ErrorKind::illegal_argument, problem_}));
  if (needs_ && document.top(*needs_) == nullptr) return false;
  auto answer = evaluate(*root_, document);
  if (!answer) return fail(script_error("runtime error", source_, std::move(answer).error()));
  return *answer;
}

}  // namespace headrace::content::ingest
