#include "engine/embedded/search_check.h"

#include <fmt/format.h>

#include "engine/embedded/field_types.h"
#include "engine/embedded/sort_missing.h"
#include "engine/query_plan.h"

namespace headrace::engine::embedded {
namespace {

std::unexpected<Error> failed(Error cause, const IndexDefinition& index) {
  if (cause.kind == ErrorKind::query_shard) cause.metadata = {{"index_uuid", index.uuid}, {"index", index.name}};
  return fail(Error{ErrorKind::search_phase_execution, "all shards failed"}.because(std::move(cause)));
}

/// Where a document stands, and not what is in it.
bool is_position(std::string_view field) { return field.starts_with('_'); }

/// True for modes that calculate.
bool is_made_of_several(SortKey::Mode mode) {
  return mode == SortKey::Mode::sum || mode == SortKey::Mode::average || mode == SortKey::Mode::median;
}

Error no_mapping(const SortKey& key) {
  return {ErrorKind::query_shard, fmt::format("No mapping found for [{}] in order to sort on", key.field)};
}

/// `is_new`: there has never been a document, from which dynamic mapping could know a field.
Result<void> check_key(const SortKey& key, const FieldTypes& types, bool is_new) {
  if (is_position(key.field)) return {};
  const auto type = types.type_of(key.field);
  if (is_made_of_several(key.mode) && (type == FieldType::keyword || type == FieldType::ip))
    return fail(ErrorKind::query_shard, "we only support AVG, MEDIAN and SUM on number based fields");
  switch (type) {
    case FieldType::unmapped:
      if (!key.unmapped_type.empty()) return {};
      return fail(no_mapping(key));
    case FieldType::text:
      return fail(ErrorKind::illegal_argument,
                  fmt::format("Text fields are not optimised for operations that require per-document field data like aggregations and "
                              "sorting, so [{}] cannot be sorted on: use a keyword field instead",
                              key.field));
    case FieldType::dynamic:
      if (is_new && key.unmapped_type.empty()) return fail(no_mapping(key));
      return {};
    case FieldType::date:
      return {};
    default:
      if (key.format.empty()) return {};
      return fail(ErrorKind::illegal_argument, fmt::format("[format] of a sort is for dates here, and [{}] is none", key.field));
  }
}

/// What `search_after` says of a key must be a value of its type.
Result<void> check_cursor(const SortKey& key, const json::Value& shown, const FieldTypes& types) {
  if (is_position(key.field) || !shown.is_string() || is_shown_missing(shown, key, types)) return {};
  const auto* rules = types.rules_of(key.field);
  if (rules == nullptr || !std::holds_alternative<std::monostate>(sort_value(shown, *rules))) return {};
  if (rules->type == FieldType::date)
    return fail(ErrorKind::parse, fmt::format("failed to parse date field [{}] with format [{}]", shown.as_string(), rules->format.text()));
  if (rules->type != FieldType::number) return {};
  return fail(Error{ErrorKind::illegal_argument, fmt::format("Failed to parse search_after value for field [{}].", key.field)}.because(
      {ErrorKind::number_format, fmt::format("For input string: \"{}\"", shown.as_string())}));
}

Result<void> check_sort(const SearchRequest& request, const FieldTypes& types, bool is_new) {
  for (std::size_t i = 0; i < request.sort.size(); ++i) {
    TRY_VOID(check_key(request.sort[i], types, is_new));
    if (i < request.search_after.size()) TRY_VOID(check_cursor(request.sort[i], request.search_after[i], types));
  }
  return {};
}

}  // namespace

Result<void> check_search(const std::vector<IndexView>& indices, const SearchRequest& request) {
  const bool asks_nothing = std::holds_alternative<MatchAll>(request.query.node) && request.sort.empty();
  if (asks_nothing) return {};
  // Beside an index that has documents, one that never had any takes nothing from what is found.
  const bool are_new = std::ranges::all_of(indices, [](const auto& index) { return index.counters.next_creation == 0; });
  for (const auto& index : indices) {
    const IndexFieldTypes types(*index.definition);
    if (auto plan = QueryPlan::make(request.query, types); !plan) return failed(std::move(plan).error(), *index.definition);
    if (auto known = check_sort(request, types, are_new); !known) return failed(std::move(known).error(), *index.definition);
  }
  return {};
}

}  // namespace headrace::engine::embedded
