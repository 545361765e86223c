#pragma once
// Searches that stay open: scrolls and points in time (docs/spec/document-api.md 4.9).

#include "content/index_names.h"
#include "content/search_body.h"
#include "rest/route.h"

namespace headrace::rest {

/// How a search was asked for, beside its body.
struct SearchForm {
  base::Instant start{};
  bool total_as_number = false;
  std::chrono::nanoseconds keep_alive{};  ///< of a scroll
};

/// A time of the query string, none when it was not sent. Errors: illegal_argument.
Result<std::optional<std::chrono::nanoseconds>> read_keep_alive(RequestContext& request, std::string_view name);

/// `_search?scroll=5m`: the first page. Errors: those of content::make_scroll.
Result<Action> begin_scroll(Services& services, RequestContext& request, content::SearchBody body, content::IndexOptions options,
                            SearchForm form);

/// A body with `pit`. Errors: action_request_validation when the request names indices too.
Result<Action> search_point_in_time(Services& services, RequestContext& request, content::SearchBody body, SearchForm form);

}  // namespace headrace::rest
