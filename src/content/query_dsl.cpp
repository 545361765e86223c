#include "content/query_dsl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"
#include "engine/minimum_match.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

/// The original's limit on bool queries inside each other.
constexpr int deepest = 30;

Result<Query> read_query(const Value& query, const QueryText& context);

Result<Query> read_match_all(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  for (const auto& option : body.as_object())
    if (!is_common_option(option.name))
      return fail(x_content(fmt::format("[{}] unknown field [{}]", name, option.name), context.text, option.offset));
  if (name == "match_none") return Query{engine::MatchNone{}};
  return Query{engine::MatchAll{}};
}

/// A clause or a list of clauses (docs/spec/document-api.md 5.8). What is wrong inside is the cause of `[bool] failed to parse field
/// [must]`.
Result<void> read_clauses(const json::Member& member, std::string_view name, const QueryText& context, std::vector<Query>& to) {
  const auto add = [&](const Value& clause) -> Result<void> {
    auto query = read_query(clause, context);
    if (!query)
      return fail(x_content(fmt::format("[{}] failed to parse field [{}]", name, member.name), context.text, clause.offset())
                      .because(std::move(query).error()));
    to.push_back(std::move(*query));
    return {};
  };
  if (!member.value.is_array()) return add(member.value);
  for (const auto& clause : member.value.as_array()) TRY_VOID(add(clause));
  return {};
}

Result<Query> read_bool(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY_VOID(check_common_options(name, body));
  engine::Bool node;
  const Value* minimum = nullptr;
  for (const auto& member : body.as_object()) {
    if (member.name == "must" || member.name == "filter") {
      TRY_VOID(read_clauses(member, name, context, node.must));
    } else if (member.name == "should") {
      TRY_VOID(read_clauses(member, name, context, node.should));
    } else if (member.name == "must_not" || member.name == "mustNot") {
      TRY_VOID(read_clauses(member, name, context, node.must_not));
    } else if (member.name == "minimum_should_match") {
      minimum = &member.value;
    } else if (!is_common_option(member.name)) {
      return fail(x_content(fmt::format("[bool] unknown field [{}]", member.name), context.text, member.offset));
    }
  }
  const auto optional = static_cast<int>(node.should.size());
  node.minimum_should_match = optional > 0 && node.must.empty() ? 1 : 0;
  if (minimum != nullptr) {
    TRY(node.minimum_should_match, read_minimum_should_match(*minimum, optional));
    if (node.minimum_should_match > optional) return Query{engine::MatchNone{}};
    // Optional clauses alone: one of them at least, whatever was asked for.
    if (optional > 0 && node.must.empty()) node.minimum_should_match = std::max(node.minimum_should_match, 1);
  }
  return Query{std::move(node)};
}

/// `{"filter": clause}`: scores are all one, so it is the clause itself.
Result<Query> read_constant_score(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const auto* filter = body.find("filter");
  if (filter == nullptr) return fail(parsing(fmt::format("[{}] requires a 'filter' element", name), context.text, body.offset()));
  TRY_VOID(check_options(name, body, {.read = {"filter"}, .ignored = {}, .refused = {}}, context));
  return read_query(*filter, context);
}

/// `{"queries": [clause, …]}`: any of them.
Result<Query> read_dis_max(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY_VOID(check_common_options(name, body));
  const auto* queries = body.find("queries");
  if (queries == nullptr)
    return fail(parsing(fmt::format("[{}] requires 'queries' field with at least one clause", name), context.text, body.offset()));
  engine::Bool node;
  node.minimum_should_match = 1;
  for (const auto& option : body.as_object()) {
    if (option.name == "queries") {
      TRY_VOID(read_clauses(option, name, context, node.should));
    } else if (option.name != "tie_breaker" && !is_common_option(option.name)) {
      return fail(option_unknown(name, option, context));
    }
  }
  if (node.should.empty())
    return fail(parsing(fmt::format("[{}] requires 'queries' field with at least one clause", name), context.text, body.offset()));
  return Query{std::move(node)};
}

/// `{"positive": clause, "negative": clause, "negative_boost": 0.5}`: what is negative only lowers the score.
Result<Query> read_boosting(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  TRY_VOID(check_options(name, body, {.read = {"positive", "negative", "negative_boost"}, .ignored = {}, .refused = {}}, context));
  for (const auto part : {"positive", "negative", "negative_boost"}) {
    if (body.find(part) == nullptr)
      return fail(parsing(fmt::format("[{}] query requires '{}' to be set", name, part), context.text, body.offset()));
  }
  TRY_VOID(read_query(*body.find("negative"), context));
  return read_query(*body.find("positive"), context);
}

/// `{"path": "comments", "query": clause}`.
Result<Query> read_nested(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const OptionForm form{.read = {"path", "query", "ignore_unmapped", "score_mode"}, .ignored = {}, .refused = {"inner_hits"}};
  TRY_VOID(check_options(name, body, form, context));
  const auto path = body.text("path");
  const auto* query = body.find("query");
  if (path.empty()) return fail(ErrorKind::illegal_argument, fmt::format("[{}] requires 'path' field", name));
  if (query == nullptr) return fail(ErrorKind::illegal_argument, fmt::format("[{}] requires 'query' field", name));
  TRY(const auto ignore_unmapped, read_flag(body.find("ignore_unmapped")));
  TRY(auto inner, read_query(*query, context));
  return Query{engine::Nested{std::string(path), {std::move(inner)}, ignore_unmapped}};
}

