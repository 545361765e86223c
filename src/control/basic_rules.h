#pragma once
// Basic sync rules: which documents of a source are wanted. Pure: rules and a document in, a verdict out.
// docs/spec/configuration-filtering-secrets.md 4, docs/spec/connector-service.md 14.3 to 14.5

#include <string>
#include <vector>

#include "base/regex.h"
#include "json/value.h"

namespace headrace::control {

/// How a rule is understood where the original gives people what they did not mean (DIFFERENCES.md).
enum class RuleReading {
  lenient,   ///< booleans equal `true` and `false`, `a.b` reaches into objects, and what cannot be compared does not match
  original,  ///< the truth table of 4.7 to the letter: what cannot be compared ends the sync
};

class BasicRules {
 public:
  /// No rule: everything is wanted.
  BasicRules() = default;
  /// Reads the member `rules` of a filtering. Errors: illegal_argument, for a rule that makes no sense (unknown policy or operator, broken
  /// expression): documents must not be taken or deleted by a rule that cannot be understood.
  static Result<BasicRules> read(const json::Value& rules, RuleReading reading = RuleReading::lenient);

  /// The first rule that matches decides; none: wanted. Errors: illegal_argument, for values that a rule of the original reading cannot
  /// compare, and for an expression that takes too long over this document.
  [[nodiscard]] Result<bool> admits(const json::Value& document) const;
  [[nodiscard]] bool empty() const { return rules_.empty(); }

 private:
  enum class Operator { equals, starts_with, ends_with, contains, regex, greater, less };
  struct Rule {
    std::string id;
    bool includes = true;
    std::string field;
    Operator compare = Operator::equals;
    std::string value;
    double order = 0;
    std::optional<base::Regex> expression = std::nullopt;  ///< of `regex` only
  };
  static Result<Rule> read_rule(const json::Value& rule);
  [[nodiscard]] Result<bool> matches(const Rule& rule, const json::Value& document) const;
  [[nodiscard]] Result<bool> compares(const Rule& rule, const json::Value& value) const;
  [[nodiscard]] Result<bool> compares_order(const Rule& rule, const json::Value& value) const;
  [[nodiscard]] bool equals(const Rule& rule, const json::Value& value) const;

  std::vector<Rule> rules_;  ///< by order
  RuleReading reading_ = RuleReading::lenient;
};

}  // namespace headrace::control
