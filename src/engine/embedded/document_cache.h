#pragma once
// The documents that were read or written last, up to a number of bytes. May be used by several threads: it is made of parts, each with a
// lock of its own, that are held for a moment.

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

class DocumentCache {
 public:
  explicit DocumentCache(std::size_t bytes);
  ~DocumentCache();
  DocumentCache(const DocumentCache&) = delete;
  DocumentCache& operator=(const DocumentCache&) = delete;

  std::optional<StoredDocument> find(std::string_view key);
  /// As many as keys.
  std::vector<std::optional<StoredDocument>> find_all(const std::vector<std::string>& keys);

  /// Counts the commits. What was read from disk is only put while no commit came in between, lest an old version replace a new one.
  std::uint64_t commits() const { return commits_; }
  void put_read(const std::string& key, const StoredDocument& document, std::uint64_t commits);

  struct Change {
    std::string key;
    std::optional<StoredDocument> document;  ///< none: removed
  };
  void put_committed(const std::vector<Change>& changes);
  [[nodiscard]] bool is_used() const { return limit_ > 0; }

 private:
  static constexpr std::size_t part_count = 64;
  class Part;

  [[nodiscard]] Part& part_of(std::uint64_t hash);
  void make_room();

  const std::size_t limit_;
  std::array<std::unique_ptr<Part>, part_count> parts_;
  std::atomic<std::size_t> bytes_ = 0;
  std::atomic<std::uint64_t> commits_ = 0;
  std::atomic<std::size_t> next_part_ = 0;  ///< to make room in
};

}  // namespace headrace::engine::embedded
