#pragma once
// Text between tags, in one pass over the bytes without a tree: linear in time and without depth, whatever was nested how.
// gumbo builds trees, in time that grows with the square of the depth (8,000 nested <div> take 0.2 s, ten times as many 20 s) and with
// copies of every open formatting element per paragraph; so it is given flat text only, for its table of character references.

#include <string>
#include <string_view>

namespace headrace::extract {

enum class Markup { html, xml };

/// The text of `source` (valid UTF-8): white space collapsed outside of <pre>, a line end where a block began or ended (in XML at each
/// tag), a blank between table cells; without comments, scripts and styles; character references decoded.
std::string text_of_markup(std::string_view source, Markup markup);

/// `text`, in which no `<` may stand, with HTML's character references decoded: "a &lt; b&nbsp;&#x20AC;".
std::string decode_references(std::string_view text);

}  // namespace headrace::extract
