#pragma once
// Parameters that change no answer here. They are read as the original reads them all the same, so that what is no boolean or no time is
// told (docs/spec/rest-conventions.md 7.8).

#include <initializer_list>
#include <string_view>

#include "rest/request_context.h"

namespace headrace::rest {

/// Names of parameters, by what they hold.
struct Hints {
  using Names = std::initializer_list<std::string_view>;
  Names flags = {};
  Names times = {};
  Names integers = {};
  Names texts = {};  ///< anything
};

/// Errors: illegal_argument.
Result<void> check_hints(RequestContext& request, const Hints& hints);

/// `wait_for_active_shards`: a number or `all`. Errors: illegal_argument, `cannot parse ActiveShardCount[x]`.
Result<void> check_active_shards(RequestContext& request);

/// `search_type`. Errors: illegal_argument, `No search type for [x]`.
Result<void> check_search_type(RequestContext& request);

/// What the original can do with these would change the answer. Errors: illegal_argument when one of them was sent.
Result<void> refuse_parameters(RequestContext& request, std::initializer_list<std::string_view> names);

/// A number of the query string, none when it was not sent. Errors: illegal_argument.
Result<std::optional<std::uint64_t>> read_count(RequestContext& request, std::string_view name);

/// What says how a change by query is to work. Errors: illegal_argument.
Result<void> check_by_query_hints(RequestContext& request);

}  // namespace headrace::rest
