#pragma once
// Stores a list while it is read and written, and takes away what is not needed any more then.

#include "engine/embedded/list_changes.h"
#include "engine/embedded/list_file.h"
#include "engine/embedded/published.h"

namespace headrace::engine::embedded {

class ListStoring {
 public:
  ListStoring(Database& database, const Published& published) : database_(database), published_(published) {}

  /// Called between two steps, without any lock: may wait, and says whether to go on.
  using Pause = std::function<bool()>;
  /// Stores the list of an index, so that a start reads it from there; gives the first sequence number that is not in it. None: `pause`
  /// said no. Errors: unavailable; the list is stored as it was before then.
  Result<std::optional<std::uint64_t>> store(std::uint64_t index, const Pause& pause);
  /// For a list that is too small to be stored: forgets the changes that were kept for that. Gives the first that is kept.
  Result<std::uint64_t> forget(std::uint64_t index);

 private:
  Result<std::optional<std::uint64_t>> write_file(std::uint64_t index, const Pause& pause);
  /// Copies the next documents of the list. False when there are no more.
  Result<bool> copy_some(std::uint64_t index);
  std::size_t keywords_of(const ListIndex& list, KeywordSets::Number set);
  Result<void> put_record(std::uint64_t index, const StoredList& stored);
  void remove_other_files(std::uint64_t index, const std::string& but);

  struct Known {
    std::uint64_t stamp = 0;
    std::size_t keywords = 0;  ///< in the file
  };

  Database& database_;
  const Published& published_;
  std::unique_ptr<ListFileWriter> writer_;
  std::optional<ListPlace> copied_up_to_;
  std::vector<Known> known_;  ///< by number of the set in the list
};

/// Which file the database names for an index. None: it never was stored. Errors: unavailable.
Result<std::optional<StoredList>> find_stored_list(const Database& database, std::uint64_t index);
/// Removes all other files of lists.
void remove_list_files(Database& database, const std::function<bool(std::string_view name)>& is_wanted);

}  // namespace headrace::engine::embedded
