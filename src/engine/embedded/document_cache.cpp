#include "engine/embedded/document_cache.h"

namespace headrace::engine::embedded {

std::optional<StoredDocument> DocumentCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return find_locked(key);
}

std::vector<std::optional<StoredDocument>> DocumentCache::find_all(const std::vector<std::string>& keys) {
  std::vector<std::optional<StoredDocument>> documents;
  documents.reserve(keys.size());
  const std::lock_guard lock(mutex_);
  for (const auto& key : keys) documents.push_back(find_locked(key));
  return documents;
}

std::optional<StoredDocument> DocumentCache::find_locked(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  recent_.splice(recent_.begin(), recent_, found->second);
  return found->second->document;
}

std::uint64_t DocumentCache::commits() {
  const std::lock_guard lock(mutex_);
  return commits_;
}

void DocumentCache::put_read(const std::string& key, const StoredDocument& document, std::uint64_t commits) {
  const std::lock_guard lock(mutex_);
  if (commits == commits_) put(key, document);
}

void DocumentCache::put_committed(const std::vector<Change>& changes) {
  const std::lock_guard lock(mutex_);
  ++commits_;
  for (const auto& change : changes) {
    if (change.document) {
      put(change.key, *change.document);
    } else {
      erase(change.key);
    }
  }
}

std::size_t DocumentCache::size_of(const Entry& entry) {
  constexpr std::size_t overhead = 256;  // nodes, map slot, shared source
  return entry.key.size() + entry.document.source->size() + overhead;
}

void DocumentCache::put(const std::string& key, const StoredDocument& document) {
  erase(key);
  if (document.source->size() > limit_ / 8) return;  // one large document must not drive out all others
  recent_.push_front({key, document});
  by_key_.emplace(recent_.front().key, recent_.begin());
  bytes_ += size_of(recent_.front());
  while (bytes_ > limit_) erase(std::string(recent_.back().key));
}

void DocumentCache::erase(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  const auto entry = found->second;
  by_key_.erase(found);  // first, since it refers to the entry's key
  bytes_ -= size_of(*entry);
  recent_.erase(entry);
}

}  // namespace headrace::engine::embedded
