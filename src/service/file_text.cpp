#include "service/file_text.h"

#include <fmt/format.h>

#include "extract/extract.h"
#include "extract/outside/server_reader.h"

namespace headrace::service {
namespace {

constexpr extract::FileType pdf{extract::Reader::pdf, {}, "application/pdf"};

std::unexpected<Error> without_text(std::string why) { return fail(ErrorKind::illegal_argument, std::move(why)); }

/// No bound on its size (18.1): the bytes go through, piece by piece.
Result<std::string> text_by_service(sources::Content& content, std::string_view extension, extract::ExtractionService& service,
                                    const std::atomic<bool>& stop) {
  TRY(const auto bytes, content.open());
  const auto take = [&](std::span<char> to) { return bytes->read(to); };
  return service.extract(take, std::nullopt, extension, stop);
}

}  // namespace

Result<std::string> text_of_content(sources::Content& content, const SyncPlan& plan, const std::atomic<bool>& stop) {
  const auto extension = extract::extension_of(content.name());
  const bool is_known = extract::may_have_text(extension);
  const auto& files = plan.files;
  if (plan.uses_extraction_service && files && files->service() != nullptr && is_known)
    return text_by_service(content, extension, *files->service(), stop);
  const bool is_pdf = extension == ".pdf" && files && files->reads_pdf();
  if (!is_pdf && !extract::is_supported(content.name())) {
    return without_text(is_known
                            ? "files of this kind are read by an extraction service: use_text_extraction_service of the connector, and "
                              "extraction_service.host"
                            : "no text is taken from files of this kind");
  }
  const auto limit = plan.limits.max_file_bytes;
  if (content.size() > limit)
    return without_text(fmt::format("it has {} bytes, more than max_file_download_size ({})", content.size(), limit));
  TRY(const auto bytes, content.read(limit));
  if (is_pdf) {
    const auto longest = plan.limits.max_document_bytes;  // more is not sent anyway
    TRY(auto text, files->read(bytes, pdf, longest == 0 ? -1 : static_cast<std::int64_t>(longest) + 1));
    return std::move(text.text);
  }
  auto extraction = extract::extract(content.name(), bytes);
  if (!extraction.note.empty()) return without_text(std::move(extraction.note));
  return std::move(extraction.text);
}

}  // namespace headrace::service
