#pragma once
// Text out of files: plain text, Markdown, HTML and JSON in process; for everything else a clear note.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::extract {

struct Extraction {
  std::string text;  ///< valid UTF-8, white space trimmed at both ends; empty when there is a note
  std::string note;  ///< why there is no text, for people: "no text is taken from .pdf files yet"; empty when there is text (or no content)
};

/// From the last dot of the name, in lower case, such as ".pdf"; "" for one that begins with its only dots
/// (docs/spec/connector-service.md 18.1).
std::string extension_of(std::string_view name);

/// True for the extensions of docs/spec/connector-service.md 18.2.
bool may_have_text(std::string_view extension);

/// True when `name` has an extension (in any case) that text can be taken from.
bool is_supported(std::string_view name);

/// The text of `content`, by the extension of `name`. Never fails: what cannot be read becomes a note. Bounded in depth and memory
/// whatever the input is.
Extraction extract(std::string_view name, std::string_view content);

}  // namespace headrace::extract
