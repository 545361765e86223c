// Queries of one field: term, terms, ids, match, exists, prefix, wildcard (docs/spec/document-api.md 5.2 to 5.7).

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

/// What the object form `{"field": {"query": …, options}}` may hold.
struct FieldForm {
  std::vector<std::string_view> value_names;  ///< the first one present is the value
  std::vector<std::string_view> read;         ///< options that the caller looks at
  std::vector<std::string_view> ignored;      ///< options that change nothing here
  std::vector<std::string_view> refused;      ///< options that would change the result
};

struct FieldClause {
  std::string field;
  const Value* value = nullptr;
  const Value* options = nullptr;  ///< the object form, or nullptr
};

bool contains(const std::vector<std::string_view>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

Result<const json::Member*> only_field(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const json::Member* field = nullptr;
  for (const auto& member : body.as_object()) {
    if (is_common_option(member.name)) continue;
    if (field != nullptr)
      return fail(parsing(fmt::format("[{}] query doesn't support multiple fields, found [{}] and [{}]", name, field->name, member.name),
                          context.text, member.offset));
    field = &member;
  }
  if (field == nullptr) return fail(ErrorKind::illegal_argument, "field name is null or empty");
  return field;
}

Result<FieldClause> read_field(std::string_view name, const Value& body, const FieldForm& form, const QueryText& context) {
  TRY(const auto* member, only_field(name, body, context));
  FieldClause clause{member->name, &member->value, nullptr};
  if (member->value.is_object()) {
    clause.options = &member->value;
    clause.value = nullptr;
    for (const auto& option : member->value.as_object()) {
      if (contains(form.value_names, option.name)) {
        clause.value = &option.value;
      } else if (contains(form.refused, option.name)) {
        return fail(option_unsupported(name, option, context));
      } else if (!contains(form.read, option.name) && !contains(form.ignored, option.name) && !is_common_option(option.name)) {
        return fail(option_unknown(name, option, context));
      }
    }
  }
  if (clause.value == nullptr || clause.value->is_null())
    return fail(ErrorKind::illegal_argument,
                name == "match" || name == "match_phrase" ? fmt::format("[{}] requires query value", name) : "value cannot be null");
  if (clause.value->is_array())
    return fail(parsing(fmt::format("[{}] query does not support array of values", name), context.text, clause.value->offset()));
  if (clause.value->is_object())
    return fail(
        parsing(fmt::format("[{}] unknown token [START_OBJECT] after [{}]", name, clause.field), context.text, clause.value->offset()));
  return clause;
}

bool is_true(const Value* options, std::string_view name) {
  const auto* value = options == nullptr ? nullptr : options->find(name);
  return value != nullptr && scalar_text(*value) == "true";
}

/// True when every word must match.
Result<bool> wants_all_words(const FieldClause& clause) {
  const auto* operator_value = clause.options == nullptr ? nullptr : clause.options->find("operator");
  if (operator_value == nullptr) return false;
  const auto text = scalar_text(*operator_value);
  if (text == "and" || text == "AND") return true;
  if (text == "or" || text == "OR") return false;
  return fail(ErrorKind::illegal_argument, fmt::format("operator needs to be either or or and, but found [{}]", text));
}

/// The text of a prefix or wildcard; matching without regard to case is not here.
Result<FieldClause> read_pattern(std::string_view name, const Value& body, const QueryText& context) {
  const FieldForm form{.value_names = {"value", name}, .read = {"case_insensitive"}, .ignored = {"rewrite"}, .refused = {}};
  TRY(auto clause, read_field(name, body, form, context));
  if (is_true(clause.options, "case_insensitive"))
    return fail(
        parsing(fmt::format("option [case_insensitive] of query [{}] is not supported by this server", name), context.text, body.offset()));
  return clause;
}

const FieldForm& match_form() {
  static const FieldForm form{.value_names = {"query"},
                              .read = {"operator"},
                              .ignored = {"lenient", "zero_terms_query", "auto_generate_synonyms_phrase_query", "fuzzy_transpositions",
                                          "fuzzy_rewrite", "prefix_length", "max_expansions", "cutoff_frequency"},
                              .refused = {"analyzer", "fuzziness", "minimum_should_match"}};
  return form;
}

}  // namespace

Result<Query> read_term(std::string_view name, const Value& body, const QueryText& context) {
  const FieldForm form{.value_names = {"value", "term"}, .read = {"case_insensitive"}, .ignored = {}, .refused = {}};
  TRY(const auto clause, read_field(name, body, form, context));
  return Query{engine::Terms{clause.field, {*clause.value}, is_true(clause.options, "case_insensitive")}};
}

