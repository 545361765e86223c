#pragma once
// The body of `_mget`: `{"docs":[{"_index":…,"_id":…}]}` or `{"ids":[…]}`.

#include <string>
#include <string_view>
#include <vector>

#include "content/source_filter.h"

namespace headrace::content {

struct WantedDocument {
  std::string index;
  std::string id;
  SourceFilter source;
};

/// `index` and `source` hold for entries that say nothing else; `index` may be "". Errors: x_content_parse, parsing, parse,
/// action_request_validation.
Result<std::vector<WantedDocument>> read_multi_get(std::string_view text, const std::string& index, const SourceFilter& source);

}  // namespace headrace::content
