#pragma once
// The keys of one RocksDB instance (docs/formats.md). Documents are found by the number of their index and the bytes of their id; the
// number is never given twice, so that an index made anew under an old name sees nothing of the old one.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::engine::embedded {

inline constexpr std::string_view time_key = "T";         ///< the highest time that a transaction was given
inline constexpr std::string_view next_number_key = "N";  ///< the number of the next index
inline constexpr std::string_view list_layout_key = "V";  ///< by which layout the list records were made

std::string index_key(std::string_view name);
std::string template_key(std::string_view name);
std::string counters_key(std::uint64_t index);
std::string document_key(std::uint64_t index, std::string_view id);
std::string list_key(std::uint64_t index, std::string_view id);

/// The id in a document or list key.
std::string_view id_of(std::string_view key);

/// From `first` to before `last`.
struct KeyRange {
  std::string first, last;
};
KeyRange indices_range();
KeyRange templates_range();
KeyRange documents_range(std::uint64_t index);
KeyRange lists_range(std::uint64_t index);

}  // namespace headrace::engine::embedded
