#pragma once
// The documents that were read or written last, up to a number of bytes. May be used by several threads.

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

class DocumentCache {
 public:
  explicit DocumentCache(std::size_t bytes) : limit_(bytes) {}

  std::optional<StoredDocument> find(const std::string& key);
  /// As many as keys.
  std::vector<std::optional<StoredDocument>> find_all(const std::vector<std::string>& keys);

  /// Counts the commits. What was read from disk is only put while no commit came in between, lest an old version replace a new one.
  std::uint64_t commits();
  void put_read(const std::string& key, const StoredDocument& document, std::uint64_t commits);

  struct Change {
    std::string key;
    std::optional<StoredDocument> document;  ///< none: removed
  };
  void put_committed(const std::vector<Change>& changes);
  [[nodiscard]] bool is_used() const { return limit_ > 0; }

 private:
  struct Entry {
    std::string key;
    StoredDocument document;
  };

  static std::size_t size_of(const Entry& entry);
  std::optional<StoredDocument> find_locked(const std::string& key);
  void put(const std::string& key, const StoredDocument& document);
  void erase(const std::string& key);

  const std::size_t limit_;
  std::mutex mutex_;
  // All guarded by mutex_.
  std::list<Entry> recent_;  ///< the last used in front
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
  std::uint64_t commits_ = 0;
};

}  // namespace headrace::engine::embedded
