#pragma once
// A condition as a tree. Of condition.cpp and condition_reader.cpp.

#include <memory>
#include <string>
#include <vector>

#include "content/ingest/condition.h"

namespace headrace::content::ingest {

struct Condition::Node {
  enum class Kind { literal, context, member, call, not_, and_, or_, compare, instance_of };

  Kind kind = Kind::literal;
  json::Value value = {};     ///< of a literal
  std::string text = {};      ///< name of a member or method, sign of a comparison, name of a type
  bool is_null_safe = false;  ///< `?.`
  std::vector<std::shared_ptr<const Node>> children = {};
};

/// Errors: illegal_argument with what is wrong and where.
Result<std::shared_ptr<const Condition::Node>> read_condition(std::string_view script);

}  // namespace headrace::content::ingest
