#pragma once
// What the reader of conditions makes, and what runs them. Inside this room only.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

struct ConditionNode;

enum class Method { contains, starts_with, ends_with, is_empty, length, size, contains_key, equals, equals_ignoring_case };

/// One step behind a value: `.name`, `?.name`, `[index]`, `.method(argument)`.
struct ConditionLink {
  enum class Kind { member, element, method };
  Kind kind = Kind::member;
  bool is_null_safe = false;
  std::string name;  ///< of a member, or of the method as it was written
  Method method = Method::contains;
  std::vector<ConditionNode> arguments;  ///< of a method: none or one; of an element: its index
};

struct ConditionNode {
  enum class Kind { literal, context, chain, negation, any, all, equal, unequal, less, less_equal, greater, greater_equal, instance };
  Kind kind = Kind::literal;
  json::Value literal;                  ///< also: the name of an instance's type
  std::vector<ConditionNode> operands;  ///< of a chain: what it begins with
  std::vector<ConditionLink> links;     ///< of a chain
};

/// Errors: illegal_argument with what is wrong and where.
Result<ConditionNode> read_condition(std::string_view source);

/// Errors: null_pointer, class_cast or illegal_argument, the causes of a script's.
Result<bool> evaluate(const ConditionNode& node, const Document& document);

}  // namespace headrace::content::ingest
