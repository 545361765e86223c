#pragma once
// What changed last in one index, in memory and of bounded size, for those who follow it. Not synchronised: the store's lock guards it.

#include <deque>

#include "engine/store.h"

namespace headrace::engine::embedded {

class ChangeLog {
 public:
  static constexpr std::size_t most_entries = 4'096;

  explicit ChangeLog(std::size_t entries = most_entries) : most_entries_(entries) {}

  /// Sequence numbers only grow.
  void add(Change change);
  /// Up to `limit` changes from sequence number `from` on, each document at its last one among them. None: some of them are not here any
  /// more, or never were.
  [[nodiscard]] std::optional<Changes> from(std::uint64_t from, std::size_t limit) const;
  /// What has a lower number is not in the log: what was there when the store was opened.
  void begin_at(std::uint64_t seq_no) { first_ = seq_no; }
  /// Changes with lower numbers are not here.
  [[nodiscard]] std::uint64_t first() const { return first_; }
  /// Nor are these and higher ones, yet.
  [[nodiscard]] std::uint64_t end() const { return entries_.empty() ? first_ : entries_.back().seq_no + 1; }

 private:
  std::size_t most_entries_;
  std::deque<Change> entries_;
  std::uint64_t first_ = 0;
};

}  // namespace headrace::engine::embedded
