#pragma once
// Several scopes read at the same time, each by one of a few threads with a connection of its own; what they give lies in a queue of
// bounded bytes until it is asked for.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "sources/mysql/session.h"

namespace headrace::sources::mysql {

class ParallelStream;

/// Where the reader of a scope puts what it finds.
class ItemSink {
 public:
  explicit ItemSink(ParallelStream& stream) : stream_(stream) {}
  /// Blocks while the queue is full. Errors: `interrupted` when nobody wants more.
  Result<void> put(SourceItem item);
  Result<void> flush();

 private:
  ParallelStream& stream_;
  std::vector<SourceItem> batch_;
  std::size_t bytes_ = 0;
};

struct ScopeTask {
  std::string scope;
  /// Errors of kind internal concern this scope alone; others end the whole stream.
  std::function<Result<void>(Session&, ItemSink&)> read;
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
  friend class ItemSink;
  struct Batch {
    std::vector<SourceItem> items;
    std::size_t bytes = 0;
  };
  void work(std::unique_ptr<Session> session);
  Result<void> work_on_tasks(std::unique_ptr<Session> session);
  Result<std::unique_ptr<Session>> open() const;
  Result<void> run(ScopeTask& task, Session& session);
  Result<void> put(Batch batch);
  Result<bool> take_batch();

  const Settings settings_;
  StreamPlan plan_;
  const StopFlag& stop_;
  StopFlag has_ended_ = false;  ///< nobody asks for more
  std::atomic<std::size_t> next_task_ = 0;

  std::mutex mutex_;
  std::condition_variable has_changed_;
  std::deque<Batch> queue_;
  std::size_t queued_bytes_ = 0;
  std::size_t working_ = 0;
  std::optional<Error> error_;

  Batch current_;          ///< what next() gives out
  std::size_t given_ = 0;  ///< of its items
  std::vector<std::thread> threads_;
};

}  // namespace headrace::sources::mysql
