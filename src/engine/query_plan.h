#pragma once
// A query made ready for the fields of one index: what its values mean there is worked out once, not for each document.

#include <functional>

#include "engine/query.h"

namespace headrace::engine {

/// From many threads. Must not outlive the FieldTypes it was made with.
class QueryPlan {
 public:
  /// The original's bounds.
  static constexpr std::size_t most_terms = 65'536;
  static constexpr std::size_t most_fields = 1'024;  ///< that the patterns of a clause may stand for
  /// Clauses, each counted once for every field that is asked, and a pattern of fields as so many.
  static constexpr std::size_t most_clauses = 100'000;
  static constexpr std::size_t cost_of_pattern = 100;

  /// Errors: query_shard, for what the query cannot ask of these fields.
  static Result<QueryPlan> make(const Query& query, const FieldTypes& types);

  [[nodiscard]] bool matches(std::string_view id, const json::Value& source) const { return test_({id, source}); }

  /// A document, or one nested object of it.
  struct Subject {
    std::string_view id;
    const json::Value& source;
  };
  using Test = std::function<bool(const Subject&)>;

 private:
  explicit QueryPlan(Test test) : test_(std::move(test)) {}
  Test test_;
};

/// The plan of a query over these fields, kept in `types`; nullptr when there is none. Not from several threads.
const QueryPlan* plan_of(const Query& query, const FieldTypes& types);

}  // namespace headrace::engine
