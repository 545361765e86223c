#include "engine/embedded/upkeep.h"

#include "base/log.h"
#include "engine/embedded/compaction.h"

namespace headrace::engine::embedded {
namespace {

/// One for a compaction, which takes long, and one for reading backups.
constexpr std::size_t upkeep_threads = 2;

/// True from here on, until the object goes.
class Flag {
 public:
  explicit Flag(std::atomic<bool>& flag) : flag_(flag), is_ours_(!flag.exchange(true)) {}
  ~Flag() {
    if (is_ours_) flag_ = false;
  }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
  [[nodiscard]] bool is_ours() const { return is_ours_; }

 private:
  std::atomic<bool>& flag_;
  bool is_ours_;
};

}  // namespace

ReaderPool& EmbeddedUpkeep::threads() {
  const std::lock_guard lock(mutex_);
  if (!threads_) {
    threads_ = std::make_unique<ReaderPool>(upkeep_threads);
    if (is_closed_) threads_->close();
  }
  return *threads_;
}

Awaitable<Result<std::unique_ptr<Checkpoint>>> EmbeddedUpkeep::checkpoint() {
  auto& readers = threads();
  co_return co_await readers.run<std::unique_ptr<Checkpoint>>(Urgency::state, [this, &readers] {
    const std::lock_guard one_at_a_time(moment_);
    return make_checkpoint(*setup_.state, *setup_.content, setup_.links, *setup_.clock, readers);
  });
}

Awaitable<Result<std::vector<Compacted>>> EmbeddedUpkeep::compact() {
  const Flag running(is_compacting_);
  if (!running.is_ours()) co_return fail(ErrorKind::status_conflict, "a compaction is running already");
  co_return co_await threads().run<std::vector<Compacted>>(Urgency::content, [this] { return compact_both(); });
}

Result<std::vector<Compacted>> EmbeddedUpkeep::compact_both() {
  std::vector<Compacted> stores;
  TRY(auto state, compact("state", *setup_.state));
  stores.push_back(std::move(state));
  TRY(auto content, compact("content", *setup_.content));
  stores.push_back(std::move(content));
  return stores;
}

Result<Compacted> EmbeddedUpkeep::compact(std::string name, EmbeddedStore& store) {
  const auto database = store.database();
  if (!database) return fail(store_closed());
  Compacted compacted{.store = std::move(name)};
  TRY_VOID(database->flush());
  compacted.bytes_before = table_bytes(*database);
  TRY_VOID(check_room(*database, store.least_free_bytes()));
  TRY_VOID(compact_all(*database, is_closed_));
  compacted.bytes_after = table_bytes(*database);
  base::log_info("engine", "compacted",
                 {{"store", compacted.store},
                  {"bytes_before", std::to_string(compacted.bytes_before)},
                  {"bytes_after", std::to_string(compacted.bytes_after)}});
  return compacted;
}

void EmbeddedUpkeep::close() {
  is_closed_ = true;
  ReaderPool* made = nullptr;
  {
    const std::lock_guard lock(mutex_);
    made = threads_.get();
  }
  if (made != nullptr) made->close();  // without the lock: what it waits for may ask for it
}

}  // namespace headrace::engine::embedded
