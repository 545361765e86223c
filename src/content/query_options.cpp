// What the queries have in common: their options, and the form of those about one field.

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"
#include "engine/minimum_match.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

bool contains(const std::vector<std::string_view>& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

/// Errors: number_format.
Result<double> read_boost(std::string_view text) {
  const auto boost = json::Value(json::Number{std::string(text)}).real();
  if (!boost || text.empty()) return fail(ErrorKind::number_format, fmt::format("For input string: \"{}\"", text));
  return *boost;
}

Result<const json::Member*> only_field(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const json::Member* field = nullptr;
  for (const auto& member : body.as_object()) {
    // A name by which the query is known stands beside the field in the short form of some queries.
    if (is_common_option(member.name) && !member.value.is_object()) continue;
    if (field != nullptr)
      return fail(parsing(fmt::format("[{}] query doesn't support multiple fields, found [{}] and [{}]", name, field->name, member.name),
                          context.text, member.offset));
    field = &member;
  }
  if (field == nullptr) return fail(ErrorKind::illegal_argument, "field name is null or empty");
  return field;
}

/// A query about another field.
struct Rename {
  const std::string& field;
  template <class Node>
  void operator()(Node& node) const {
    if constexpr (requires { node.field = field; }) node.field = field;
  }
};

}  // namespace

Result<void> check_common_options(std::string_view name, const Value& options) {
  const auto* boost = options.find("boost");
  if (boost == nullptr || !(boost->is_number() || boost->is_string())) return {};
  TRY(const auto factor, read_boost(scalar_text(*boost)));
  if (factor >= 0) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("negative [boost] are not allowed in [{}], use a value between 0 and 1", name));
}

Result<void> check_options(std::string_view name, const Value& options, const OptionForm& form, const QueryText& context) {
  for (const auto& option : options.as_object()) {
    if (contains(form.refused, option.name)) return fail(option_unsupported(name, option, context));
    if (!contains(form.read, option.name) && !contains(form.ignored, option.name) && !is_common_option(option.name))
      return fail(option_unknown(name, option, context));
  }
  return check_common_options(name, options);
}

Result<FieldClause> read_field(std::string_view name, const Value& body, const std::vector<std::string_view>& value_names, OptionForm form,
                               const QueryText& context) {
  TRY(const auto* member, only_field(name, body, context));
  FieldClause clause{member->name, &member->value, nullptr};
  if (member->value.is_object()) {
    clause.options = &member->value;
    clause.value = nullptr;
    for (const auto value_name : value_names) {
      if (clause.value == nullptr) clause.value = member->value.find(value_name);
    }
    form.read.insert(form.read.end(), value_names.begin(), value_names.end());
    TRY_VOID(check_options(name, member->value, form, context));
  }
  if (clause.value == nullptr || clause.value->is_null())
    return fail(ErrorKind::illegal_argument,
                name.starts_with("match") ? fmt::format("[{}] requires query value", name) : "value cannot be null");
  if (clause.value->is_array())
    return fail(parsing(fmt::format("[{}] query does not support array of values", name), context.text, clause.value->offset()));
  if (clause.value->is_object())
    return fail(
        parsing(fmt::format("[{}] unknown token [START_OBJECT] after [{}]", name, clause.field), context.text, clause.value->offset()));
  return clause;
}

Result<bool> read_flag(const Value* value) {
  if (value == nullptr) return false;
  const auto text = scalar_text(*value);
  if (text == "true" || text == "false") return text == "true";
  return fail(ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", text));
}

Result<bool> read_all_words(const Value* value) {
  if (value == nullptr) return false;
  const auto text = scalar_text(*value);
  if (base::equals_ignoring_case(text, "and")) return true;
  if (base::equals_ignoring_case(text, "or")) return false;
  return fail(ErrorKind::illegal_argument, fmt::format("operator needs to be either or or and, but found [{}]", text));
}

Result<std::string> read_minimum(const Value* value) {
  if (value == nullptr || value->is_null()) return "";
  auto text = scalar_text(*value);
  TRY_VOID(engine::minimum_match(text, 1));
  return text;
}

Result<std::string> field_name(std::string_view field) {
  const auto mark = field.find('^');
  if (mark != std::string_view::npos) TRY_VOID(read_boost(field.substr(mark + 1)));
  if (mark == 0 || field.empty()) return fail(ErrorKind::illegal_argument, "field name is null or empty");
  return std::string(field.substr(0, mark));
}

Result<std::vector<std::string>> read_fields(std::string_view name, const Value* value) {
  std::vector<std::string> fields;
  if (value == nullptr) return fields;
  const auto single = json::Array{*value};
  for (const auto& field : value->is_array() ? value->as_array() : single) {
    if (!field.is_string())
      return fail(ErrorKind::illegal_argument, fmt::format("[{}] requires [fields] to be texts, not {}", name, field.token_name()));
    TRY(auto path, field_name(field.as_string()));
    fields.push_back(std::move(path));
  }
  return fields;
}

Query in_fields(Query query, const std::vector<std::string>& fields, bool across) {
  if (fields.size() == 1 && fields.front().find('*') == std::string::npos) {
    std::visit(Rename{fields.front()}, query.node);
    return query;
  }
  return Query{engine::AnyField{fields, {std::move(query)}, across}};
}

}  // namespace headrace::content
