#pragma once
// For tests only: one sync from a script into an index in memory.

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/sync.h"
#include "service/test_source.h"

namespace headrace::service {

class SyncTest : public ::testing::Test {
 protected:
  SyncTest() {
    plan_.index = "content";
    plan_.counted_index = "content";
    plan_.limits.max_concurrency = 1;  // requests in the order of the script
  }

  /// Runs a sync over the script; the error text, or "".
  std::string run() {
    type_ = test_source_type(script_);
    plan_.source = &type_;
    sync_ = std::make_unique<Sync>(plan_, [this] { return backend_.content(""); }, clock_);
    const auto result = sync_->run();
    return result ? "" : result.error().reason;
  }
  std::vector<std::string> ids() {
    std::vector<std::string> ids;
    for (const auto& [id, body] : backend_.documents("content")) ids.push_back(id);
    return ids;
  }
  json::Value document(const std::string& id) { return *json::parse(backend_.documents("content")[id]); }
  const SyncCounters& counters() { return sync_->counters(); }

  base::ManualClock clock_{*base::parse_instant("2026-08-20T15:00:00Z")};
  MemoryBackend backend_{clock_};
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  SyncPlan plan_;
  sources::SourceType type_;
  std::unique_ptr<Sync> sync_;
};

}  // namespace headrace::service
