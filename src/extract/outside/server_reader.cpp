#include "extract/outside/server_reader.h"

#include <fmt/format.h>

#include "extract/outside/pdf_helper.h"

namespace headrace::extract {
namespace {

std::string trimmed(std::string text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  text.erase(std::min(text.find_last_not_of(blanks) + 1, text.size()));
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

}  // namespace

ServerReader::ServerReader(ReaderSettings settings) : settings_(std::move(settings)) {
  if (!settings_.service.host.empty()) service_ = std::make_unique<ExtractionService>(settings_.service);
}

Result<FileText> ServerReader::read(std::string_view content, const FileType& type, std::int64_t most_characters) const {
  Result<FileText> text;
  if (type.reader == Reader::pdf && !settings_.pdf_program.empty()) {
    text = read_pdf_outside(settings_.pdf_program, content, most_characters, stop_);
  } else if (type.reader == Reader::service) {
    if (!service_)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("files of type {} are read by an extraction service, and none is configured (extraction_service.host)",
                              type.media_type));
    text = read_by_service(content);
  } else {
    return text_.read(content, type, most_characters);
  }
  if (text) text->media_type = type.media_type;
  return text;
}

Result<FileText> ServerReader::read_by_service(std::string_view content) const {
  TRY(auto said, service_->extract(content, "", stop_));
  FileText text;
  text.text = trimmed(std::move(said));
  return text;
}

}  // namespace headrace::extract
