#include "engine/query_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/any_field.h"
#include "engine/field_access.h"
#include "engine/field_value.h"
#include "engine/query_values.h"

namespace headrace::engine {
namespace {

using json::Value;
using Subject = QueryPlan::Subject;
using Test = QueryPlan::Test;

/// Fields that the original can search and this server cannot.
constexpr std::array<std::string_view, 6> unsearchable{"_seq_no", "_version", "_routing", "_source", "_ignored", "_field_names"};

Test always(bool answer) {
  return [answer](const Subject&) { return answer; };
}

/// Makes the test of one node after the other.
class Planner {
 public:
  Planner(const FieldTypes& types, std::size_t& clauses, std::string nested = "")
      : types_(types), clauses_(clauses), nested_(std::move(nested)) {}

  Result<Test> plan(const Query& query) const { return std::visit(*this, query.node); }

  Result<Test> operator()(const MatchAll&) const { return always(true); }
  Result<Test> operator()(const MatchNone&) const { return always(false); }

  Result<Test> operator()(const Terms& terms) const {
    if (terms.values.size() > QueryPlan::most_terms)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("The number of terms [{}] used in the Terms Query request has exceeded the allowed maximum of [{}]. This "
                              "maximum can be set by changing the [index.max_terms_count] index level setting.",
                              terms.values.size(), QueryPlan::most_terms));
    return of_field(terms);
  }
  Result<Test> operator()(const Match& match) const { return of_field(match); }
  Result<Test> operator()(const Range& range) const { return of_field(range); }
  Result<Test> operator()(const Prefix& prefix) const { return of_field(prefix); }
  Result<Test> operator()(const Wildcard& wildcard) const { return of_field(wildcard); }
  Result<Test> operator()(const Regexp& regexp) const { return of_field(regexp); }
  Result<Test> operator()(const Exists& exists) const { return exists_test(exists, nested_, types_); }
  Result<Test> operator()(const AnyField& any) const { return any_field_test(any, nested_, types_, clauses_); }

  /// Each object under the path is a document of its own.
  Result<Test> operator()(const Nested& nested) const {
    if (!types_.is_nested(nested.path)) {
      if (nested.ignore_unmapped) return always(false);
      return fail(ErrorKind::illegal_argument, fmt::format("[nested] failed to find nested object under path [{}]", nested.path));
    }
    TRY(auto test, Planner(types_, clauses_, nested.path).plan(nested.query.front()));
    if (!nested_.empty() && !nested.path.starts_with(nested_ + ".")) return always(false);
    const auto path = nested_.empty() ? nested.path : nested.path.substr(nested_.size() + 1);
    return [path, test = std::move(test)](const Subject& subject) {
      return any_value(subject.source, path, [&](const Value& object) { return object.is_object() && test({subject.id, object}); });
    };
  }

  Result<Test> operator()(const Bool& node) const {
    TRY(auto must, plan_all(node.must));
    TRY(auto must_not, plan_all(node.must_not));
    TRY(auto should, plan_all(node.should));
    return [must = std::move(must), must_not = std::move(must_not), should = std::move(should),
            needed = node.minimum_should_match](const Subject& subject) {
      const auto holds = [&](const Test& test) { return test(subject); };
      if (!std::ranges::all_of(must, holds) || std::ranges::any_of(must_not, holds)) return false;
      int found = 0;
      for (auto test = should.begin(); test != should.end() && found < needed; ++test) found += (*test)(subject) ? 1 : 0;
      return found >= needed;
    };
  }

 private:
  Result<std::vector<Test>> plan_all(const std::vector<Query>& queries) const {
    std::vector<Test> tests;
    for (const auto& query : queries) {
      TRY(auto test, plan(query));
      tests.push_back(std::move(test));
    }
    return tests;
  }

  template <class Node>
  Result<Test> of_field(const Node& node) const {
    TRY_VOID(check_clauses(++clauses_));
    if (node.field == "_id") return of_id(node);
    if (node.field == "_index") return of_index(node);
    if (std::ranges::find(unsearchable, node.field) != unsearchable.end())
      return fail(ErrorKind::illegal_argument, fmt::format("field [{}] cannot be searched by this server", node.field));
    return field_test(node, node.field, nested_, types_);
  }

  template <class Node>
  static Result<Test> of_id(const Node& node) {
    TRY(auto test, make_field_test(node, node.field, FieldRules{.type = FieldType::keyword, .type_name = "_id"}));
    return [test = std::move(test)](const Subject& subject) {
      const Value id(subject.id);
      const auto* value = &id;
      return test({&value, 1});
    };
  }

  template <class Node>
  Result<Test> of_index(const Node& node) const {
    TRY(auto test, make_field_test(node, node.field, FieldRules{.type = FieldType::keyword, .type_name = "_index"}));
    return always(std::ranges::any_of(types_.index_names(), [&](const std::string& name) {
      const Value text(name);
      const auto* value = &text;
      return test({&value, 1});
    }));
  }

  const FieldTypes& types_;
  std::size_t& clauses_;  ///< made so far
  std::string nested_;    ///< the objects that are searched; "": documents
};

}  // namespace

Result<QueryPlan> QueryPlan::make(const Query& query, const FieldTypes& types) {
  std::size_t clauses = 0;
  auto test = Planner(types, clauses).plan(query);
  if (test) return QueryPlan(std::move(*test));
  auto reason = fmt::format("failed to create query: {}", test.error().reason);
  return fail(Error{ErrorKind::query_shard, std::move(reason)}.because(std::move(test).error()));
}

const QueryPlan* plan_of(const Query& query, const FieldTypes& types) {
  if (types.planned_ != query.identity) {
    auto plan = QueryPlan::make(query, types);
    types.plan_ = plan ? std::make_shared<const QueryPlan>(std::move(*plan)) : nullptr;
    types.planned_ = query.identity;
  }
  return types.plan_.get();
}

}  // namespace headrace::engine
