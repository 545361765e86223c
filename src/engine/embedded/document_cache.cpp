#include "engine/embedded/document_cache.h"

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <mutex>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace headrace::engine::embedded {
namespace {

/// Nobody outside can choose ids that fall together.
std::uint64_t hash_of(std::string_view key) {
  static const std::uint64_t seed = std::random_device()();
  return XXH3_64bits_withSeed(key.data(), key.size(), seed);
}

struct HashAsItIs {
  using is_avalanching = void;
  std::size_t operator()(std::uint64_t hash) const { return hash; }
};

struct Entry {
  Entry(std::string_view its_key, const StoredDocument& its_document) : key(its_key.begin(), its_key.end()), document(its_document) {}

  [[nodiscard]] bool has(std::string_view wanted) const { return std::string_view(key.data(), key.size()) == wanted; }
  [[nodiscard]] std::size_t bytes() const {
    constexpr std::size_t overhead = 256;  // this, its place in the table, shared source
    return key.size() + document.source->size() + overhead;
  }

  boost::container::small_vector<char, 40> key;
  StoredDocument document;
  std::size_t place = 0;  ///< in the ring
  bool was_used = false;  ///< since the hand came by
};

}  // namespace

/// A clock: a hand goes round its documents and takes out those that were not used since it last came by. A look so costs no more than a
/// mark. Of two keys with the same hash only the later one is kept.
class DocumentCache::Part {
 public:
  std::mutex mutex;  ///< held by whoever calls

  std::optional<StoredDocument> find(std::uint64_t hash, std::string_view key) {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end() || !found->second->has(key)) return std::nullopt;
    found->second->was_used = true;
    return found->second->document;
  }
  /// How many bytes more there are.
  std::size_t put(std::uint64_t hash, std::string_view key, const StoredDocument& document) {
    auto entry = std::make_unique<Entry>(key, document);
    entry->place = ring_.size();
    const auto bytes = entry->bytes();
    ring_.push_back({hash, entry.get()});
    by_hash_.insert_or_assign(hash, std::move(entry));
    return bytes;
  }
  /// How many bytes fewer there are.
  std::size_t erase(std::uint64_t hash) {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return 0;
    const auto bytes = found->second->bytes();
    const auto place = found->second->place;
    ring_[place] = ring_.back();
    ring_[place].entry->place = place;
    ring_.pop_back();
    by_hash_.erase(found);
    return bytes;
  }
  /// Takes out one document; how many bytes fewer there are, none when all were used: the next time they are not.
  std::size_t erase_one() {
    for (auto left = ring_.size(); left > 0; --left) {
      if (hand_ >= ring_.size()) hand_ = 0;
      const auto [hash, entry] = ring_[hand_];
      if (!entry->was_used) return erase(hash);
      entry->was_used = false;
      ++hand_;
    }
    return 0;
  }

 private:
  struct Hour {
    std::uint64_t hash = 0;
    Entry* entry = nullptr;
  };

  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Entry>, HashAsItIs> by_hash_;
  std::vector<Hour> ring_;
  std::size_t hand_ = 0;
};

DocumentCache::DocumentCache(std::size_t bytes) : limit_(bytes) {
  for (auto& part : parts_) part = std::make_unique<Part>();
}

DocumentCache::~DocumentCache() = default;

DocumentCache::Part& DocumentCache::part_of(std::uint64_t hash) {
  constexpr unsigned not_used_by_the_table = 16;  // which takes the lowest 8 bits and the highest ones
  return *parts_[(hash >> not_used_by_the_table) % part_count];
}

std::optional<StoredDocument> DocumentCache::find(std::string_view key) {
  const auto hash = hash_of(key);
  auto& part = part_of(hash);
  const std::lock_guard lock(part.mutex);
  return part.find(hash, key);
}

std::vector<std::optional<StoredDocument>> DocumentCache::find_all(const std::vector<std::string>& keys) {
  std::vector<std::optional<StoredDocument>> documents;
  documents.reserve(keys.size());
  for (const auto& key : keys) documents.push_back(find(key));
  return documents;
}

void DocumentCache::put_read(const std::string& key, const StoredDocument& document, std::uint64_t commits) {
  if (document.source->size() > limit_ / 8) return;  // one large document must not drive out all others
  const auto hash = hash_of(key);
  {
    auto& part = part_of(hash);
    const std::lock_guard lock(part.mutex);
    if (commits != commits_) return;
    bytes_ -= part.erase(hash);
    bytes_ += part.put(hash, key, document);
  }
  make_room();
}

void DocumentCache::put_committed(const std::vector<Change>& changes) {
  ++commits_;  // first: what was read before is not put from here on
  for (const auto& [key, document] : changes) {
    const auto hash = hash_of(key);
    auto& part = part_of(hash);
    const std::lock_guard lock(part.mutex);
    bytes_ -= part.erase(hash);
    if (document && document->source->size() <= limit_ / 8) bytes_ += part.put(hash, key, *document);
  }
  make_room();
}

void DocumentCache::make_room() {
  while (bytes_ > limit_) {
    auto& part = *parts_[next_part_++ % part_count];
    const std::lock_guard lock(part.mutex);
    bytes_ -= part.erase_one();
  }
}

}  // namespace headrace::engine::embedded
