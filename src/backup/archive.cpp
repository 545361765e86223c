#include "backup/archive.h"

#include "backup/tar.h"
#include "base/log.h"

namespace headrace::backup {
namespace {

constexpr std::uint64_t piece_bytes = std::uint64_t{256} << 10;

}  // namespace

Archive::Archive(std::unique_ptr<engine::Checkpoint> checkpoint, std::string program)
    : checkpoint_(std::move(checkpoint)),
      program_(std::move(program)),
      seconds_(std::chrono::floor<std::chrono::seconds>(checkpoint_->moment()).time_since_epoch().count()) {}

Awaitable<std::optional<std::string>> Archive::next() {
  if (has_ended_) co_return std::nullopt;
  if (file_ == checkpoint_->files().size()) {
    has_ended_ = true;
    co_return last_files();
  }
  auto piece = co_await next_of_file();
  if (piece) co_return std::move(*piece);
  has_ended_ = true;
  base::log_error("backup", "a backup ended early", {{"error.message", piece.error().reason}});
  // In the middle of a file nothing can be said any more; whoever reads knows then by what is missing.
  if (done_ > 0) co_return std::nullopt;
  co_return entry(error_name, piece.error().reason);
}

Awaitable<Result<std::string>> Archive::next_of_file() {
  const auto& file = checkpoint_->files()[file_];
  const auto size = std::min(piece_bytes, file.size - done_);
  CO_TRY(const auto bytes, co_await checkpoint_->read(file_, done_, size));
  std::string piece = done_ == 0 ? tar_header(file.path, file.size, seconds_) : "";
  hash_.add(bytes);
  piece += bytes;
  done_ += size;
  if (done_ < file.size) co_return piece;
  checksums_.insert_or_assign(file.path, hash_.hex());
  hash_ = crypto::Sha256();
  done_ = 0;
  ++file_;
  co_return piece + tar_padding(file.size);
}

std::string Archive::last_files() {
  const auto manifest = write_manifest({.program = program_,
                                        .data_format = checkpoint_->data_format(),
                                        .made_at = base::format_instant(checkpoint_->moment()),
                                        .files = checkpoint_->files()});
  checksums_.insert_or_assign(std::string(manifest_name), crypto::sha256_hex(manifest));
  return entry(manifest_name, manifest) + entry(checksums_name, write_checksums(checksums_)) + tar_end();
}

std::string Archive::entry(std::string_view path, std::string_view content) const {
  return tar_header(path, content.size(), seconds_).append(content).append(tar_padding(content.size()));
}

}  // namespace headrace::backup
