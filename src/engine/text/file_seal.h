#pragma once
// The checksum of a file that nobody writes to, kept in a file beside it. SQLite has none of its own, and what a disk has made of the words
// of a document would otherwise look like other words.

#include <filesystem>

#include "base/result.h"

namespace headrace::engine::text {

inline constexpr std::string_view seal_suffix = ".sum";

enum class Seal { none, good, broken };

/// Reads the whole file.
Seal look_at_seal(const std::filesystem::path& file);
/// Of what the file holds now. One that cannot be written is left out: the file is then looked through instead.
void seal(const std::filesystem::path& file);
/// Before the file is written to. Errors: unavailable.
Result<void> break_seal(const std::filesystem::path& file);

}  // namespace headrace::engine::text
