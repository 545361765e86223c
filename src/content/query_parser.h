#pragma once
// The inside of the query DSL: one function per query name. Compound queries are in query_dsl.cpp, those of one field in query_field.cpp,
// the family of match in query_match.cpp, range in query_range.cpp, the two query languages in query_string.cpp and
// simple_query_string.cpp.

#include <string>
#include <string_view>
#include <vector>

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
Result<engine::Query> read_match_bool_prefix(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_multi_match(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_range(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_exists(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_prefix(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_wildcard(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_regexp(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_query_string(std::string_view, const json::Value&, const QueryText&);
Result<engine::Query> read_simple_query_string(std::string_view, const json::Value&, const QueryText&);

/// How many of `count` clauses must match: 2, -1, "2", "75%", "-25%". Errors: illegal_argument.
Result<int> read_minimum_should_match(const json::Value& value, int count);

/// The options that every query takes and that change nothing here: scores are not worked out.
inline bool is_common_option(std::string_view name) { return name == "boost" || name == "_name"; }
/// Looks at those in the options of a query. Errors: number_format, illegal_argument.
Result<void> check_common_options(std::string_view name, const json::Value& options);

/// Errors: parsing, when what stands behind the query's name is no object.
Result<void> require_object(std::string_view name, const json::Value& body, const QueryText& context);

/// What the options of a query may be named.
struct OptionForm {
  std::vector<std::string_view> read;     ///< options that the caller looks at
  std::vector<std::string_view> ignored;  ///< options that change nothing here
  std::vector<std::string_view> refused;  ///< options that would change the result
};
/// Errors: parsing for options that are unknown or refused; those of check_common_options.
Result<void> check_options(std::string_view name, const json::Value& options, const OptionForm& form, const QueryText& context);

/// `{"field": value}` or `{"field": {"value": …, options}}`.
struct FieldClause {
  std::string field;
  const json::Value* value = nullptr;
  const json::Value* options = nullptr;  ///< the object form, or nullptr

  [[nodiscard]] const json::Value* option(std::string_view name) const { return options == nullptr ? nullptr : options->find(name); }
};
/// `value_names`: members of the object form that are the value. Errors: parsing, illegal_argument.
Result<FieldClause> read_field(std::string_view name, const json::Value& body, const std::vector<std::string_view>& value_names,
                               OptionForm form, const QueryText& context);

/// False when it is not there. Errors: illegal_argument.
Result<bool> read_flag(const json::Value* value);
/// `operator`: true for `and`. Errors: illegal_argument.
Result<bool> read_all_words(const json::Value* value);
/// `minimum_should_match` as text, checked; "" when it is not there.
Result<std::string> read_minimum(const json::Value* value);
/// `fields`, a text or a list of them with `^boost` behind; empty when it is not there. Errors: illegal_argument, number_format.
Result<std::vector<std::string>> read_fields(std::string_view name, const json::Value* value);
/// A field with `^boost`, without that.
Result<std::string> field_name(std::string_view field);
/// The query in these fields: of one field itself, of several or of a pattern an engine::AnyField.
engine::Query in_fields(engine::Query query, const std::vector<std::string>& fields, bool across = false);

/// Text of a scalar as a keyword field sees it: the string, or the spelling of a number or boolean.
std::string scalar_text(const json::Value& value);

/// `[name] query does not support [option]`.
Error option_unknown(std::string_view name, const json::Member& option, const QueryText& context);
/// An option of the original that would change the result and is not here.
Error option_unsupported(std::string_view name, const json::Member& option, const QueryText& context);

}  // namespace headrace::content
