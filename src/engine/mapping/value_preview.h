#pragma once
// Pieces of documents as errors show them.

#include <string>
#include <string_view>

namespace headrace::engine::mapping {

/// A value out of the text of a document, as the original shows it: texts without quotes, objects as `{a=1, b=x}`. At most 1,000 bytes.
std::string preview_of_value(std::string_view written);
/// A text, at most 1,000 bytes of it.
std::string preview_of_text(std::string_view text);

}  // namespace headrace::engine::mapping
