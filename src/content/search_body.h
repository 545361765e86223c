#pragma once
// What a search asks for: the body and, on top of it, the query string (docs/spec/document-api.md 4.8).

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "content/source_filter.h"
#include "engine/query.h"

namespace headrace::content {

/// The parameters of the query string that say the same as members of the body; they win over it.
struct SearchParameters {
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> size;
  std::string sort;  ///< `a:asc,b:desc`
  std::optional<SourceFilter> source;
  std::optional<bool> seq_no_primary_term;
  std::optional<bool> version;
  std::string track_total_hits;  ///< true, false or a number
  std::vector<std::string> docvalue_fields = {};
  std::optional<std::chrono::nanoseconds> timeout = std::nullopt;
};

/// `pit` of a body: search in what was kept under this id.
struct PointInTimeUse {
  std::string id;
  std::optional<std::chrono::nanoseconds> keep_alive;  ///< from now on
};

struct SearchBody {
  static constexpr std::uint64_t count_exactly = std::numeric_limits<std::uint64_t>::max();

  engine::SearchRequest request;  ///< without indices
  SourceFilter source;
  bool seq_no_primary_term = false;
  bool version = false;
  bool without_id = false;                                  ///< `stored_fields: _none_`
  bool without_source = false;                              ///< `stored_fields` without `_source`
  std::optional<engine::Query> post_filter = std::nullopt;  ///< while it is read; then it is part of the query
  std::optional<PointInTimeUse> pit = std::nullopt;
  /// Totals above this are given as `gte`; 0: no total at all. The original stops counting at 10,000 unless told.
  std::uint64_t track_total_hits = 10'000;
};

/// `text` may be empty: everything. Errors: parsing, x_content_parse, illegal_argument, action_request_validation,
/// search_phase_execution (`from + size` above 10,000).
Result<SearchBody> read_search_body(std::string_view text, const SearchParameters& parameters, base::Instant now);

/// The query of a body that may hold nothing else (`_count`, `_delete_by_query`); none when the body is empty or has no query.
Result<std::optional<engine::Query>> read_query_body(std::string_view text, base::Instant now);

}  // namespace headrace::content
