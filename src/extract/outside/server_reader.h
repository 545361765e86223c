#pragma once
// What reads files in a server: text in this process, PDF in a helper process, office formats through an extraction service.

#include <memory>

#include "extract/file_reader.h"
#include "extract/outside/extraction_service.h"

namespace headrace::extract {

struct ReaderSettings {
  std::string pdf_program = {};  ///< that knows `extract-pdf`; "": PDF is not read
  ExtractionServiceSettings service = {};
};

class ServerReader final : public FileReader {
 public:
  explicit ServerReader(ReaderSettings settings);

  [[nodiscard]] Result<FileText> read(std::string_view content, const FileType& type, std::int64_t most_characters) const override;

  /// nullptr: none is configured.
  [[nodiscard]] ExtractionService* service() const { return service_.get(); }
  /// Whatever is being read ends with unavailable, and whatever comes. From any thread.
  void stop() { stop_ = true; }

 private:
  Result<FileText> read_by_service(std::string_view content) const;

  ReaderSettings settings_;
  std::unique_ptr<ExtractionService> service_;
  TextReader text_;
  std::atomic<bool> stop_ = false;
};

}  // namespace headrace::extract
