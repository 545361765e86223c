#pragma once
// Basic sync rules: which documents of a source are wanted (docs/spec/connector-service.md 14.3 to 14.5).

#include <regex>
#include <string>
#include <variant>
#include <vector>

#include "json/value.h"

namespace headrace::service {

class BasicRules {
 public:
  /// No rule: everything is wanted.
  BasicRules() = default;
  /// Reads the member `rules` of a job's filtering. Errors: illegal_argument, for a rule that makes no sense (unknown policy or operator,
  /// broken expression): documents must not be taken or deleted by a rule that cannot be understood.
  static Result<BasicRules> read(const json::Value& rules);

  /// The first rule that matches decides; none: wanted.
  [[nodiscard]] bool admits(const json::Value& document) const;
  [[nodiscard]] bool empty() const { return rules_.empty(); }

 private:
  enum class Operator { equals, starts_with, ends_with, contains, regex, greater, less };
  struct Rule {
    bool includes = true;
    std::string field;
    Operator compare = Operator::equals;
    std::string value;
    double order = 0;
    std::regex expression = {};  ///< of `regex` only
  };
  static Result<Rule> read_rule(const json::Value& rule);
  static bool matches(const Rule& rule, const json::Value& document);
  static bool compares(const Rule& rule, const json::Value& value);

  std::vector<Rule> rules_;  ///< by order
};

/// A value as text, as the rules see it (docs/spec/sources.md 3.4).
std::string text_form(const json::Value& value);

}  // namespace headrace::service
