#pragma once
// Text and metadata of a PDF, in this process: for the helper process and tests (docs/decisions/0007-text-of-files.md).

#include <cstdint>
#include <string>

#include "base/result.h"

namespace headrace::extract::pdf {

struct PdfLimits {
  std::int64_t characters = -1;                             ///< of text; reading stops there. Below 0: no such bound
  std::size_t pages = 10'000;                               ///< a file with more fails, unless `characters` ends the reading before
  std::size_t text_bytes = std::size_t{16} << 20;           ///< likewise
  std::uint64_t stream_bytes = std::uint64_t{64} << 20;     ///< of one stream, unpacked
  std::uint64_t all_stream_bytes = std::uint64_t{1} << 30;  ///< of all that are read
  std::uint64_t steps = 100'000'000;                        ///< operators and glyphs
  std::size_t form_depth = 12;                              ///< forms in forms; deeper ones are passed over
};

struct PdfText {
  std::string text;       ///< valid UTF-8 in the order of the content streams, a line for each line; no white space at both ends
  std::size_t pages = 0;  ///< that were read
  std::string title, author, keywords, creator;
  std::string created, modified;  ///< ISO 8601 in UTC
  std::string version;            ///< "1.7"
  std::string language;           ///< of the catalog, such as "en" or "de-AT"
};

/// A file that is encrypted with an empty user password is read. `bytes` outlive the call only. Never throws. Errors: illegal_argument
/// with why it cannot be read, for people. A file made for it can take memory and time beyond the limits while its structure is read, and
/// deep recursion: hence the helper process.
Result<PdfText> read_pdf(std::string_view bytes, const PdfLimits& limits = {});

}  // namespace headrace::extract::pdf
