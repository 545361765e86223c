#pragma once
// What one commit changed in a list, as it is kept beside the documents, so that a stored list (list_file.h) can be brought up to date.

#include <functional>

#include "engine/embedded/codec.h"
#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

class ListChangesEncoder {
 public:
  /// `next` is the first sequence number of the index that the commit did not take.
  explicit ListChangesEncoder(std::uint64_t next);
  void put(std::string_view id, const ListRecord& record);
  void remove(std::string_view id);
  [[nodiscard]] std::string take() { return encoder_.take(); }

 private:
  Encoder encoder_;
};

/// Calls `visit` for each change, with nullptr when the document was removed; gives `next`. Errors: unavailable, when the bytes are damaged
/// or of an unknown version; some changes may have been visited.
Result<std::uint64_t> visit_list_changes(std::string_view bytes,
                                         const std::function<Result<void>(std::string_view id, const ListRecord* record)>& visit);

/// Which file holds the list of an index, and up to where.
struct StoredList {
  std::uint64_t seq_no = 0;  ///< changes with lower numbers are in it, and are not kept any more
  std::string file;          ///< what the file must say that it is; empty: there is none, the list is small

  bool operator==(const StoredList&) const = default;
};

std::string encode(const StoredList&);
/// Errors: unavailable, when the bytes are damaged or of an unknown version.
Result<StoredList> decode_stored_list(std::string_view bytes);

}  // namespace headrace::engine::embedded
