#include "extract/file_reader.h"

#include <fmt/format.h>

#include "extract/extract.h"

namespace headrace::extract {

Result<FileText> TextReader::read(std::string_view content, const FileType& type, std::int64_t) const {
  if (type.reader != Reader::text)
    return fail(ErrorKind::illegal_argument, fmt::format("no text is taken from files of type {}", type.media_type));
  auto extraction = extract(type.name, content);
  if (!extraction.note.empty()) return fail(ErrorKind::illegal_argument, extraction.note);
  FileText text;
  text.text = std::move(extraction.text);
  text.media_type = type.media_type;
  return text;
}

}  // namespace headrace::extract
