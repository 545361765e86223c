#pragma once
// Advanced sync rules of database sources: queries whose rows become documents (docs/spec/sources.md 5.9 and 6.8).

#include <string>
#include <vector>

#include "json/value.h"

namespace headrace::sources::database {

struct QueryRule {
  std::vector<std::string> tables;      ///< at least one
  std::string query;                    ///< sent as it is
  std::vector<std::string> id_columns;  ///< empty: the keys of the tables
};

/// `rules`: value of the snippet; null, an empty list or an empty object: none. Errors: illegal_argument with the place and what is wrong.
Result<std::vector<QueryRule>> read_query_rules(const json::Value& rules);

/// The tables of `rules` that `known` lacks, sorted, each once.
std::vector<std::string> unknown_tables(const std::vector<QueryRule>& rules, const std::vector<std::string>& known);

}  // namespace headrace::sources::database
