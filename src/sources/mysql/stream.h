#pragma once
// Several scopes read at the same time, each by one of a few threads with a connection of its own; what they give lies in a queue of
// bounded bytes until it is asked for.

#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "sources/database/item_queue.h"
#include "sources/mysql/session.h"

namespace headrace::sources::mysql {

struct ScopeTask {
  std::string scope;
  /// Errors of kind internal concern this scope alone; others end the whole stream.
  std::function<Result<void>(Session&, database::Output&)> read;
};

struct StreamPlan {
  std::vector<ScopeTask> tasks;
  std::unique_ptr<Session> session = nullptr;  ///< of the first thread
  std::size_t parallel = 1;
  std::function<json::Value()> cursor = {};  ///< asked for at the end
};

class ParallelStream final : public DocumentStream {
 public:
  /// `stop` outlives it.
  ParallelStream(Settings settings, StreamPlan plan, const StopFlag& stop);
  ~ParallelStream() override;

  Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] json::Value cursor() const override { return plan_.cursor ? plan_.cursor() : json::Value(); }

 private:
  void work(std::unique_ptr<Session> session);
  Result<void> work_on_tasks(std::unique_ptr<Session> session);
  Result<std::unique_ptr<Session>> open() const;
  Result<void> run(ScopeTask& task, Session& session);

  const Settings settings_;
  StreamPlan plan_;
  const StopFlag& stop_;
  StopFlag has_ended_ = false;  ///< nobody asks for more
  std::atomic<std::size_t> next_task_ = 0;

  database::ItemQueue queue_;
  std::mutex mutex_;
  std::optional<Error> error_;  ///< guarded by mutex_

  std::vector<std::thread> threads_;
};

}  // namespace headrace::sources::mysql
