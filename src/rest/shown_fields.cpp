#include "rest/shown_fields.h"

#include <fmt/format.h>

namespace headrace::rest {

Result<ShownFields> ShownFields::read(std::string_view text) {
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const auto path = rest.substr(0, comma);
    if (path.empty() || path.starts_with('-') || path.contains('*'))
      return fail(
          ErrorKind::illegal_argument,
          fmt::format("Failed to parse parameter [fields] with value [{}]: it is a comma list of names such as [connector.id]", text));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  ShownFields fields;
  fields.paths_ = FilterPath(text);
  return fields;
}

std::string ShownFields::of(const engine::Document& document) const {
  const auto source = json::parse(*document.source);
  // Only a document at the very bound of nesting cannot be read again; it goes out as it is.
  return source ? json::write(paths_.apply(*source)) : *document.source;
}

}  // namespace headrace::rest
