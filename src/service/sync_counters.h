#pragma once
// What a sync has done so far: written by its data path, read by its heartbeat, without either waiting for the other.

#include <atomic>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "json/value.h"
#include "service/settled.h"

namespace headrace::service {

class SyncCounters {
 public:
  std::atomic<std::int64_t> read = 0;          ///< documents that the source gave
  std::atomic<std::int64_t> filtered = 0;      ///< rejected by the rules
  std::atomic<std::int64_t> unchanged = 0;     ///< skipped by an incremental job
  std::atomic<std::int64_t> indexed = 0;       ///< accepted by the index
  std::atomic<std::int64_t> deleted = 0;       ///< deletions that the index accepted
  std::atomic<std::int64_t> volume_bytes = 0;  ///< of the bodies in `indexed`
  std::atomic<std::int64_t> failed = 0;        ///< documents that are missing or old in the index because something went wrong
  std::atomic<std::int64_t> without_text = 0;  ///< indexed without the text of their content

  std::atomic<std::int64_t> expected = 0;    ///< documents that the source is thought to have; 0: it cannot tell
  std::atomic<std::int64_t> read_again = 0;  ///< that an earlier attempt has written, of which only the id was read
  std::atomic<std::int64_t> missed = 0;      ///< of those, that the index has not any more
  std::atomic<std::int64_t> attempts = 1;

  void add(const Accepted& accepted) {
    indexed += accepted.indexed;
    deleted += accepted.deleted;
    volume_bytes += accepted.volume_bytes;
  }

  /// Mebibytes, rounded half to even (docs/spec/connector-service.md 13.2).
  [[nodiscard]] std::int64_t volume() const { return std::llrint(static_cast<double>(volume_bytes) / 1048576.0); }

  /// Counts a failed document and remembers the first ones.
  void note_failure(std::string id, std::string reason) {
    ++failed;
    const std::lock_guard lock(mutex_);
    if (failures_.size() < max_kept) failures_.push_back({std::move(id), std::move(reason)});
  }

  /// A scope that cannot be read by its nature.
  void note_skipped(std::string scope, std::string reason) {
    const std::lock_guard lock(mutex_);
    if (skipped_.size() < max_skipped) skipped_.push_back({std::move(scope), std::move(reason)});
  }

  /// For the job's member `metadata`; null when there is nothing to tell.
  [[nodiscard]] json::Value metadata() const {
    json::Value told;
    const std::lock_guard lock(mutex_);
    if (failed != 0 || without_text != 0) {
      told.set("failed_document_count", failed.load());
      told.set("documents_without_text", without_text.load());
      json::Array list;
      for (const auto& [id, reason] : failures_) list.push_back(json::object({{"id", id}, {"reason", reason}}));
      told.set("failed_documents", std::move(list));
    }
    if (expected != 0) told.set("expected_document_count", expected.load());
    if (unchanged != 0) told.set("unchanged_document_count", unchanged.load());
    if (attempts > 1) told.set("attempts", attempts.load());
    if (!skipped_.empty()) {
      json::Array list;
      for (const auto& [scope, reason] : skipped_) list.push_back(json::object({{"scope", scope}, {"reason", reason}}));
      told.set("skipped_scopes", std::move(list));
    }
    return told;
  }

 private:
  static constexpr std::size_t max_kept = 10;
  static constexpr std::size_t max_skipped = 100;
  struct Failure {
    std::string id, reason;
  };
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::vector<Failure> failures_, skipped_;
};

}  // namespace headrace::service
