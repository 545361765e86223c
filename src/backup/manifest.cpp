#include "backup/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/strings.h"
#include "json/value.h"

namespace headrace::backup {
namespace {

constexpr std::size_t digest_digits = 64;
constexpr std::string_view between = "  ";  // of sum and name, as sha256sum writes it

std::unexpected<Error> no_manifest(std::string_view why) {
  return fail(ErrorKind::parse, fmt::format("{} is damaged: {}", manifest_name, why));
}

Result<engine::Checkpoint::File> read_file(const json::Value& value) {
  engine::Checkpoint::File file{.path = std::string(value.text("path"))};
  const auto* size = value.find("size");
  const auto bytes = size == nullptr ? std::nullopt : size->integer();
  if (!is_backup_path(file.path) || !bytes || *bytes < 0) return no_manifest("a file has no name or size that it could have");
  file.size = static_cast<std::uint64_t>(*bytes);
  return file;
}

bool is_digest(std::string_view text) {
  return text.size() == digest_digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::uint64_t Manifest::bytes() const {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0}, [](auto sum, const auto& file) { return sum + file.size; });
}

std::string write_manifest(const Manifest& manifest) {
  json::Array files;
  for (const auto& file : manifest.files) files.emplace_back(json::object({{"path", file.path}, {"size", file.size}}));
  return json::write_pretty(json::object({{"version", manifest.version},
                                          {"headrace", manifest.program},
                                          {"data_format", manifest.data_format},
                                          {"made_at", manifest.made_at},
                                          {"bytes", manifest.bytes()},
                                          {"sealing_key", "not in it"},
                                          {"files", std::move(files)}}));
}

Result<Manifest> read_manifest(std::string_view text) {
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return no_manifest("it is no JSON object");
  Manifest manifest{.version = static_cast<int>(value->number("version")),
                    .program = std::string(value->text("headrace")),
                    .data_format = static_cast<int>(value->number("data_format")),
                    .made_at = std::string(value->text("made_at")),
                    .files = {}};
  if (manifest.version > backup_version)
    return fail(ErrorKind::unavailable,
                fmt::format("it was made by a newer Headrace ({}): it has version {}, and this one knows versions up to {}",
                            manifest.program, manifest.version, backup_version));
  if (manifest.version < 1 || manifest.data_format < 1) return no_manifest("it names no versions");
  const auto* files = value->find("files");
  if (files == nullptr || !files->is_array() || files->as_array().empty()) return no_manifest("it names no files");
  for (const auto& one : files->as_array()) {
    TRY(auto file, read_file(one));
    manifest.files.push_back(std::move(file));
  }
  return manifest;
}

std::string write_checksums(const Checksums& checksums) {
  std::string text;
  for (const auto& [path, digest] : checksums) text += fmt::format("{}{}{}\n", digest, between, path);
  return text;
}

Result<Checksums> read_checksums(std::string_view text) {
  Checksums checksums;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const bool is_line = end != std::string_view::npos && line.size() > digest_digits + between.size() &&
                         is_digest(line.substr(0, digest_digits)) && line.substr(digest_digits).starts_with(between);
    if (!is_line) return fail(ErrorKind::parse, fmt::format("{} is damaged: a line is no checksum with a name", checksums_name));
    checksums.insert_or_assign(std::string(line.substr(digest_digits + between.size())), std::string(line.substr(0, digest_digits)));
    text.remove_prefix(end + 1);
  }
  return checksums;
}

bool is_backup_path(std::string_view path) {
  constexpr std::size_t longest = 100;
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  if (path == "format") return true;
  if (path.size() > longest) return false;
  for (const std::string_view store : {"state/", "content/"}) {
    if (!path.starts_with(store)) continue;
    const auto name = path.substr(store.size());
    return !name.empty() && name.front() != '.' && name.find_first_not_of(allowed) == std::string_view::npos;
  }
  return false;
}

}  // namespace headrace::backup
