#include "backup/folder.h"

#include <fmt/format.h>

#include <fstream>

#include "backup/archive.h"

namespace headrace::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view try_again = "Make the backup again.";

std::unexpected<Error> no_backup(const fs::path& folder, std::string_view why) {
  return refuse(fmt::format("{} cannot be restored.", folder.string()), why, "Use another backup.");
}

std::unexpected<Error> incomplete(std::string_view why) { return refuse("The backup did not come whole.", why, try_again); }

Result<std::string> read_small(const fs::path& folder, std::string_view name) {
  constexpr std::uintmax_t most_bytes = std::uintmax_t{256} << 20;
  const auto path = folder / name;
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (problem || size > most_bytes)
    return no_backup(folder, fmt::format("{} cannot be read: {}", name, problem ? problem.message() : "it is too large"));
  std::string text(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(text.data(), static_cast<std::streamsize>(size))) return no_backup(folder, fmt::format("{} cannot be read.", name));
  return text;
}

Result<void> copy_file(const fs::path& from, const fs::path& to, crypto::Sha256& hash) {
  std::ifstream file(from, std::ios::binary);
  OutputFile copy;
  TRY_VOID(copy.open(to));
  std::string piece(std::size_t{1} << 20, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto bytes = std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount()));
    hash.add(bytes);
    TRY_VOID(copy.write(bytes));
  }
  return copy.close();
}

}  // namespace

bool FolderWriter::is_kept(std::string_view path) { return path == manifest_name || path == checksums_name || path == error_name; }

Result<void> FolderWriter::begin_file(std::string_view path, std::uint64_t size) {
  if (!is_backup_path(path) && !is_kept(path)) return incomplete(fmt::format("It holds a file [{}] that no backup has.", path));
  constexpr std::uint64_t most_kept = std::uint64_t{256} << 20;
  if (is_kept(path) && size > most_kept) return incomplete(fmt::format("The file [{}] is too large.", path));
  path_ = path;
  kept_.clear();
  hash_ = crypto::Sha256();
  file_.emplace();
  return file_->open(folder_ / path_);
}

Result<void> FolderWriter::add_bytes(std::string_view bytes) {
  hash_.add(bytes);
  if (is_kept(path_)) kept_ += bytes;
  return file_->write(bytes);
}

Result<void> FolderWriter::end_file() {
  TRY_VOID(file_->close());
  if (path_ == error_name) return refuse("The server could not go on with the backup.", kept_, "Look into its log.");
  if (path_ == checksums_name) {
    checksums_ = kept_;
    return {};
  }
  if (path_ == manifest_name) manifest_ = kept_;
  found_.insert_or_assign(path_, hash_.hex());
  return {};
}

Result<Manifest> FolderWriter::finish() {
  if (checksums_.empty()) return incomplete("Its end is missing.");
  const auto wanted = read_checksums(checksums_);
  const auto manifest = read_manifest(manifest_);
  if (!wanted || !manifest) return incomplete(wanted ? manifest.error().reason : wanted.error().reason);
  if (*wanted != found_) return incomplete("A file has another checksum than was sent.");
  for (const auto& file : manifest->files) {
    if (!found_.contains(file.path)) return incomplete(fmt::format("{} is missing.", file.path));
  }
  return *manifest;
}

Result<OpenedBackup> open_backup(const fs::path& folder) {
  TRY(const auto sums, read_small(folder, checksums_name));
  TRY(const auto text, read_small(folder, manifest_name));
  auto checksums = read_checksums(sums);
  if (!checksums) return no_backup(folder, checksums.error().reason);
  const auto own = checksums->find(manifest_name);
  if (own == checksums->end() || own->second != crypto::sha256_hex(text))
    return no_backup(folder, fmt::format("It is damaged: {} has another checksum than {} says.", manifest_name, checksums_name));
  auto manifest = read_manifest(text);
  if (!manifest) return no_backup(folder, manifest.error().reason);
  for (const auto& file : manifest->files) {
    std::error_code problem;
    const auto size = fs::file_size(folder / file.path, problem);
    if (problem) return no_backup(folder, fmt::format("It is damaged: {}: {}", file.path, problem.message()));
    if (size != file.size)
      return no_backup(folder, fmt::format("It is damaged: {} has {} bytes and should have {}.", file.path, size, file.size));
    if (!checksums->contains(file.path)) return no_backup(folder, fmt::format("It is damaged: {} has no checksum.", file.path));
  }
  return OpenedBackup{std::move(*manifest), std::move(*checksums)};
}

Result<void> copy_files(const OpenedBackup& backup, const fs::path& folder, const fs::path& to) {
  for (const auto& file : backup.manifest.files) {
    crypto::Sha256 hash;
    TRY_VOID(copy_file(folder / file.path, to / file.path, hash));
    if (hash.hex() != backup.checksums.find(file.path)->second)
      return no_backup(folder, fmt::format("It is damaged: {} has another checksum than {} says.", file.path, checksums_name));
  }
  return {};
}

}  // namespace headrace::backup
