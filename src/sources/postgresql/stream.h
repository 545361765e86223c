#pragma once
// The stream of a read: several tables at a time, each on a connection of its own, all of them in one snapshot.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "sources/postgresql/settings.h"
#include "sources/postgresql/table_read.h"

namespace headrace::sources::postgresql {

/// Reads something whole and puts it out. Errors end the whole read.
using Task = std::function<Result<void>(Session& session, Output& output)>;
/// What is to be read, found out on the first connection, in the snapshot.
using Plan = std::function<Result<std::vector<Task>>(Session& session, const Snapshot& snapshot)>;

/// Where incremental reads go on, by table; several connections write to it.
class Cursors {
 public:
  void set(const std::string& table, const std::string& value) {
    const std::lock_guard lock(mutex_);
    values_[table] = value;
  }
  [[nodiscard]] json::Value value() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> values_;  ///< guarded by mutex_
};

class Stream final : public DocumentStream {
 public:
  /// `stop` outlives this; so does what the tasks of `plan` refer to.
  Stream(const Settings& settings, const StopFlag& stop);
  ~Stream() override;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Connects, takes the snapshot and begins to read.
  Result<void> start(const Plan& plan);
  Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] json::Value cursor() const override { return cursors_.value(); }
  /// For the tasks of this stream.
  Cursors& cursors() { return cursors_; }

 private:
  void work(Session* session);
  Result<void> work_through(Session& session);
  void fail_all(Error error);

  const Settings settings_;
  const StopFlag& stop_;
  std::atomic<bool> is_over_ = false;
  IsStopped is_stopped_;
  std::optional<Session> first_;  ///< keeps the snapshot for others to join
  Snapshot snapshot_;
  std::vector<Task> tasks_;
  std::atomic<std::size_t> next_task_ = 0;
  std::optional<database::ItemQueue> queue_;
  std::mutex mutex_;
  std::optional<Error> error_;  ///< the first one; guarded by mutex_
  Cursors cursors_;
  std::vector<std::thread> threads_;
};

}  // namespace headrace::sources::postgresql
