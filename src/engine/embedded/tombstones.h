#pragma once
// Versions of documents that were removed a short time ago: whoever makes one again goes on from there, as in the original
// (`index.gc_deletes`; docs/spec/document-api.md 3.1).

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace headrace::engine::embedded {

/// Lives on the writer's thread; ends with the process. Bounded in time and memory.
class Tombstones {
 public:
  static constexpr base::Nanoseconds kept_for = std::chrono::seconds(60);
  static constexpr std::size_t most_bytes = std::size_t{16} << 20;

  /// The version of the removal; none when there was none, or when that is too long ago.
  [[nodiscard]] std::optional<std::uint64_t> version(const std::string& key, base::Instant now) const;
  void put(const std::string& key, std::uint64_t version, base::Instant now);
  /// The document is there again.
  void erase(const std::string& key) { stones_.erase(key); }
  [[nodiscard]] std::size_t size() const { return stones_.size(); }

 private:
  struct Stone {
    std::uint64_t version = 0;
    base::Instant at{};
  };
  struct Burial {
    std::string key;
    base::Instant at{};
  };
  static std::size_t bytes_of(const std::string& key);
  void drop_oldest();

  std::unordered_map<std::string, Stone> stones_;
  std::deque<Burial> order_;  ///< by time; a key may stand in it several times, or have no stone any more
  std::size_t bytes_ = 0;     ///< of order_
};

}  // namespace headrace::engine::embedded
