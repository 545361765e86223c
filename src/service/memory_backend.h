#pragma once
// For tests only: a Backend in memory, with faults that a test asks for.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "control/sync_job_snapshot.h"
#include "service/backend.h"
#include "service/direct_content.h"

namespace headrace::service {

class MemoryBackend final : public Backend {
 public:
  explicit MemoryBackend(base::Clock& clock) : clock_(clock) {}

  // What a test sets up and looks at.
  void put_connector(const std::string& id, json::Value source) { put(connectors_, id, std::move(source)); }
  void put_job(const std::string& id, json::Value source) { put(jobs_, id, std::move(source)); }
  /// A pending job of the stored connector, made now.
  void make_job(const std::string& id, const std::string& connector_id, control::SyncJobType type = control::SyncJobType::full) {
    auto made = control::new_sync_job({.connector_id = connector_id, .type = type}, stored_connector(connector_id), clock_.now());
    put_job(id, std::move(*made));
  }
  void merge_connector(const std::string& id, const json::Value& part) { std::ignore = update(connectors_, id, part, std::nullopt); }
  void merge_job(const std::string& id, const json::Value& part) { std::ignore = update(jobs_, id, part, std::nullopt); }
  void remove_connector(const std::string& id) { remove(connectors_, id); }
  void remove_job(const std::string& id) { remove(jobs_, id); }
  json::Value stored_connector(const std::string& id) { return source(connectors_, id); }
  json::Value stored_job(const std::string& id) { return source(jobs_, id); }
  std::string job_status(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? "" : std::string(found->second.source.text("status"));
  }
  std::vector<std::string> job_ids() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, record] : jobs_) ids.push_back(id);
    return ids;
  }
  /// Sources by id.
  std::map<std::string, std::string> documents(const std::string& index) {
    const std::lock_guard lock(mutex_);
    return indices_[index];
  }
  void put_document(const std::string& index, const std::string& id, const std::string& source) {
    const std::lock_guard lock(mutex_);
    indices_[index][id] = source;
  }
  void drop_index(const std::string& index) {
    const std::lock_guard lock(mutex_);
    indices_.erase(index);
  }
  /// The document with this id is refused so many times, for this reason.
  void refuse(const std::string& id, ItemOutcome outcome, int times = 1000) {
    const std::lock_guard lock(mutex_);
    refused_[id] = {std::move(outcome), times};
  }
  /// Waits until `holds`, which may change with every write to the state.
  template <class Condition>
  void wait_for(Condition holds) {
    for (;;) {
      std::uint64_t seen = 0;
      {
        const std::lock_guard lock(listener_mutex_);
        seen = changes_;
      }
      if (holds()) return;
      std::unique_lock lock(listener_mutex_);
      changed_.wait(lock, [&] { return changes_ != seen; });
    }
  }
  std::function<void()> before_claim = {};     ///< what happens between a claimant's look and its claim
  std::function<void()> before_job_read = {};  ///< what happens just before a job is read
  std::atomic<bool> knows_tokens = true;
  std::atomic<bool> is_reachable = true;  ///< the state
  std::atomic<int> failing_bulk = 0;      ///< the number of the bulk request that fails, 0: none
  std::atomic<int> bulks = 0;             ///< requests for documents
  std::atomic<int> reports = 0;

  // Backend
  Result<void> prepare() override { return reachable(); }

  Result<void> connectors(const ConnectorFilter& filter, const Visit& visit) override {
    return each(connectors_, visit, [&](const Record& record) {
      if (is_on(record.source, "deleted")) return false;
      if (std::ranges::find(filter.ids, record.id) != filter.ids.end()) return true;
      if (is_on(record.source, "is_native")) return filter.native;
      return std::ranges::find(filter.service_types, record.source.text("service_type")) != filter.service_types.end();
    });
  }
  Result<std::optional<Record>> connector(const std::string& id) override { return find(connectors_, id); }

  Result<void> jobs(const JobFilter& filter, const Visit& visit) override {
    return each(jobs_, visit, [&](const Record& record) {
      const auto status = control::parse_sync_job_status(record.source.text("status"));
      if (!filter.statuses.empty() && (!status || std::ranges::find(filter.statuses, *status) == filter.statuses.end())) return false;
      const auto* connector = record.source.at_path("connector.id");
      return !filter.connector_ids || std::ranges::find(*filter.connector_ids, connector->as_string()) != filter.connector_ids->end();
    });
  }
  Result<std::optional<Record>> job(const std::string& id) override {
    if (before_job_read) before_job_read();
    return find(jobs_, id);
  }

  Result<void> check_in(const std::string& connector_id) override {
    const auto written = update(connectors_, connector_id, json::object({{"last_seen", base::format_instant(clock_.now())}}), std::nullopt);
    return written ? Result<void>() : fail(written.error());
  }
  Result<std::optional<engine::Guard>> update_connector(const std::string& id, const json::Value& part,
                                                        std::optional<engine::Guard> guard) override {
    return update(connectors_, id, part, guard);
  }
  Result<std::optional<engine::Guard>> update_job(const std::string& id, const json::Value& part,
                                                  std::optional<engine::Guard> guard) override {
    return update(jobs_, id, part, guard);
  }
  Result<bool> create_job(const std::string& id, const json::Value& job) override {
    TRY_VOID(reachable());
    {
      const std::lock_guard lock(mutex_);  // over look and write: of two that make it at once, one does
      if (!jobs_.try_emplace(id, Record{id, job, {seq_no_ + 1, 1}}).second) return false;
      ++seq_no_;
    }
    tell();
    return true;
  }
  Result<ClaimOutcome> claim(const std::string& id, const control::SyncJobClaim& claim) override {
    TRY_VOID(reachable());
    if (before_claim) before_claim();
    if (claim.token && !knows_tokens) return ClaimOutcome::token_unknown;
    const auto now = base::format_instant(clock_.now());
    {
      const std::lock_guard lock(mutex_);  // over look and write: of two that claim at once, one does
      const auto found = jobs_.find(id);
      if (found == jobs_.end()) return fail(ErrorKind::resource_not_found, id);
      auto& job = found->second;
      const auto status = job.source.text("status");
      const bool waits = status == "pending" || status == "suspended";
      if (claim.token && !waits && (status != "in_progress" || holders_[id] != *claim.token)) return ClaimOutcome::refused;
      if (claim.token) holders_[id] = *claim.token;
      json::merge(
          job.source,
          json::object({{"status", "in_progress"}, {"started_at", now}, {"last_seen", now}, {"worker_hostname", claim.worker_hostname}}));
      job.guard.seq_no = ++seq_no_;
    }
    tell();
    return ClaimOutcome::claimed;
  }
  Result<void> report(const std::string& id, const control::SyncJobStats& stats) override {
    auto part = json::object({{"indexed_document_count", stats.indexed_document_count},
                              {"indexed_document_volume", stats.indexed_document_volume},
                              {"deleted_document_count", stats.deleted_document_count},
                              {"last_seen", base::format_instant(clock_.now())}});
    if (stats.metadata) part.set("metadata", *stats.metadata);
    const auto written = update(jobs_, id, part, std::nullopt);
    {
      const std::lock_guard lock(listener_mutex_);  // who waits for a report is told of it, also of one that changed nothing
      ++reports;
      ++changes_;
      changed_.notify_all();
    }
    return written ? Result<void>() : fail(written.error());
  }
  std::unique_ptr<ContentTarget> content(const std::string&) override { return std::make_unique<Content>(*this); }
  bool on_change(std::function<void()> listener) override {
    const std::lock_guard lock(listener_mutex_);
    listener_ = std::move(listener);
    return true;
  }

 private:
  using Records = std::map<std::string, Record>;

  class Content final : public ContentTarget {
   public:
    explicit Content(MemoryBackend& backend) : backend_(backend) {}
    Result<void> ensure_index(const std::string& index, const json::Value&) override {
      const std::lock_guard lock(backend_.mutex_);
      backend_.indices_.try_emplace(index);
      return {};
    }
    Result<std::optional<json::Value>> document(const std::string& index, const std::string& id) override {
      const auto documents = backend_.documents(index);
      const auto found = documents.find(id);
      if (found == documents.end()) return std::nullopt;
      TRY(auto source, json::parse(found->second));
      return source;
    }
    Result<bool> has_pipeline(const std::string&) override { return false; }
    Result<void> scan(const std::string& index, const ScanDetail& detail,
                      const std::function<bool(const StoredDocument&)>& visit) override {
      for (const auto& [id, body] : backend_.documents(index)) {
        if (!visit(stored_document(id, body, detail))) break;
      }
      return {};
    }
    Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string&, std::span<const Operation> operations) override {
      const bool is_note = index.starts_with('.');  // the log and checkpoints of a job come when they come
      if (!is_note && ++backend_.bulks == backend_.failing_bulk) return fail(ErrorKind::connection, "the target hung up");
      const std::lock_guard lock(backend_.mutex_);
      std::vector<ItemOutcome> outcomes;
      for (const auto& operation : operations) {
        if (const auto refused = backend_.refused_.find(operation.id); refused != backend_.refused_.end() && refused->second.second-- > 0) {
          outcomes.push_back(refused->second.first);
          continue;
        }
        outcomes.push_back({.accepted = true});
        if (operation.kind == Operation::Kind::remove) {
          backend_.indices_[index].erase(operation.id);
        } else {
          backend_.indices_[index][operation.id] = operation.body;
        }
      }
      return outcomes;
    }
    Result<std::uint64_t> count(const std::string& index) override { return backend_.documents(index).size(); }

   private:
    MemoryBackend& backend_;
  };

  static bool is_on(const json::Value& object, std::string_view name) {
    const auto* flag = object.find(name);
    return flag != nullptr && flag->is_bool() && flag->as_bool();
  }
  Result<void> reachable() const { return is_reachable ? Result<void>() : fail(ErrorKind::connection, "not reachable"); }
  void tell() {
    const std::lock_guard lock(listener_mutex_);
    ++changes_;
    changed_.notify_all();
    if (listener_) listener_();
  }
  void put(Records& records, const std::string& id, json::Value source) {
    {
      const std::lock_guard lock(mutex_);
      records[id] = {id, std::move(source), {++seq_no_, 1}};
    }
    tell();
  }
  void remove(Records& records, const std::string& id) {
    {
      const std::lock_guard lock(mutex_);
      records.erase(id);
    }
    tell();
  }
  json::Value source(Records& records, const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = records.find(id);
    return found == records.end() ? json::Value() : found->second.source;
  }
  Result<std::optional<Record>> find(Records& records, const std::string& id) {
    TRY_VOID(reachable());
    const std::lock_guard lock(mutex_);
    const auto found = records.find(id);
    return found == records.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::optional<engine::Guard>> update(Records& records, const std::string& id, const json::Value& part,
                                              std::optional<engine::Guard> guard) {
    TRY_VOID(reachable());
    engine::Guard now;
    {
      const std::lock_guard lock(mutex_);
      const auto found = records.find(id);
      if (found == records.end()) return fail(ErrorKind::document_missing, id);
      auto& record = found->second;
      if (guard && guard->seq_no != record.guard.seq_no) return std::nullopt;
      if (!json::merge(record.source, part)) return record.guard;
      record.guard.seq_no = ++seq_no_;
      now = record.guard;
    }
    tell();
    return now;
  }
  /// Visits a copy of those that match, jobs oldest first.
  template <class Matches>
  Result<void> each(Records& records, const Visit& visit, Matches matches) {
    TRY_VOID(reachable());
    std::set<std::pair<std::string, std::string>> found;  // when it was made, id
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, record] : records) {
        if (matches(record)) found.emplace(record.source.text("created_at"), id);
      }
    }
    for (const auto& [created_at, id] : found) {
      const auto record = find(records, id);
      if (record && *record && !visit(**record)) break;
    }
    return {};
  }

  base::Clock& clock_;
  std::mutex mutex_;
  // guarded by mutex_
  Records connectors_, jobs_;
  std::map<std::string, std::string> holders_;
  std::map<std::string, std::map<std::string, std::string>> indices_;
  std::map<std::string, std::pair<ItemOutcome, int>> refused_;
  std::uint64_t seq_no_ = 0;
  std::mutex listener_mutex_;
  std::condition_variable changed_;
  // guarded by listener_mutex_
  std::function<void()> listener_;
  std::uint64_t changes_ = 0;
};

}  // namespace headrace::service
