#pragma once
// The inside of the query DSL: one function per query name. Compound queries are in query_dsl.cpp, those of one field in query_field.cpp,
// range in query_range.cpp.

#include <initializer_list>
#include <string>
#include <string_view>

#include "content/query_dsl.h"

namespace headrace::content {

/// What every function needs besides its part of the body.
struct QueryText {
  std::string_view text;
  base::Instant now;
  int depth = 0;  ///< of bool queries above
};

/// `name` is the query's name, `body` what stands behind it.
using QueryReader = Result<engine::Query> (*)(std::string_view name, const json::Value& body, const QueryText& context);

Result<engine::Query> read_term(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_terms(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_ids(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_match(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_match_phrase(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_multi_match(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_range(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_exists(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_prefix(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_wildcard(std::string_view, const json::Value&, const QueryText&);

/// How many of `count` clauses must match: 2, -1, "2", "75%", "-25%". Errors: illegal_argument.
Result<int> read_minimum_should_match(const json::Value& value, int count);

/// The options that every query takes and that change nothing here: scores are not worked out.
inline bool is_common_option(std::string_view name) { return name == "boost" || name == "_name"; }

/// Errors: parsing, when what stands behind the query's name is no object.
Result<void> require_object(std::string_view name, const json::Value& body, const QueryText& context);

/// Text of a scalar as a keyword field sees it: the string, or the spelling of a number or boolean.
std::string scalar_text(const json::Value& value);

/// `[name] query does not support [option]`.
Error option_unknown(std::string_view name, const json::Member& option, const QueryText& context);
/// An option of the original that would change the result and is not here.
Error option_unsupported(std::string_view name, const json::Member& option, const QueryText& context);

}  // namespace headrace::content
