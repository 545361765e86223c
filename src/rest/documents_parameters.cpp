#include "rest/documents_parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace headrace::rest {

Result<content::IndexOptions> read_index_options(RequestContext& request, content::IndexOptions standard) {
  auto options = standard;
  TRY(options.ignore_unavailable, request.flag("ignore_unavailable", standard.ignore_unavailable));
  TRY(options.allow_no_indices, request.flag("allow_no_indices", standard.allow_no_indices));
  TRY_VOID(request.flag("ignore_throttled"));
  if (const auto wildcards = request.parameter("expand_wildcards")) TRY_VOID(content::read_expand_wildcards(*wildcards, options));
  return options;
}

Result<void> refuse_wildcards(const std::string& expression) {
  const auto pieces = base::split_list(expression);
  const auto is_wildcard = [](const auto& piece) { return piece == "_all" || piece.contains('*'); };
  if (pieces.empty() || std::ranges::any_of(pieces, is_wildcard))
    return fail(ErrorKind::illegal_argument, "Wildcard expressions or all indices are not allowed");
  return {};
}

std::optional<content::SourceFilter> read_source_filter(RequestContext& request) {
  const auto source = request.parameter("_source");
  auto includes = request.list("_source_includes");
  auto excludes = request.list("_source_excludes");
  if (source == "false") return content::SourceFilter::nothing();
  if (source && !source->empty() && *source != "true") includes = request.list("_source");
  if (!source && includes.empty() && excludes.empty()) return std::nullopt;
  return content::SourceFilter(std::move(includes), std::move(excludes));
}

Result<bool> read_refresh(RequestContext& request) {
  const auto value = request.parameter("refresh");
  if (!value || *value == "false" || *value == "wait_for") return false;
  if (value->empty() || *value == "true") return true;
  return fail(ErrorKind::illegal_argument, fmt::format("Unknown value for refresh: [{}].", *value));
}

Result<content::WriteOptions> read_write_options(RequestContext& request) {
  content::WriteOptions options;
  options.if_seq_no = request.parameter("if_seq_no");
  options.if_primary_term = request.parameter("if_primary_term");
  options.version = request.parameter("version");
  options.version_type = request.text("version_type");
  TRY(options.require_alias, request.flag("require_alias"));
  request.accept({"routing", "timeout", "wait_for_active_shards"});
  return options;
}

std::chrono::milliseconds elapsed_since(base::Instant start, base::Clock& clock) {
  return std::max(std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - start));
}

}  // namespace headrace::rest
