#pragma once
// Text and metadata out of the bytes of a file, whoever takes them out. The interface; outside/ has what stands behind it in a server.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "extract/file_type.h"

namespace headrace::extract {

struct FileText {
  std::string text;             ///< valid UTF-8, trimmed
  std::string_view media_type;  ///< of the file
  // As far as the file tells; "" is nothing.
  std::string title, author, keywords, language;
  std::string date, modified;  ///< ISO 8601
  std::string creator_tool, format;
};

class FileReader {
 public:
  virtual ~FileReader() = default;
  /// The text of `content`, of `type` by type_of(). Reading may stop after `most_characters` (below 0: never). Blocks for as long as it
  /// takes, within bounds. Errors: illegal_argument with why there is no text, for people; unavailable when it is stopped.
  [[nodiscard]] virtual Result<FileText> read(std::string_view content, const FileType& type, std::int64_t most_characters) const = 0;
};

/// Reads text, Markdown, HTML, XML and JSON in this process, nothing else.
class TextReader final : public FileReader {
 public:
  [[nodiscard]] Result<FileText> read(std::string_view content, const FileType& type, std::int64_t most_characters) const override;
};

}  // namespace headrace::extract
