#pragma once
// A text extraction service beside this server, spoken to as the connector service speaks to it (docs/spec/connector-service.md 18.4).

#include <chrono>
#include <filesystem>
#include <memory>

#include "http/client.h"

namespace headrace::extract {

/// The keys under `extraction_service` of the configuration file.
struct ExtractionServiceSettings {
  std::string host;                           ///< base URL; "": there is none
  std::chrono::milliseconds timeout{30'000};  ///< of one request in all
  bool use_file_pointers = false;             ///< files are written to shared_volume_dir, and their path is sent
  std::size_t stream_chunk_size = 65536;
  std::filesystem::path shared_volume_dir = "/app/files";
};

/// The bytes of a file, pulled piece by piece. Errors are those of whoever has them.
using TakeBytes = std::function<Result<std::size_t>(std::span<char>)>;

class ExtractionService {
 public:
  explicit ExtractionService(ExtractionServiceSettings settings);
  ~ExtractionService();
  ExtractionService(const ExtractionService&) = delete;
  ExtractionService& operator=(const ExtractionService&) = delete;

  /// The text of a file. `extension` (".docx", or "") is all that the service learns of its name. From many threads. Errors: connection,
  /// illegal_argument with what the service said, unavailable when `stop` was set; those of `take`.
  Result<std::string> extract(const TakeBytes& take, std::optional<std::uint64_t> size, std::string_view extension,
                              const std::atomic<bool>& stop);
  Result<std::string> extract(std::string_view content, std::string_view extension, const std::atomic<bool>& stop);

  /// Whether it answers `GET /ping/` (docs/spec/connector-service.md 5.3). Errors: connection.
  Result<void> ping();

 private:
  Result<std::string> send(const TakeBytes& take, std::optional<std::uint64_t> size, const std::atomic<bool>& stop);
  Result<std::string> send_path(const TakeBytes& take, std::string_view extension, const std::atomic<bool>& stop);

  ExtractionServiceSettings settings_;
  http::Client client_;
};

}  // namespace headrace::extract
