// Queries of one field: term, terms, ids, exists, prefix, wildcard, regexp (docs/spec/document-api.md 5.2 to 5.7).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

struct FlagName {
  std::string_view name;
  bool engine::TermPattern::Flags::* flag;
};

constexpr std::array regexp_flags{
    FlagName{"ANYSTRING", &engine::TermPattern::Flags::any_string},      FlagName{"EMPTY", &engine::TermPattern::Flags::empty},
    FlagName{"INTERSECTION", &engine::TermPattern::Flags::intersection}, FlagName{"COMPLEMENT", &engine::TermPattern::Flags::complement},
    FlagName{"INTERVAL", &engine::TermPattern::Flags::interval},
};

/// `ALL`, `NONE`, or names with `|` between. Errors: illegal_argument.
Result<engine::TermPattern::Flags> read_regexp_flags(const Value* value) {
  if (value == nullptr || scalar_text(*value) == "ALL" || scalar_text(*value).empty()) return engine::TermPattern::Flags{};
  engine::TermPattern::Flags flags{false, false, false, false, false};
  for (const auto& name : base::split_list(scalar_text(*value), '|')) {
    if (name == "ALL") return engine::TermPattern::Flags{};
    const auto* known = std::ranges::find(regexp_flags, name, &FlagName::name);
    if (known != regexp_flags.end()) {
      flags.*known->flag = true;
    } else if (name != "NONE") {
      return fail(ErrorKind::illegal_argument, fmt::format("Unknown regexp flag [{}]", name));
    }
  }
  return flags;
}

}  // namespace

Result<Query> read_term(std::string_view name, const Value& body, const QueryText& context) {
  TRY(const auto clause, read_field(name, body, {"value", "term"}, {.read = {"case_insensitive"}, .ignored = {}, .refused = {}}, context));
  TRY(const auto ignore_case, read_flag(clause.option("case_insensitive")));
  return Query{engine::Terms{clause.field, {*clause.value}, ignore_case, context.now}};
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
  TRY_VOID(check_common_options(name, body));
  if (field == nullptr)
    return fail(parsing("[terms] query requires a field name, followed by array of terms or a document lookup specification", context.text,
                        body.offset()));
  for (const auto& value : field->value.as_array()) {
    if (value.is_null()) return fail(ErrorKind::illegal_argument, "No value specified for terms query");
    if (value.is_array() || value.is_object())
      return fail(
          parsing(fmt::format("[terms] unknown token [{}] after [{}]", value.token_name(), field->name), context.text, value.offset()));
  }
  return Query{engine::Terms{field->name, field->value.as_array(), false, context.now}};
}

Result<Query> read_ids(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  for (const auto& option : body.as_object())
    if (option.name != "values" && !is_common_option(option.name))
      return fail(x_content(fmt::format("[ids] unknown field [{}]", option.name), context.text, option.offset));
  const auto* values = body.find("values");
  if (values == nullptr) return fail(ErrorKind::illegal_argument, "Required [values]");
  if (!values->is_array() && !values->is_string())
    return fail(
        x_content(fmt::format("[ids] values doesn't support values of type: {}", values->token_name()), context.text, values->offset()));
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

Result<Query> read_exists(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY_VOID(check_options(name, body, {.read = {"field"}, .ignored = {}, .refused = {}}, context));
  const auto field = body.text("field");
  if (field.empty()) return fail(parsing("[exists] must be provided with a [field]", context.text, body.offset()));
  return Query{engine::Exists{std::string(field)}};
}

Result<Query> read_prefix(std::string_view name, const Value& body, const QueryText& context) {
  const OptionForm form{.read = {"case_insensitive"}, .ignored = {"rewrite"}, .refused = {}};
  TRY(const auto clause, read_field(name, body, {"value", "prefix"}, form, context));
  TRY(const auto ignore_case, read_flag(clause.option("case_insensitive")));
  return Query{engine::Prefix{clause.field, scalar_text(*clause.value), ignore_case}};
}

Result<Query> read_wildcard(std::string_view name, const Value& body, const QueryText& context) {
  const OptionForm form{.read = {"case_insensitive"}, .ignored = {"rewrite"}, .refused = {}};
  TRY(const auto clause, read_field(name, body, {"value", "wildcard"}, form, context));
  TRY(const auto ignore_case, read_flag(clause.option("case_insensitive")));
  return Query{engine::Wildcard{clause.field, scalar_text(*clause.value), ignore_case}};
}

Result<Query> read_regexp(std::string_view name, const Value& body, const QueryText& context) {
  const OptionForm form{
      .read = {"case_insensitive", "flags"}, .ignored = {"rewrite", "max_determinized_states"}, .refused = {"flags_value"}};
  TRY(const auto clause, read_field(name, body, {"value", "regexp"}, form, context));
  TRY(const auto ignore_case, read_flag(clause.option("case_insensitive")));
  TRY(const auto flags, read_regexp_flags(clause.option("flags")));
  auto pattern = engine::TermPattern::compile(scalar_text(*clause.value), flags, ignore_case);
  if (pattern) return Query{engine::Regexp{clause.field, std::move(*pattern)}};
  auto reason = fmt::format("failed to create query: {}", pattern.error().reason);
  return fail(search_failed(Error{ErrorKind::query_shard, std::move(reason)}.because(std::move(pattern).error())));
}

}  // namespace headrace::content
