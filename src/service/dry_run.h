#pragma once
// A sync that writes nothing: it reads the source and applies rules and texts as a real one would, shows the first documents as they would
// be sent to an empty index (an ingest pipeline comes behind that), and stops (`headrace sync --dry-run`).

#include "service/job.h"

namespace headrace::service {

struct DryRunOptions {
  std::size_t limit = 10;                           ///< documents that are shown, at least one
  std::function<void(std::string_view body)> show;  ///< called for each, one behind the other, from other threads
};

struct DryRunReport {
  bool is_whole = true;  ///< the source was read to its end; else the limit came first, and counts are those up to it
  std::int64_t shown = 0;
  std::int64_t read = 0;
  std::int64_t filtered = 0;  ///< rejected by the rules
  std::int64_t failed = 0;
  std::int64_t without_text = 0;
  std::int64_t removed = 0;             ///< deletions that a reader of changes asks for
  std::vector<std::string> notes = {};  ///< warnings and errors that the log of a job would have, and failed documents
};

/// Where a dry run "writes": it keeps nothing.
class DryRunTarget final : public ContentTarget {
 public:
  /// What all targets of one dry run have in common.
  struct Seen {
    DryRunOptions options;
    std::function<void()> on_enough = {};  ///< the limit is reached
    std::mutex mutex = {};
    // guarded by mutex
    std::int64_t shown = 0, removed = 0;
    std::vector<std::string> notes = {};
  };

  /// `real` is asked for pipelines and for nothing else. `seen` outlives it.
  DryRunTarget(Seen& seen, std::unique_ptr<ContentTarget> real) : seen_(seen), real_(std::move(real)) {}

  Result<void> ensure_index(const std::string&, const json::Value&) override { return {}; }
  Result<std::optional<json::Value>> document(const std::string&, const std::string&) override { return std::nullopt; }
  Result<bool> has_pipeline(const std::string& name) override { return real_->has_pipeline(name); }
  Result<void> scan(const std::string&, const ScanDetail&, const std::function<bool(const StoredDocument&)>&) override { return {}; }
  Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string& pipeline,
                                        std::span<const Operation> operations) override;
  Result<std::uint64_t> count(const std::string&) override { return 0; }

 private:
  Seen& seen_;
  const std::unique_ptr<ContentTarget> real_;
};

/// `connector`: as it is stored. Errors: as those of a job's end, and status_bad_request for a connector that can have none.
Result<DryRunReport> dry_run(const Context& context, const std::string& connector_id, const json::Value& connector,
                             control::SyncJobType type, DryRunOptions options);

}  // namespace headrace::service
