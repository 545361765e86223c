#include "content/search_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_dsl.h"
#include "content/query_parser.h"
#include "content/search_sort.h"
#include "content/time_value.h"

namespace headrace::content {
namespace {

using json::Value;

constexpr std::uint64_t largest_window = 10'000;
constexpr std::size_t most_fields = 100;

struct BodyText {
  std::string_view text;
  base::Instant now;
};

bool is_int(auto number) {
  using Limits = std::numeric_limits<std::int32_t>;
  return number >= Limits::min() && number <= Limits::max();
}

Error unknown_key(const json::Member& member, const BodyText& body) {
  return parsing(fmt::format("Unknown key for a {} in [{}].", member.value.token_name(), member.name), body.text, member.offset);
}

/// A fraction is cut off, as the original does with every number that is to be whole.
Result<long long> read_integer(const json::Member& member, const BodyText& body) {
  if (!member.value.is_number() && !member.value.is_string()) return fail(unknown_key(member, body));
  const auto text = scalar_text(member.value);
  if (const auto whole = base::parse_integer(text); whole && is_int(*whole)) return *whole;
  const auto number = json::parse(text);
  const auto value = number && number->is_number() ? number->real() : std::nullopt;
  if (value && is_int(std::trunc(*value))) return static_cast<long long>(*value);
  return fail(x_content(fmt::format("Failed to parse [{}] with value [{}]", member.name, text), body.text, member.value.offset())
                  .because({ErrorKind::number_format, fmt::format("For input string: \"{}\"", text)}));
}

Result<bool> read_flag(const json::Member& member, const BodyText& body) {
  const auto text = scalar_text(member.value);
  if (text != "true" && text != "false") return fail(unknown_key(member, body));
  return text == "true";
}

/// Errors: illegal_argument, for more fields than are shown at once, and for those of the server itself.
Result<void> add_field(engine::WantedField field, engine::SearchRequest& to) {
  if (field.name.starts_with('_'))
    return fail(ErrorKind::illegal_argument, fmt::format("field [{}] is not shown as a field by this server", field.name));
  if (to.fields.size() == most_fields)
    return fail(ErrorKind::illegal_argument,
                fmt::format("Trying to retrieve too many fields. Must be less than or equal to: [{}]", most_fields));
  to.fields.push_back(std::move(field));
  return {};
}

Result<void> read_query_member(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (!member.value.is_object()) return fail(unknown_key(member, body));
  TRY(to.request.query, parse_query(member.value, body.text, body.now));
  return {};
}

Result<void> read_from(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(const auto from, read_integer(member, body));
  if (from < 0) return fail(ErrorKind::illegal_argument, fmt::format("[from] parameter cannot be negative but was [{}]", from));
  to.request.from = static_cast<std::uint64_t>(from);
  return {};
}

/// -1: as long as it takes.
void set_timeout(std::chrono::nanoseconds timeout, engine::SearchRequest& to) {
  constexpr std::chrono::hours longest{24};
  to.timeout = timeout < std::chrono::nanoseconds(0) ? longest : std::min<std::chrono::nanoseconds>(timeout, longest);
}

Result<void> read_size(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(const auto size, read_integer(member, body));
  if (size < 0) return fail(ErrorKind::illegal_argument, fmt::format("[size] parameter cannot be negative, found [{}]", size));
  to.request.size = static_cast<std::uint64_t>(size);
  return {};
}

Result<void> read_sort_member(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(to.request.sort, read_sort(member.value, body.text));
  return {};
}

Result<void> read_search_after(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (!member.value.is_array()) return fail(unknown_key(member, body));
  if (member.value.as_array().empty()) return fail(ErrorKind::illegal_argument, "Values must contains at least one value.");
  for (const auto& value : member.value.as_array())
    if (value.is_array() || value.is_object())
      return fail(parsing(
          fmt::format("Expected [VALUE_STRING] or [VALUE_NUMBER] or [VALUE_BOOLEAN] or [VALUE_NULL] but found [{}] inside search_after.",
                      value.token_name()),
          body.text, value.offset()));
  to.request.search_after = member.value.as_array();
  return {};
}

Result<void> read_source(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(to.source, SourceFilter::read(member.value, body.text));
  return {};
}

Result<void> read_seq_no(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(to.seq_no_primary_term, read_flag(member, body));
  return {};
}

Result<void> read_version(const json::Member& member, const BodyText& body, SearchBody& to) {
  TRY(to.version, read_flag(member, body));
  return {};
}

Result<std::uint64_t> total_hits(std::string_view text) {
  if (text == "true") return SearchBody::count_exactly;
  if (text == "false") return 0;
  const auto limit = base::parse_integer(text);
  if (!limit || *limit < -1 || *limit > std::numeric_limits<std::int32_t>::max())
    return fail(ErrorKind::illegal_argument, fmt::format("[track_total_hits] parameter must be positive or equals to -1, got {}", text));
  return *limit == -1 ? SearchBody::count_exactly : static_cast<std::uint64_t>(*limit);
}

Result<void> read_total_hits(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (member.value.is_array() || member.value.is_object()) return fail(unknown_key(member, body));
  TRY(to.track_total_hits, total_hits(scalar_text(member.value)));
  return {};
}

Result<void> read_pit(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (!member.value.is_object()) return fail(unknown_key(member, body));
  PointInTimeUse use;
  for (const auto& part : member.value.as_object()) {
    if (part.name == "id" && part.value.is_string()) {
      use.id = part.value.as_string();
    } else if (part.name == "keep_alive" && part.value.is_string()) {
      TRY(use.keep_alive, read_time_value("keep_alive", part.value.as_string()));
    } else {
      return fail(x_content(fmt::format("[pit] unknown field [{}]", part.name), body.text, part.offset));
    }
  }
  if (use.id.empty()) return fail(ErrorKind::illegal_argument, "Required [id]");
  to.pit = std::move(use);
  return {};
}

Result<void> read_timeout(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (!member.value.is_string()) return fail(unknown_key(member, body));
  TRY(const auto timeout, read_time_value("timeout", member.value.as_string()));
  set_timeout(timeout, to.request);
  return {};
}

/// Beside the query: it only counts for aggregations, which are not here.
Result<void> read_post_filter(const json::Member& member, const BodyText& body, SearchBody& to) {
  if (!member.value.is_object()) return fail(unknown_key(member, body));
  TRY(to.post_filter, parse_query(member.value, body.text, body.now));
  return {};
}

/// `_none_`, or names: `_source`, and fields that are stored for themselves.
Result<void> read_stored_fields(const json::Member& member, const BodyText& body, SearchBody& to) {
  const auto single = json::Array{member.value};
  const auto& names = member.value.is_array() ? member.value.as_array() : single;
  bool with_source = false;
  for (const auto& name : names) {
    if (!name.is_string()) return fail(unknown_key(member, body));
    if (name.as_string() == "_none_") {
      if (names.size() > 1) return fail(ErrorKind::illegal_argument, "cannot combine _none_ with other fields");
      to.without_id = true;
    } else if (name.as_string() == "_source") {
      with_source = true;
    } else {
      TRY_VOID(add_field({.name = name.as_string(), .from = engine::WantedField::Source::stored}, to.request));
    }
  }
  to.without_source = !with_source;
  return {};
}

/// A name, or `{"field":…,"format":…}`.
Result<engine::WantedField> read_wanted_field(const json::Value& value, std::string_view parser, const BodyText& body) {
  engine::WantedField field;
  if (value.is_string()) {
    field.name = value.as_string();
  } else if (!value.is_object()) {
    return fail(
        parsing(fmt::format("[{}] a field is a name or an object, and not [{}]", parser, value.token_name()), body.text, value.offset()));
  } else {
    for (const auto& option : value.as_object()) {
      if (option.name == "field" && option.value.is_string()) {
        field.name = option.value.as_string();
      } else if (option.name == "format" && option.value.is_string()) {
        field.format = option.value.as_string();
        if (field.format == "use_field_mapping") field.format.clear();
        if (!field.format.empty()) TRY_VOID(base::DateFormat::compile(field.format));
      } else if (option.name == "include_unmapped" && option.value.is_bool()) {
        if (option.value.as_bool())
          return fail(parsing("[include_unmapped] of a search is not supported by this server", body.text, option.offset));
      } else {
        return fail(x_content(fmt::format("[{}] unknown field [{}]", parser, option.name), body.text, option.offset));
      }
    }
  }
  if (field.name.empty())
    return fail(x_content(fmt::format("[{}] failed to parse field [field]", parser), body.text, value.offset())
                    .because({ErrorKind::illegal_argument, "Required [field]"}));
  return field;
}

Result<void> read_field_list(const json::Member& member, const BodyText& body, engine::WantedField::Source from, SearchBody& to) {
  if (!member.value.is_array()) return fail(unknown_key(member, body));
  for (const auto& value : member.value.as_array()) {
    TRY(auto field, read_wanted_field(value, member.name, body));
    field.from = from;
    TRY_VOID(add_field(std::move(field), to.request));
  }
  return {};
}

Result<void> read_fields(const json::Member& member, const BodyText& body, SearchBody& to) {
  return read_field_list(member, body, engine::WantedField::Source::values, to);
}

Result<void> read_doc_value_fields(const json::Member& member, const BodyText& body, SearchBody& to) {
  return read_field_list(member, body, engine::WantedField::Source::doc_values, to);
}

/// Every score is 1 here, so only what all scores of the original reach can be answered.
Result<void> read_min_score(const json::Member& member, const BodyText& body, SearchBody&) {
  const auto least = member.value.is_number() ? member.value.real() : std::nullopt;
  if (!least) return fail(unknown_key(member, body));
  if (*least <= 0) return {};
  return fail(parsing("[min_score] above 0 is not supported by this server", body.text, member.offset));
}

/// An extra of the answer that is not asked for after all.
Result<void> refuse_true(const json::Member& member, const BodyText& body, SearchBody&) {
  TRY(const auto flag, read_flag(member, body));
  if (!flag) return {};
  return fail(parsing(fmt::format("[{}] of a search is not supported by this server", member.name), body.text, member.offset));
}

/// Members that say how to work, not what to answer.
Result<void> ignore(const json::Member&, const BodyText&, SearchBody&) { return {}; }

/// Members of the original whose answer would differ without them.
Result<void> refuse(const json::Member& member, const BodyText& body, SearchBody&) {
  return fail(parsing(fmt::format("[{}] of a search is not supported by this server", member.name), body.text, member.offset));
}

struct BodyMember {
  std::string_view name;
  Result<void> (*read)(const json::Member&, const BodyText&, SearchBody&);
};

constexpr std::array members{
    BodyMember{"query", read_query_member},
    BodyMember{"from", read_from},
    BodyMember{"size", read_size},
    BodyMember{"sort", read_sort_member},
    BodyMember{"search_after", read_search_after},
    BodyMember{"_source", read_source},
    BodyMember{"seq_no_primary_term", read_seq_no},
    BodyMember{"version", read_version},
    BodyMember{"track_total_hits", read_total_hits},
    BodyMember{"timeout", read_timeout},
    BodyMember{"track_scores", ignore},
    BodyMember{"stats", ignore},
    BodyMember{"profile", refuse_true},
    BodyMember{"indices_boost", ignore},
    BodyMember{"aggregations", refuse},
    BodyMember{"aggs", refuse},
    BodyMember{"collapse", refuse},
    BodyMember{"docvalue_fields", read_doc_value_fields},
    BodyMember{"explain", refuse_true},
    BodyMember{"ext", refuse},
    BodyMember{"fields", read_fields},
    BodyMember{"highlight", refuse},
    BodyMember{"knn", refuse},
    BodyMember{"min_score", read_min_score},
    BodyMember{"pit", read_pit},
    BodyMember{"post_filter", read_post_filter},
    BodyMember{"rank", refuse},
    BodyMember{"rescore", refuse},
    BodyMember{"retriever", refuse},
    BodyMember{"runtime_mappings", refuse},
    BodyMember{"script_fields", refuse},
    BodyMember{"slice", refuse},
    BodyMember{"stored_fields", read_stored_fields},
    BodyMember{"suggest", refuse},
    BodyMember{"terminate_after", refuse},
};

Result<void> read_members(std::string_view text, base::Instant now, SearchBody& to) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(parsing(fmt::format("Expected [START_OBJECT] but found [{}]", body.token_name()), text, body.offset()));
  const BodyText context{text, now};
  for (const auto& member : body.as_object()) {
    const auto known = std::ranges::find(members, member.name, &BodyMember::name);
    if (known == members.end()) return fail(unknown_key(member, context));
    TRY_VOID(known->read(member, context, to));
  }
  return {};
}

Result<void> apply(const SearchParameters& parameters, SearchBody& to) {
  if (parameters.timeout) set_timeout(*parameters.timeout, to.request);
  if (parameters.from) to.request.from = *parameters.from;
  if (parameters.size) to.request.size = *parameters.size;
  if (parameters.source) to.source = *parameters.source;
  if (parameters.seq_no_primary_term) to.seq_no_primary_term = *parameters.seq_no_primary_term;
  if (parameters.version) to.version = *parameters.version;
  for (const auto& name : parameters.docvalue_fields)
    TRY_VOID(add_field({.name = name, .from = engine::WantedField::Source::doc_values}, to.request));
  if (!parameters.sort.empty()) to.request.sort = read_sort_parameter(parameters.sort);
  if (!parameters.track_total_hits.empty()) {
    TRY(to.track_total_hits, total_hits(parameters.track_total_hits));
  }
  return {};
}

/// A text in `search_after` is in the format of its key.
Result<void> read_cursor_dates(engine::SearchRequest& request) {
  for (std::size_t i = 0; i < std::min(request.sort.size(), request.search_after.size()); ++i) {
    const auto& key = request.sort[i];
    if (key.format.empty() || !request.search_after[i].is_string()) continue;
    TRY(const auto format, base::DateFormat::compile(key.format));
    auto date = format.parse(request.search_after[i].as_string());
    if (!date) return fail(search_failed(std::move(date).error()));
    request.search_after[i] = Value(std::chrono::floor<std::chrono::milliseconds>(*date).time_since_epoch().count());
  }
  return {};
}

void apply_post_filter(SearchBody& body) {
  if (!body.post_filter) return;
  auto& query = body.request.query;
  query = engine::Query{engine::Bool{.must = {std::move(query), std::move(*body.post_filter)}, .should = {}, .must_not = {}}};
  body.post_filter.reset();
}

/// In a point in time no two hits are at the same place of a sort: what pages by search_after misses none.
void break_ties(engine::SearchRequest& request) {
  const auto has_place = std::ranges::any_of(request.sort, [](const auto& key) { return key.field == "_shard_doc"; });
  if (request.sort.empty() || has_place) return;
  request.sort.push_back({.field = "_shard_doc"});
}

Result<void> check_window(const engine::SearchRequest& request) {
  const auto end = request.from + request.size;
  if (end <= largest_window) return {};
  return fail(search_failed(
      {ErrorKind::illegal_argument,
       fmt::format("Result window is too large, from + size must be less than or equal to: [{}] but was [{}]. See the scroll api for "
                   "a more efficient way to request large data sets. This limit can be set by changing the "
                   "[index.max_result_window] index level setting.",
                   largest_window, end)}));
}

}  // namespace

Result<SearchBody> read_search_body(std::string_view text, const SearchParameters& parameters, base::Instant now) {
  SearchBody body;
  TRY_VOID(read_members(text, now, body));
  TRY_VOID(apply(parameters, body));
  apply_post_filter(body);
  if (body.without_source) body.source = SourceFilter::nothing();
  if (body.pit) break_ties(body.request);
  TRY_VOID(check_search_after(body.request));
  TRY_VOID(read_cursor_dates(body.request));
  TRY_VOID(check_window(body.request));
  return body;
}

Result<std::optional<engine::Query>> read_query_body(std::string_view text, base::Instant now) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return std::nullopt;
  TRY(const auto body, json::parse(text));
  if (!body.is_object())
    return fail(parsing(fmt::format("Expected [START_OBJECT] but found [{}]", body.token_name()), text, body.offset()));
  std::optional<engine::Query> query;
  for (const auto& member : body.as_object()) {
    if (member.name != "query") return fail(parsing(fmt::format("request does not support [{}]", member.name), text, member.offset));
    TRY(query, parse_query(member.value, text, now));
  }
  return query;
}

}  // namespace headrace::content
