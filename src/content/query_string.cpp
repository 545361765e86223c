// The query_string query: its options. The language of its text is in query_language.cpp.

#include <fmt/format.h>

#include "base/date_math.h"
#include "content/errors.h"
#include "content/query_language.h"

namespace headrace::content {
namespace {

using engine::Match;
using engine::Query;
using json::Value;

Result<void> read_type(const Value* value, const QueryText& context, LanguageOptions& to) {
  if (value == nullptr) return {};
  const auto type = scalar_text(*value);
  if (type == "cross_fields") {
    to.across = true;
  } else if (type == "phrase_prefix") {
    to.phrase_form = Match::Form::phrase_prefix;
  } else if (type != "best_fields" && type != "most_fields") {
    return fail(
        parsing(fmt::format("type [{}] of query [query_string] is not supported by this server", type), context.text, value->offset()));
  }
  return {};
}

}  // namespace

Result<Query> read_query_string(std::string_view name, const Value& body, const QueryText& context) {
  const OptionForm form{.read = {"query", "fields", "default_field", "default_operator", "lenient", "minimum_should_match", "type",
                                 "time_zone", "phrase_slop"},
                        .ignored = {"allow_leading_wildcard", "analyze_wildcard", "auto_generate_synonyms_phrase_query",
                                    "enable_position_increments", "fuzziness", "fuzzy_max_expansions", "fuzzy_prefix_length",
                                    "fuzzy_rewrite", "fuzzy_transpositions", "max_determinized_states", "rewrite", "tie_breaker"},
                        .refused = {"analyzer", "quote_analyzer", "quote_field_suffix", "escape"}};
  TRY(auto options, read_language_options(name, body, form, context));
  TRY_VOID(read_type(body.find("type"), context, options));
  if (const auto* slop = body.find("phrase_slop"); slop != nullptr && scalar_text(*slop) != "0")
    return fail(ErrorKind::illegal_argument, "[query_string] with [phrase_slop] is not supported by this server, only 0 is");
  if (const auto* zone = body.find("time_zone"); zone != nullptr && !zone->is_null()) {
    TRY(options.zone, base::parse_zone(scalar_text(*zone)));
  }
  return parse_query_language(scalar_text(*body.find("query")), options);
}

}  // namespace headrace::content
