#pragma once
// The file of one text index (docs/formats.md): how it is made, known again, and removed.

#include "engine/text/change_source.h"
#include "engine/text/sqlite.h"

namespace headrace::engine::text {

/// The columns of words. Each of the first 31 fields that are seen has one of its own, all others share the last.
inline constexpr int column_count = 32;
inline constexpr int shared_column = column_count - 1;

std::filesystem::path file_of(const std::filesystem::path& folder, std::uint64_t index);
/// The number of the index whose file this is, or whose file it lies beside; none for any other name.
std::optional<std::uint64_t> index_of(const std::filesystem::path& file);

/// Opens it for the one that writes. A file that is not there is made; one that is damaged, of another version, of another index or whose
/// words were split otherwise is thrown away and made anew.
Result<Connection> open_to_write(const std::filesystem::path& file, const IndexIdentity& index);
/// Opens one that is there, to read.
Result<Connection> open_to_read(const std::filesystem::path& file);
/// With what SQLite has beside it. Nobody may have it open who goes on to use it.
Result<void> remove_file(const std::filesystem::path& file);

}  // namespace headrace::engine::text
