#pragma once
// Parameters that several calls of the document API share (docs/spec/document-api.md 3.4, 3.9, 4.8, 4.11).

#include <optional>
#include <string>

#include "content/index_names.h"
#include "content/source_filter.h"
#include "content/write_options.h"
#include "rest/request_context.h"

namespace headrace::rest {

/// `ignore_unavailable`, `allow_no_indices`, `expand_wildcards`; what is not sent is as in `standard`. Errors: illegal_argument.
Result<content::IndexOptions> read_index_options(RequestContext& request, content::IndexOptions standard = {});

/// For what must not hit more than was meant. Errors: illegal_argument for patterns, `_all` and no name at all.
Result<void> refuse_wildcards(const std::string& expression);

/// `_source`, `_source_includes`, `_source_excludes`; none when none of them was sent.
std::optional<content::SourceFilter> read_source_filter(RequestContext& request);

/// True for `refresh=true`. Every write is visible when it is answered, so no value changes more than the answer. Errors: illegal_argument.
Result<bool> read_refresh(RequestContext& request);

/// What a single write can say in its query string. Errors: illegal_argument.
Result<content::WriteOptions> read_write_options(RequestContext& request);

/// Milliseconds since `start`, for `took`.
std::chrono::milliseconds elapsed_since(base::Instant start, base::Clock& clock);

}  // namespace headrace::rest
