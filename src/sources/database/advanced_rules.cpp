#include "sources/database/advanced_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace headrace::sources::database {
namespace {

std::unexpected<Error> refuse(std::size_t rule, std::string_view what) {
  return fail(ErrorKind::illegal_argument, fmt::format("Rule {} of the advanced sync rules: {}", rule + 1, what));
}

/// A list of at least one text that is not empty.
Result<std::vector<std::string>> read_names(const json::Value& list, std::size_t rule, std::string_view member) {
  if (!list.is_array() || list.as_array().empty()) return refuse(rule, fmt::format("[{}] must be a list of at least one name.", member));
  std::vector<std::string> names;
  for (const auto& name : list.as_array()) {
    if (!name.is_string() || name.as_string().empty()) return refuse(rule, fmt::format("[{}] must hold names only.", member));
    names.push_back(name.as_string());
  }
  return names;
}

Result<QueryRule> read_rule(const json::Value& value, std::size_t number) {
  if (!value.is_object()) return refuse(number, "it must be an object with [tables] and [query].");
  QueryRule rule;
  for (const auto& member : value.as_object()) {
    if (member.name == "tables") {
      TRY(rule.tables, read_names(member.value, number, "tables"));
    } else if (member.name == "id_columns") {
      TRY(rule.id_columns, read_names(member.value, number, "id_columns"));
    } else if (member.name == "query") {
      if (!member.value.is_string() || member.value.as_string().empty()) return refuse(number, "[query] must be a text that is not empty.");
      rule.query = member.value.as_string();
    } else {
      return refuse(number, fmt::format("it has an unknown member [{}]; known are [tables], [query] and [id_columns].", member.name));
    }
  }
  if (rule.tables.empty()) return refuse(number, "[tables] is missing.");
  if (rule.query.empty()) return refuse(number, "[query] is missing.");
  return rule;
}

}  // namespace

Result<std::vector<QueryRule>> read_query_rules(const json::Value& rules) {
  std::vector<QueryRule> read;
  if (rules.is_null() || (rules.is_object() && rules.as_object().empty())) return read;
  if (!rules.is_array())
    return fail(ErrorKind::illegal_argument, "The advanced sync rules must be a list of objects with [tables] and [query].");
  for (const auto& rule : rules.as_array()) {
    TRY(auto one, read_rule(rule, read.size()));
    read.push_back(std::move(one));
  }
  return read;
}

std::vector<std::string> unknown_tables(const std::vector<QueryRule>& rules, const std::vector<std::string>& known) {
  std::set<std::string> unknown;
  for (const auto& rule : rules) {
    for (const auto& table : rule.tables) {
      if (std::ranges::find(known, table) == known.end()) unknown.insert(table);
    }
  }
  return {unknown.begin(), unknown.end()};
}

}  // namespace headrace::sources::database