struct NamedReader {
  std::string_view name;
  QueryReader read;
};

constexpr std::array readers{
    NamedReader{"bool", read_bool},
    NamedReader{"boosting", read_boosting},
    NamedReader{"constant_score", read_constant_score},
    NamedReader{"dis_max", read_dis_max},
    NamedReader{"exists", read_exists},
    NamedReader{"ids", read_ids},
    NamedReader{"match", read_match},
    NamedReader{"match_all", read_match_all},
    NamedReader{"match_bool_prefix", read_match_bool_prefix},
    NamedReader{"match_none", read_match_all},
    NamedReader{"match_phrase", read_match_phrase},
    NamedReader{"match_phrase_prefix", read_match_phrase},
    NamedReader{"multi_match", read_multi_match},
    NamedReader{"nested", read_nested},
    NamedReader{"prefix", read_prefix},
    NamedReader{"query_string", read_query_string},
    NamedReader{"range", read_range},
    NamedReader{"regexp", read_regexp},
    NamedReader{"simple_query_string", read_simple_query_string},
    NamedReader{"term", read_term},
    NamedReader{"terms", read_terms},
    NamedReader{"wildcard", read_wildcard},
};

/// Queries of the original that are not here.
constexpr auto lacking = std::to_array<std::string_view>({"combined_fields",
                                                          "distance_feature",
                                                          "function_score",
                                                          "fuzzy",
                                                          "geo_bounding_box",
                                                          "geo_distance",
                                                          "geo_grid",
                                                          "geo_polygon",
                                                          "geo_shape",
                                                          "has_child",
                                                          "has_parent",
                                                          "intervals",
                                                          "knn",
                                                          "more_like_this",
                                                          "parent_id",
                                                          "percolate",
                                                          "pinned",
                                                          "rank_feature",
                                                          "rule",
                                                          "script",
                                                          "script_score",
                                                          "semantic",
                                                          "span_containing",
                                                          "span_field_masking",
                                                          "span_first",
                                                          "span_multi",
                                                          "span_not",
                                                          "span_within",
                                                          "shape",
                                                          "span_near",
                                                          "span_or",
                                                          "span_term",
                                                          "sparse_vector",
                                                          "text_expansion",
                                                          "weighted_tokens",
                                                          "terms_set",
                                                          "wrapper"});

Error unknown_query(const json::Member& member, const QueryText& context) {
  if (std::ranges::find(lacking, member.name) != lacking.end())
    return parsing(fmt::format("query [{}] is not supported by this server", member.name), context.text, member.offset);
  std::vector<std::string> known;
  for (const auto& reader : readers) known.emplace_back(reader.name);
  auto reason = fmt::format("unknown query [{}]", member.name);
  const auto similar = base::similar_names(member.name, known);
  if (similar.size() == 1) reason += fmt::format(" did you mean [{}]?", similar.front());
  if (similar.size() > 1) reason += fmt::format(" did you mean any of [{}]?", fmt::join(similar, ", "));
  auto error = parsing(std::move(reason), context.text, member.offset);
  return std::move(error).because({ErrorKind::named_object_not_found,
                                   fmt::format("[{}] unknown field [{}]", json::location(context.text, member.offset), member.name)});
}

Result<Query> read_query(const Value& query, const QueryText& context) {
  if (!query.is_object()) return fail(parsing("[_na] query malformed, must start with start_object", context.text, query.offset()));
  const auto& members = query.as_object();
  if (members.empty())
    return fail(ErrorKind::illegal_argument,
                fmt::format("query malformed, empty clause found at [{}]", json::location(context.text, query.offset())));
  const auto& member = members.front();
  const auto found = std::ranges::find(readers, member.name, &NamedReader::name);
  if (found == readers.end()) return fail(unknown_query(member, context));
  if (members.size() > 1)
    return fail(parsing(fmt::format("[{}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]", member.name), context.text,
                        members[1].offset));
  if (context.depth >= deepest)
    return fail(ErrorKind::illegal_argument,
                fmt::format("The nested depth of the query exceeds the maximum nested depth for queries set in "
                            "[indices.query.bool.max_nested_depth] ({})",
                            deepest));
  auto inner = context;
  ++inner.depth;
  return found->read(member.name, member.value, inner);
}

}  // namespace

Result<Query> parse_query(const Value& query, std::string_view text, base::Instant now) { return read_query(query, {text, now}); }

Result<int> read_minimum_should_match(const Value& value, int count) { return engine::minimum_match(scalar_text(value), count); }

Result<void> require_object(std::string_view name, const Value& body, const QueryText& context) {
  if (body.is_object()) return {};
  return fail(parsing(fmt::format("[{}] query malformed, no start_object after query name", name), context.text, body.offset()));
}

std::string scalar_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_number()) return value.as_number().spelling;
  return json::write(value);
}

Error option_unknown(std::string_view name, const json::Member& option, const QueryText& context) {
  return parsing(fmt::format("[{}] query does not support [{}]", name, option.name), context.text, option.offset);
}

Error option_unsupported(std::string_view name, const json::Member& option, const QueryText& context) {
  return parsing(fmt::format("option [{}] of query [{}] is not supported by this server", option.name, name), context.text, option.offset);
}

}  // namespace headrace::content
