#include "extract/outside/extraction_service.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/strings.h"
#include "http/uri.h"
#include "json/utf8.h"
#include "json/value.h"

namespace headrace::extract {
namespace {

constexpr std::chrono::seconds ping_patience{5};
const std::vector<http::Header>& form_headers() {
  static const auto& headers = *new std::vector<http::Header>{{"Content-Type", "application/octet-stream"}, {"Accept", "application/json"}};
  return headers;
}

http::ClientOptions options_of(const ExtractionServiceSettings& settings, std::chrono::milliseconds timeout) {
  return {.base_url = settings.host, .connect_timeout = std::min(timeout, std::chrono::milliseconds(10'000)), .timeout = timeout};
}

std::unexpected<Error> refused(const ExtractionServiceSettings& settings, std::string_view why) {
  constexpr std::size_t most = 500;
  return fail(ErrorKind::illegal_argument,
              fmt::format("the extraction service at [{}] gave no text: {}", settings.host, json::valid_utf8(why.substr(0, most))));
}

/// `extracted_text`; a status other than 200 and a member `error` are refusals.
Result<std::string> text_of(const http::Response& response, const ExtractionServiceSettings& settings) {
  if (response.status != 200) return refused(settings, fmt::format("it answered with status {}", response.status));
  const auto body = json::parse(response.body);
  if (!body || !body->is_object()) return refused(settings, "its answer is no JSON object");
  if (const auto* error = body->find("error"); error != nullptr && !error->is_null()) {
    const auto message = body->text("message");
    return refused(settings, fmt::format("{}{}{}", error->is_string() ? error->as_string() : json::write(*error),
                                         message.empty() ? "" : ": ", message));
  }
  const auto* text = body->find("extracted_text");
  if (text == nullptr || text->is_null()) return std::string();
  if (!text->is_string()) return refused(settings, "its [extracted_text] is no text");
  return json::valid_utf8(text->as_string());
}

/// A file for the service to read, gone when this goes.
class SharedFile {
 public:
  SharedFile(const std::filesystem::path& folder, std::string_view extension) {
    std::string name = base::random_hex(16);
    const bool is_plain =
        std::ranges::all_of(extension, [](char c) { return c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    if (is_plain) name += extension;
    path_ = folder / name;
    // The service is another user, often in a container of its own.
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  }
  ~SharedFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(path_.c_str());
  }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  Result<void> fill(const TakeBytes& take, std::size_t piece, const std::atomic<bool>& stop) {
    if (descriptor_ < 0) return unwritable();
    std::vector<char> bytes(piece);
    while (!stop) {
      TRY(const auto size, take(bytes));
      if (size == 0) return {};
      for (std::size_t put = 0; put < size;) {
        const auto written = ::write(descriptor_, bytes.data() + put, size - put);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return unwritable();
        put += static_cast<std::size_t>(written);
      }
    }
    return fail(ErrorKind::unavailable, "the server is stopping");
  }

 private:
  [[nodiscard]] std::unexpected<Error> unwritable() const {
    return fail(ErrorKind::illegal_argument,
                fmt::format("the file [{}] for the extraction service cannot be written: {} (extraction_service.shared_volume_dir)",
                            path_.string(), std::generic_category().message(errno)));
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace

ExtractionService::ExtractionService(ExtractionServiceSettings settings)
    : settings_(std::move(settings)), client_(options_of(settings_, settings_.timeout)) {}
ExtractionService::~ExtractionService() = default;

Result<std::string> ExtractionService::extract(const TakeBytes& take, std::optional<std::uint64_t> size, std::string_view extension,
                                               const std::atomic<bool>& stop) {
  return settings_.use_file_pointers ? send_path(take, extension, stop) : send(take, size, stop);
}

Result<std::string> ExtractionService::extract(std::string_view content, std::string_view extension, const std::atomic<bool>& stop) {
  const auto size = content.size();
  const auto take = [content](std::span<char> to) mutable -> Result<std::size_t> {
    const auto count = std::min(to.size(), content.size());
    std::memcpy(to.data(), content.data(), count);
    content.remove_prefix(count);
    return count;
  };
  return extract(take, size, extension, stop);
}

Result<std::string> ExtractionService::send(const TakeBytes& take, std::optional<std::uint64_t> size, const std::atomic<bool>& stop) {
  TRY(const auto response,
      client_.upload("PUT", "/extract_text/", {.take = take, .size = size, .piece = settings_.stream_chunk_size, .stop = &stop},
                     form_headers()));
  return text_of(response, settings_);
}

Result<std::string> ExtractionService::send_path(const TakeBytes& take, std::string_view extension, const std::atomic<bool>& stop) {
  SharedFile file(settings_.shared_volume_dir, extension);
  TRY_VOID(file.fill(take, settings_.stream_chunk_size, stop));
  const auto nothing = [](std::span<char>) -> Result<std::size_t> { return 0; };
  TRY(const auto response, client_.upload("PUT", "/extract_text/?local_file_path=" + http::percent_encode(file.path().string()),
                                          {.take = nothing, .size = 0, .stop = &stop}, form_headers()));
  return text_of(response, settings_);
}

Result<void> ExtractionService::ping() {
  http::Client client(options_of(settings_, ping_patience));
  TRY(const auto response, client.send("GET", "/ping/"));
  if (response.status == 200) return {};
  return fail(ErrorKind::connection, fmt::format("it answered with status {}", response.status));
}

}  // namespace headrace::extract
