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
/// The changes of one commit to the list of an index; `seq_no` is the first that the commit took there.
std::string list_changes_key(std::uint64_t index, std::uint64_t seq_no);
/// Which file holds the list of an index.
std::string stored_list_key(std::uint64_t index);

/// In the column family of its own (database.h): the source that lies apart from the record of its document.
std::string body_key(std::uint64_t index, std::uint64_t seq_no);

/// The id in a document or list key.
std::string_view id_of(std::string_view key);
bool is_document_key(std::string_view key);
/// The number in a document key.
std::uint64_t index_of(std::string_view key);

/// From `first` to before `last`.
struct KeyRange {
  std::string first, last;
};
KeyRange indices_range();
KeyRange templates_range();
KeyRange documents_range(std::uint64_t index);
KeyRange lists_range(std::uint64_t index);
KeyRange bodies_range(std::uint64_t index);
/// Of the commits that took these sequence numbers first.
KeyRange list_changes_range(std::uint64_t index, std::uint64_t from, std::uint64_t to);

}  // namespace headrace::engine::embedded
