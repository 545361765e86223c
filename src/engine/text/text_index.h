#pragma once
// Full text of one index: which documents may hold some words. It lies in a file beside the data, made of what the documents say and
// nothing else, so that it can be thrown away at any time (docs/decisions/0006-full-text.md, docs/formats.md).

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <span>

#include "engine/text/index_reader.h"
#include "engine/text/index_writer.h"

namespace headrace::engine::text {

/// `find` from any threads at any time; everything else from one.
///
/// Errors: unavailable for what may pass (a full disk); internal for a damaged file, for which discard() is there.
class TextIndex {
 public:
  /// Opens `folder`/<number>.fts. A file that is not there, or is no good (damaged, of another version, of another index), is made anew.
  static Result<std::unique_ptr<TextIndex>> open(const std::filesystem::path& folder, const IndexIdentity& index);
  /// Notes beside the file that nothing was cut off, and its checksum.
  ~TextIndex();
  TextIndex(const TextIndex&) = delete;
  TextIndex& operator=(const TextIndex&) = delete;

  /// Everything with a lower sequence number is in it. Moves in the same commit as the content.
  [[nodiscard]] std::uint64_t position() const { return position_; }

  /// A page by log, as one commit. A change that the index is already beyond does nothing.
  Result<void> apply(std::span<const Change> changes, std::uint64_t position);
  /// A page of a scan, whose page before ended with `after`. `position`: what is to be reached with this page, the old one on all but the
  /// last. False: so much is to be removed that it has to be called once more, with the same. Errors: internal too when a document that
  /// need not be looked at is not as the index has it.
  Result<bool> apply_scan(std::span<const Change> page, const std::optional<std::string>& after, bool is_last, std::uint64_t position);

  /// Visits, by the bytes of their ids and each once, all documents that held one of the queries at the position that this returns, and
  /// some others (TextQuery says which).
  ///
  /// A search looks at each again, in a state that is not older: found, then looked at. What matched all the while is then found; what has
  /// come since may be missing, and what has gone is seen to be gone. So a search of an older state than the index has (a scroll, a point
  /// in time) must not ask it, unless nothing was written since.
  Result<std::uint64_t> find(const std::vector<TextQuery>& any_of, const Visit& visit);

  /// Throws the file away and begins with an empty one. Waits for those who search.
  Result<void> discard();
  /// Throws the file away for good: nothing is found any more, unavailable.
  Result<void> remove();

 private:
  TextIndex(std::filesystem::path file, IndexIdentity index) : file_(std::move(file)), index_(std::move(index)) {}

  Result<void> open_writer();
  Result<std::unique_ptr<IndexReader>> take_reader();
  void give_back(std::unique_ptr<IndexReader> reader);
  Result<void> close_and_remove();

  const std::filesystem::path file_;
  const IndexIdentity index_;
  std::unique_ptr<IndexWriter> writer_;  ///< none: a discarded file could not be made anew yet
  std::atomic<std::uint64_t> position_ = 0;
  std::mutex entrance_;       ///< to in_use_: closed while discard() waits, which would never come to its turn otherwise
  std::shared_mutex in_use_;  ///< shared by those who search, so that the file is not taken away from them
  std::mutex mutex_;
  std::vector<std::unique_ptr<IndexReader>> readers_;  ///< idle ones; guarded by mutex_
};

}  // namespace headrace::engine::text
