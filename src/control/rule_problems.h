#pragma once
// What a service finds wrong with a set of basic rules before it uses them. docs/spec/configuration-filtering-secrets.md 4.6, 1 to 3

#include <string>
#include <vector>

#include "json/value.h"

namespace headrace::control {

struct RuleProblem {
  std::string id;  ///< of the rule
  std::string message;
};

/// In the order of the checks; empty: the set is valid. Of rules that are semantically equal only the first pair is told.
std::vector<RuleProblem> rule_problems(const json::Value& rules);

}  // namespace headrace::control
