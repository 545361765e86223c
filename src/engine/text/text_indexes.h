#pragma once
// The text indices of a store, kept up to date in the background: a writer never waits for them, a search waits until they are there.
//
// No file is made before the first search of an index. From then on it is followed for an hour after its last search; later, and after a
// restart, the next search brings it up to date again. How an engine searches:
//
//   1. catch_up_to(index, the sequence number that the next write will get, deadline), on a thread that may block; false: it goes on all
//      the same and answers with `timed_out: true`
//   2. find(): the ids that may match
//   3. it opens a snapshot and looks at each of them
//   4. an error of either: it reads through all documents instead; the reason is for the log
//
// After each commit it calls written(), and forget() when it deletes an index.

#include <condition_variable>
#include <map>
#include <thread>

#include "base/clock.h"
#include "engine/text/text_index.h"

namespace headrace::engine::text {

/// How long a search waits when it does not say.
inline constexpr std::chrono::seconds default_timeout{30};

/// From any threads.
class TextIndexes {
 public:
  struct Options {
    std::size_t most_documents = 1'000;             ///< of one commit
    std::size_t most_bytes = std::size_t{4} << 20;  ///< of one commit, in sources
    std::chrono::seconds followed_for{3'600};       ///< after the last search
  };

  /// The indices that there are at the start, by number, and how far they are: the sequence number that the next write will get.
  using Existing = std::map<std::uint64_t, std::uint64_t>;

  /// `folder` is made at need. Files of other indices than the `existing` ones are removed; one that is ahead of its index (the documents
  /// came from a backup) is made anew. `source` and `clock` outlive it.
  TextIndexes(std::filesystem::path folder, Existing existing, ChangeSource& source, Options options,
              base::Clock& clock = base::system_clock());
  /// Ends after the commit that is under way. Nobody may wait in catch_up_to() any more: close() sends them away.
  ~TextIndexes();
  TextIndexes(const TextIndexes&) = delete;
  TextIndexes& operator=(const TextIndexes&) = delete;

  /// Everything below `position` of the index has been written, and what was from `logged_from` on can be had by log. Takes note and wakes
  /// the background, unless the index is so far behind that all documents would have to be read: that waits for a search. Never waits for a
  /// disk.
  void written(std::uint64_t index, std::uint64_t position, std::uint64_t logged_from = 0);
  /// Blocks until the index has everything below `position`. False: not by `deadline`. Errors: unavailable; index_not_found when it was
  /// forgotten; what the source or the file says.
  Result<bool> catch_up_to(const IndexIdentity& index, std::uint64_t position, base::Instant deadline);
  /// Everything below it is in the index; 0 when that is not known.
  [[nodiscard]] std::uint64_t position(std::uint64_t index);
  /// TextIndex::find, in the index as it is, after catch_up_to(). Not yet made: nothing is found, at position 0. A file that turns out to
  /// be damaged is made anew in the background.
  Result<std::uint64_t> find(const IndexIdentity& index, const std::vector<TextQuery>& any_of, const Visit& visit);
  /// The index is deleted: its file goes, in the background.
  void forget(std::uint64_t index);
  /// Whoever waits gets unavailable, and nothing is done any more. Safe to call twice.
  void close();

 private:
  struct Scan {
    std::uint64_t position = 0;  ///< when it has ended
    std::string after;           ///< the last id so far
  };
  /// Guarded by mutex_, but for what the thread alone uses.
  struct Entry {
    IndexIdentity index;
    std::shared_ptr<TextIndex> file = nullptr;  ///< shared with those who search; none: not opened yet
    std::uint64_t position = 0;
    std::uint64_t target = 0;
    std::uint64_t logged_from = 0;
    bool is_scanning = false;
    std::size_t waiting = 0;
    base::Instant last_used{};
    bool is_resting = false;  ///< after a failure, until the next search
    bool is_forgotten = false;
    bool is_damaged = false;        ///< to be thrown away
    std::uint64_t thrown_away = 0;  ///< how often it was: what an older search says of it does not count
    std::uint64_t failures = 0;
    Error failure = {};                       ///< the last one
    std::optional<Scan> scan = std::nullopt;  ///< the thread's: the one under way
    bool has_lost_file = false;               ///< the thread's: thrown away since it was last up to date
  };
  using Entries = std::map<std::uint64_t, std::shared_ptr<Entry>>;

  void remove_others();
  void run();
  [[nodiscard]] bool is_followed(const Entry& entry) const;
  [[nodiscard]] bool is_behind(const Entry& entry) const;
  /// Whether it is worth while to go on though nobody waits.
  [[nodiscard]] bool is_near(const Entry& entry) const;
  /// The next one that has something to do: those that are waited for first, each in its turn. nullptr: none.
  std::shared_ptr<Entry> next_entry();
  /// Takes out what is not followed any more.
  std::vector<std::shared_ptr<Entry>> take_unused();
  /// One commit, or one file less.
  void step(Entry& entry);
  /// Errors: those of the file.
  Result<void> open(Entry& entry);
  Result<void> apply(Entry& entry, const ChangePage& page);
  Result<void> apply_scan(Entry& entry, const ChangePage& page);
  void remove(Entry& entry);
  void start_over(Entry& entry, const Error& damage);
  void publish(Entry& entry, std::uint64_t wanted);
  void note_failure(Entry& entry, Error error);
  [[nodiscard]] bool is_closing();

  const std::filesystem::path folder_;
  Existing existing_;  ///< the thread's: those whose file was not opened yet
  ChangeSource& source_;
  const Options options_;
  base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable to_do_, progress_;
  Entries entries_;                ///< guarded by mutex_
  std::uint64_t last_served_ = 0;  ///< guarded by mutex_
  bool is_closing_ = false;        ///< guarded by mutex_
  std::thread thread_;
};

}  // namespace headrace::engine::text
