#include "content/query_clauses.h"

#include <fmt/format.h>

#include "content/errors.h"

namespace headrace::content {
namespace {

using engine::Match;
using engine::Query;
using json::Value;

/// `default_field` is one of the fields.
Result<std::vector<std::string>> fields_of(std::string_view name, const Value& body, const QueryText& context) {
  TRY(auto fields, read_fields(name, body.find("fields")));
  const auto* only = body.find("default_field");
  if (only == nullptr || only->is_null()) return fields;
  if (!only->is_string())
    return fail(
        parsing(fmt::format("[{}] unknown token [{}] after [default_field]", name, only->token_name()), context.text, only->offset()));
  if (!fields.empty())
    return fail(parsing(fmt::format("cannot use [fields] parameter in conjunction with [default_field]"), context.text, only->offset()));
  return std::vector{only->as_string()};
}

}  // namespace

Result<LanguageOptions> read_language_options(std::string_view name, const Value& body, const OptionForm& form, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY_VOID(check_options(name, body, form, context));
  const auto* query = body.find("query");
  if (query == nullptr || !(query->is_string() || query->is_number() || query->is_bool()))
    return fail(parsing(fmt::format("[{}] query text missing", name), context.text, body.offset()));
  LanguageOptions options{.name = name, .fields = {}, .now = context.now};
  TRY(options.fields, fields_of(name, body, context));
  TRY(options.all, read_all_words(body.find("default_operator")));
  TRY(options.lenient, read_flag(body.find("lenient")));
  TRY(options.minimum, read_minimum(body.find("minimum_should_match")));
  if (options.fields.empty()) {
    options.fields.emplace_back("*");
    if (body.find("lenient") == nullptr) options.lenient = true;
  }
  return options;
}

Query word_query(const LanguageOptions& options, std::string text, const std::vector<std::string>& fields) {
  Match match{.field = {}, .text = std::move(text), .all = options.all, .lenient = options.lenient, .now = options.now};
  return in_fields(Query{std::move(match)}, fields, options.across);
}

Query phrase_query(const LanguageOptions& options, std::string text, const std::vector<std::string>& fields) {
  Match match{
      .field = {}, .text = std::move(text), .all = true, .form = options.phrase_form, .lenient = options.lenient, .now = options.now};
  return in_fields(Query{std::move(match)}, fields);
}

Query bool_query(engine::Bool node) {
  if (node.must.empty() && !node.should.empty() && node.minimum_should_match == 0) node.minimum_should_match = 1;
  return Query{std::move(node)};
}

Error unreadable_query(std::string_view text, std::string_view why) {
  return search_failed(Error{ErrorKind::query_shard, fmt::format("Failed to parse query [{}]", text)}.because(
      {ErrorKind::illegal_argument, fmt::format("Cannot parse '{}': {}", text, why)}));
}

}  // namespace headrace::content