Result<Query> read_terms(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const json::Member* field = nullptr;
  for (const auto& member : body.as_object()) {
    if (is_common_option(member.name)) continue;
    if (field != nullptr) return fail(parsing("[terms] query does not support multiple fields", context.text, member.offset));
    if (member.value.is_object()) return fail(option_unsupported("terms", {"terms lookup", nullptr, member.offset}, context));
    if (!member.value.is_array())
      return fail(parsing(fmt::format("[terms] unknown token [{}] after [{}]", member.value.token_name(), member.name), context.text,
                          member.value.offset()));
    field = &member;
  }
  if (field == nullptr)
    return fail(parsing("[terms] query requires a field name, followed by array of terms or a document lookup specification", context.text,
                        body.offset()));
  for (const auto& value : field->value.as_array()) {
    if (value.is_null()) return fail(ErrorKind::illegal_argument, "No value specified for terms query");
    if (value.is_array() || value.is_object())
      return fail(
          parsing(fmt::format("[terms] unknown token [{}] after [{}]", value.token_name(), field->name), context.text, value.offset()));
  }
  return Query{engine::Terms{field->name, field->value.as_array()}};
}

Result<Query> read_ids(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  for (const auto& option : body.as_object())
    if (option.name != "values" && !is_common_option(option.name))
      return fail(x_content(fmt::format("[ids] unknown field [{}]", option.name), context.text, option.offset));
  const auto* values = body.find("values");
  if (values == nullptr) return fail(ErrorKind::illegal_argument, "Required [values]");
  engine::Terms node{"_id", {}};
  const auto single = json::Array{*values};
  for (const auto& value : values->is_array() ? values->as_array() : single) {
    if (!value.is_string() && !value.is_number())
      return fail(x_content("[ids] failed to parse field [values]", context.text, value.offset())
                      .because({ErrorKind::illegal_argument, fmt::format("an id cannot be a {}", value.token_name())}));
    node.values.emplace_back(scalar_text(value));
  }
  return Query{std::move(node)};
}

Result<Query> read_match(std::string_view name, const Value& body, const QueryText& context) {
  TRY(const auto clause, read_field(name, body, match_form(), context));
  TRY(const auto all, wants_all_words(clause));
  return Query{engine::Match{clause.field, scalar_text(*clause.value), all}};
}

Result<Query> read_match_phrase(std::string_view name, const Value& body, const QueryText& context) {
  // Every word must be there; their order is not looked at.
  const FieldForm form{.value_names = {"query"}, .read = {}, .ignored = {"slop", "zero_terms_query"}, .refused = {"analyzer"}};
  TRY(const auto clause, read_field(name, body, form, context));
  return Query{engine::Match{clause.field, scalar_text(*clause.value), true}};
}

Result<Query> read_multi_match(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const Value* fields = nullptr;
  for (const auto& option : body.as_object()) {
    if (option.name == "fields") {
      fields = &option.value;
    } else if (option.name != "query" && option.name != "operator" && option.name != "tie_breaker" && !is_common_option(option.name)) {
      return fail(option_unsupported(name, option, context));
    }
  }
  const auto* query = body.find("query");
  if (query == nullptr || query->is_null() || query->is_array() || query->is_object())
    return fail(ErrorKind::illegal_argument, "[multi_match] requires query value");
  if (fields == nullptr || !fields->is_array())
    return fail(ErrorKind::illegal_argument, "[multi_match] requires [fields] to be a list of field names here");
  TRY(const auto all, wants_all_words({"", query, &body}));
  engine::Bool node;
  node.minimum_should_match = 1;
  for (const auto& field : fields->as_array()) {
    const auto text = scalar_text(field);
    const auto path = text.substr(0, text.find('^'));  // field^boost
    if (path.empty() || path.find('*') != std::string::npos)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("[multi_match] field [{}] is not supported by this server: name it in full", text));
    node.should.push_back(Query{engine::Match{path, scalar_text(*query), all}});
  }
  return Query{std::move(node)};
}

Result<Query> read_exists(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  for (const auto& option : body.as_object())
    if (option.name != "field" && !is_common_option(option.name)) return fail(option_unknown(name, option, context));
  const auto field = body.text("field");
  if (field.empty()) return fail(parsing("[exists] must be provided with a [field]", context.text, body.offset()));
  return Query{engine::Exists{std::string(field)}};
}

Result<Query> read_prefix(std::string_view name, const Value& body, const QueryText& context) {
  TRY(const auto clause, read_pattern(name, body, context));
  return Query{engine::Prefix{clause.field, scalar_text(*clause.value)}};
}

Result<Query> read_wildcard(std::string_view name, const Value& body, const QueryText& context) {
  TRY(const auto clause, read_pattern(name, body, context));
  return Query{engine::Wildcard{clause.field, scalar_text(*clause.value)}};
}

}  // namespace headrace::content
