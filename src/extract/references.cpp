#include <gumbo.h>

#include <memory>
#include <span>

#include "extract/markup.h"
#include "json/utf8.h"

namespace headrace::extract {
namespace {

void append_text(const GumboVector& children, std::string& to) {
  for (void* child : std::span(children.data, children.length)) {
    const auto& node = *static_cast<const GumboNode*>(child);
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE) to += node.v.text.text;
  }
}

}  // namespace

std::string decode_references(std::string_view text) {
  if (!text.contains('&')) return std::string(text);
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;  // each would be kept in memory
  const auto destroy = [&options](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(gumbo_parse_with_options(&options, text.data(), text.size()), destroy);
  std::string decoded;
  // Without a tag the document is <html><head></head><body>text</body></html>.
  const auto& parts = output->root->v.element.children;
  for (void* child : std::span(parts.data, parts.length)) {
    const auto& part = *static_cast<const GumboNode*>(child);
    if (part.type == GUMBO_NODE_ELEMENT && part.v.element.tag == GUMBO_TAG_BODY) append_text(part.v.element.children, decoded);
  }
  // gumbo counts without a bound: &#xFFFFFFFFFF; comes out as some byte.
  return json::valid_utf8(decoded);
}

}  // namespace headrace::extract
