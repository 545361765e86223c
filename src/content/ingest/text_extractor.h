#pragma once
// Text out of the bytes of an attachment, behind an interface, so that more formats can be added without touching pipelines.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace headrace::content::ingest {

struct ExtractedText {
  std::string content;       ///< valid UTF-8; empty when there is no text in it, as in pictures
  std::string content_type;  ///< "text/html; charset=UTF-8"
  /// What else is known, by the names of the attachment processor: "title", "author", "date", "language", …
  std::vector<std::pair<std::string, std::string>> properties = {};
};

class TextExtractor {
 public:
  TextExtractor() = default;
  TextExtractor(const TextExtractor&) = delete;
  TextExtractor& operator=(const TextExtractor&) = delete;
  virtual ~TextExtractor() = default;

  /// From many threads. `name` is the file's name, a hint, or "". Errors: parse, for what cannot be read
  /// (docs/spec/document-api.md 8.4).
  [[nodiscard]] virtual Result<ExtractedText> extract(std::string_view bytes, std::string_view name) const = 0;
};

/// Plain text, HTML, Markdown, JSON, CSV, XML and what looks like them. Pictures, sound, films and archives have no text; documents of
/// office programs and PDF are errors.
const TextExtractor& text_formats();

}  // namespace headrace::content::ingest
