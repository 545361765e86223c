#pragma once
// A sorted table of hashes that is filled once and then asked: in memory up to a bound, beyond it in sorted runs on disk that are merged
// into one file, of which memory holds one hash per block (DESIGN 5, 5). The file has no name: it goes with the process.

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <queue>
#include <vector>

#include "service/unnamed_file.h"

namespace headrace::service {

/// Rows of `width` words; the first two are the key.
template <std::size_t width>
class KnownTable {
 public:
  using Row = std::array<std::uint64_t, width>;
  using Key = std::array<std::uint64_t, 2>;

  KnownTable(std::size_t rows_in_memory, std::filesystem::path folder) : most_(rows_in_memory), folder_(std::move(folder)) {}

  /// About so many will be added.
  void reserve(std::size_t count) { rows_.reserve(std::min(count, most_)); }
  Result<void> add(const Row& row) {
    if (rows_.size() >= most_) TRY_VOID(write_run());
    rows_.push_back(row);
    return {};
  }
  /// All are added; of rows with the same key one stays.
  Result<void> seal() {
    if (runs_.empty()) {
      sort_rows();
      rows_.erase(std::unique(rows_.begin(), rows_.end(), has_same_key), rows_.end());
      size_ = rows_.size();
      return {};
    }
    if (!rows_.empty()) TRY_VOID(write_run());
    TRY_VOID(merge());
    std::vector<Row>().swap(rows_);
    return {};
  }

  struct Found {
    std::size_t position;  ///< among all, by key
    Row row;
  };
  /// After seal(). Errors: of the disk.
  Result<std::optional<Found>> find(const Key& key) {
    if (!file_) return find_in(rows_, 0, key);
    const auto after = std::ranges::upper_bound(fences_, key);
    if (after == fences_.begin()) return std::nullopt;
    const auto block = static_cast<std::size_t>(after - fences_.begin()) - 1;
    if (block != held_block_) {
      held_.resize(std::min(block_rows, size_ - block * block_rows));
      held_block_ = none;
      TRY_VOID(file_->read(held_.data(), held_.size() * sizeof(Row), block * block_rows * sizeof(Row)));
      held_block_ = block;
    }
    return find_in(held_, block * block_rows, key);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_on_disk() const { return file_.has_value(); }

 private:
  static constexpr std::size_t block_rows = 128;
  static constexpr std::size_t none = ~std::size_t{0};
  static Key key_of(const Row& row) { return {row[0], row[1]}; }
  static bool has_same_key(const Row& a, const Row& b) { return key_of(a) == key_of(b); }

  void sort_rows() { std::ranges::sort(rows_, {}, key_of); }
  static std::optional<Found> find_in(const std::vector<Row>& rows, std::size_t first, const Key& key) {
    const auto at = std::ranges::lower_bound(rows, key, {}, key_of);
    if (at == rows.end() || key_of(*at) != key) return std::nullopt;
    return Found{first + static_cast<std::size_t>(at - rows.begin()), *at};
  }

  /// A stretch of sorted rows in the file of runs, read through a small window.
  struct Run {
    std::size_t next, end;  ///< rows of the file
    std::vector<Row> window = {};
    std::size_t at = 0;  ///< in the window
  };
  Result<bool> advance(Run& run) {
    if (++run.at < run.window.size()) return true;
    constexpr std::size_t window_rows = 2048;
    run.window.resize(std::min(window_rows, run.end - run.next));
    run.at = 0;
    if (run.window.empty()) return false;
    TRY_VOID(run_file_->read(run.window.data(), run.window.size() * sizeof(Row), run.next * sizeof(Row)));
    run.next += run.window.size();
    return true;
  }

  Result<void> write_run() {
    if (!run_file_) {
      TRY(run_file_, UnnamedFile::make(folder_));
    }
    sort_rows();
    const auto begin = runs_.empty() ? 0 : runs_.back().end;
    TRY_VOID(run_file_->write(rows_.data(), rows_.size() * sizeof(Row), begin * sizeof(Row)));
    runs_.push_back({.next = begin, .end = begin + rows_.size()});
    rows_.clear();
    return {};
  }

  Result<void> merge() {
    TRY(file_, UnnamedFile::make(folder_));
    const auto is_later = [](const Run* a, const Run* b) { return key_of(a->window[a->at]) > key_of(b->window[b->at]); };
    std::priority_queue<Run*, std::vector<Run*>, decltype(is_later)> heads(is_later);
    for (auto& run : runs_) {
      TRY(const bool has_rows, advance(run));
      if (has_rows) heads.push(&run);
    }
    std::vector<Row> block;
    while (!heads.empty()) {
      auto* run = heads.top();
      heads.pop();
      const auto row = run->window[run->at];
      const bool is_repeated = !block.empty() ? has_same_key(block.back(), row) : size_ > 0 && last_ == key_of(row);
      if (!is_repeated) block.push_back(row);
      if (block.size() == block_rows) TRY_VOID(write_block(block));
      TRY(const bool has_more, advance(*run));
      if (has_more) heads.push(run);
    }
    if (!block.empty()) TRY_VOID(write_block(block));
    run_file_.reset();
    return {};
  }

  Result<void> write_block(std::vector<Row>& block) {
    fences_.push_back(key_of(block.front()));
    TRY_VOID(file_->write(block.data(), block.size() * sizeof(Row), size_ * sizeof(Row)));
    size_ += block.size();
    last_ = key_of(block.back());
    block.clear();
    return {};
  }

  const std::size_t most_;
  const std::filesystem::path folder_;
  std::vector<Row> rows_;
  std::vector<Run> runs_;
  std::optional<UnnamedFile> run_file_, file_;
  std::vector<Key> fences_;  ///< key of the first row of each block of the file
  std::vector<Row> held_;    ///< the block that was read last
  std::size_t held_block_ = none;
  std::size_t size_ = 0;
  Key last_{};
};

}  // namespace headrace::service
