// Queries of words: match and its relatives, and multi_match (docs/spec/document-api.md 5.5).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Match;
using engine::Query;
using json::Value;
using Form = Match::Form;

/// What would have to do with other analysis, or with words that are only alike.
const std::vector<std::string_view>& refused_options() {
  static const std::vector<std::string_view> names{"analyzer", "fuzziness"};
  return names;
}
/// What speaks of fuzziness, of how many terms a prefix may become, or of scores.
const std::vector<std::string_view>& ignored_options() {
  static const std::vector<std::string_view> names{"auto_generate_synonyms_phrase_query",
                                                   "fuzzy_transpositions",
                                                   "fuzzy_rewrite",
                                                   "prefix_length",
                                                   "max_expansions",
                                                   "cutoff_frequency",
                                                   "tie_breaker"};
  return names;
}

/// `zero_terms_query`: true for `all`. Errors: parsing.
Result<bool> read_zero_terms(const Value* value, const QueryText& context) {
  if (value == nullptr) return false;
  const auto text = scalar_text(*value);
  if (base::equals_ignoring_case(text, "all")) return true;
  if (base::equals_ignoring_case(text, "none")) return false;
  return fail(parsing(fmt::format("Unsupported zero_terms_query value [{}]", text), context.text, value->offset()));
}

/// Words may stand apart only in the original.
Result<void> check_slop(std::string_view name, const Value* value) {
  if (value == nullptr || scalar_text(*value) == "0") return {};
  if (!base::parse_integer(scalar_text(*value)))
    return fail(ErrorKind::number_format, fmt::format("For input string: \"{}\"", scalar_text(*value)));
  return fail(ErrorKind::illegal_argument,
              fmt::format("[{}] with [slop] {} is not supported by this server, only 0 is", name, scalar_text(*value)));
}

/// All of the options that a match may have; `find` gives those that are there.
template <class Find>
Result<Match> read_match_options(std::string_view name, const Find& find, const QueryText& context) {
  Match match{.field = {}, .text = {}, .now = context.now};
  TRY(match.all, read_all_words(find("operator")));
  TRY(match.minimum, read_minimum(find("minimum_should_match")));
  TRY(match.none_matches_all, read_zero_terms(find("zero_terms_query"), context));
  TRY(match.lenient, read_flag(find("lenient")));
  TRY_VOID(check_slop(name, find("slop")));
  return match;
}

Result<Query> read_one_field(std::string_view name, const Value& body, Form form, std::vector<std::string_view> options,
                             const QueryText& context) {
  const OptionForm names{.read = std::move(options), .ignored = ignored_options(), .refused = refused_options()};
  TRY(const auto clause, read_field(name, body, {"query"}, names, context));
  TRY(auto match, read_match_options(name, [&](std::string_view option) { return clause.option(option); }, context));
  match.field = clause.field;
  match.text = scalar_text(*clause.value);
  match.form = form;
  if (form == Form::phrase || form == Form::phrase_prefix) match.all = true;
  return Query{std::move(match)};
}

struct MultiMatchType {
  std::string_view name;
  Form form;
  bool across = false;
};

constexpr std::array multi_match_types{
    MultiMatchType{"best_fields", Form::words},           MultiMatchType{"most_fields", Form::words},
    MultiMatchType{"cross_fields", Form::words, true},    MultiMatchType{"phrase", Form::phrase},
    MultiMatchType{"phrase_prefix", Form::phrase_prefix}, MultiMatchType{"bool_prefix", Form::words_prefix},
};

Result<MultiMatchType> read_type(const Value* value, const QueryText& context) {
  if (value == nullptr) return multi_match_types.front();
  const auto text = scalar_text(*value);
  const auto* known = std::ranges::find(multi_match_types, text, &MultiMatchType::name);
  if (known != multi_match_types.end()) return *known;
  return fail(parsing(fmt::format("failed to parse [multi_match] query type [{}]. unknown type.", text), context.text, value->offset()));
}

}  // namespace

Result<Query> read_match(std::string_view name, const Value& body, const QueryText& context) {
  return read_one_field(name, body, Form::words, {"operator", "minimum_should_match", "zero_terms_query", "lenient"}, context);
}

Result<Query> read_match_phrase(std::string_view name, const Value& body, const QueryText& context) {
  const auto form = name == "match_phrase" ? Form::phrase : Form::phrase_prefix;
  return read_one_field(name, body, form, {"slop", "zero_terms_query"}, context);
}

Result<Query> read_match_bool_prefix(std::string_view name, const Value& body, const QueryText& context) {
  return read_one_field(name, body, Form::words_prefix, {"operator", "minimum_should_match"}, context);
}

Result<Query> read_multi_match(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const OptionForm names{.read = {"query", "fields", "type", "operator", "minimum_should_match", "zero_terms_query", "lenient", "slop"},
                         .ignored = ignored_options(),
                         .refused = refused_options()};
  TRY_VOID(check_options(name, body, names, context));
  const auto* query = body.find("query");
  if (query == nullptr || query->is_null()) return fail(parsing("No text specified for multi_match query", context.text, body.offset()));
  if (query->is_array() || query->is_object())
    return fail(parsing(fmt::format("[multi_match] unknown token [{}] after [query]", query->token_name()), context.text, query->offset()));
  TRY(auto fields, read_fields(name, body.find("fields")));
  TRY(const auto type, read_type(body.find("type"), context));
  TRY(auto match, read_match_options(name, [&](std::string_view option) { return body.find(option); }, context));
  match.text = scalar_text(*query);
  match.form = type.form;
  if (type.form == Form::phrase || type.form == Form::phrase_prefix) match.all = true;
  if (fields.empty()) {
    fields.emplace_back("*");
    if (body.find("lenient") == nullptr) match.lenient = true;
  }
  return in_fields(Query{std::move(match)}, fields, type.across);
}

}  // namespace headrace::content
