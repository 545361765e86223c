#pragma once
// Queries of one field asked of what its name or pattern stands for.

#include "engine/field_access.h"
#include "engine/query_plan.h"

namespace headrace::engine {

/// Errors: illegal_argument, when there are too many.
Result<void> check_clauses(std::size_t clauses);

/// The test of a query about one field, in all the places of that; of an unmapped field it is never true.
template <class Node>
Result<QueryPlan::Test> field_test(const Node& node, std::string_view path, std::string_view nested, const FieldTypes& types) {
  std::vector<std::pair<FieldAccess, FieldTest>> tests;
  for (auto& access : accesses_of(path, nested, types)) {
    TRY(auto test, make_field_test(node, path, access.rules));
    tests.emplace_back(std::move(access), std::move(test));
  }
  return [tests = std::move(tests)](const QueryPlan::Subject& subject) {
    return std::ranges::any_of(tests, [&](const auto& place) { return place.second(values_of(place.first, subject.source)); });
  };
}

Result<QueryPlan::Test> exists_test(const Exists& exists, std::string_view nested, const FieldTypes& types);
/// Adds to `clauses` what the query costs of QueryPlan::most_clauses.
Result<QueryPlan::Test> any_field_test(const AnyField& any, std::string_view nested, const FieldTypes& types, std::size_t& clauses);

}  // namespace headrace::engine
