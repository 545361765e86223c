#pragma once
// What a backup says of itself: backup.json (what it is), and SHA256SUMS (the checksums of all its files, in the form of sha256sum).

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/upkeep.h"

namespace headrace::backup {

inline constexpr std::string_view manifest_name = "backup.json";
inline constexpr std::string_view checksums_name = "SHA256SUMS";
/// Raised when an older program could not restore what this one writes.
inline constexpr int backup_version = 1;

struct Manifest {
  int version = backup_version;
  std::string program;  ///< the version of the Headrace that made it
  int data_format = 0;  ///< of the data folder
  std::string made_at;  ///< the moment that it shows
  std::vector<engine::Checkpoint::File> files;

  [[nodiscard]] std::uint64_t bytes() const;
};

std::string write_manifest(const Manifest& manifest);
/// Errors: parse, for what write_manifest does not write; unavailable, for a newer version.
Result<Manifest> read_manifest(std::string_view text);

/// Path -> SHA-256 as hexadecimal digits.
using Checksums = std::map<std::string, std::string, std::less<>>;
std::string write_checksums(const Checksums& checksums);
/// Errors: parse.
Result<Checksums> read_checksums(std::string_view text);

/// True for a name that a file of a backup may have: it cannot lead out of the folder.
bool is_backup_path(std::string_view path);

}  // namespace headrace::backup
