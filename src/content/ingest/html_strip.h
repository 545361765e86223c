#pragma once
// What `html_strip` makes of a text.

#include <string>
#include <string_view>

namespace headrace::content::ingest {

/// Without tags and comments, with character references decoded. A tag of a block leaves a line end, one within a line nothing;
/// scripts and styles go with their contents. In one pass.
std::string strip_html(std::string_view text);

}  // namespace headrace::content::ingest
