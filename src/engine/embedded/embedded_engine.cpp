#include "engine/embedded/embedded_engine.h"

#include <unistd.h>

#include <fstream>
#include <future>

#include "base/log.h"
#include "engine/embedded/embedded_store.h"
#include "engine/embedded/folder.h"
#include "engine/embedded/open_engine.h"
#include "engine/embedded/upkeep.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t block_cache_bytes = 64 * mebibyte;  // of both stores together; taken as it fills
constexpr std::size_t least_document_cache_bytes = 64 * mebibyte;
// Jobs must be able to end when the disk fills up with content. Both leave room for what RocksDB has to merge.
constexpr std::uint64_t state_least_free_bytes = 64 * mebibyte;
constexpr std::uint64_t content_least_free_bytes = 256 * mebibyte;
constexpr std::size_t reader_threads = 2;
/// Smaller sources are not worth a record of their own.
constexpr std::size_t least_apart = 512;

/// What this process may have, as well as the system tells.
std::size_t memory_bytes() {
  const auto pages = ::sysconf(_SC_PHYS_PAGES);
  auto bytes = static_cast<std::size_t>(std::max(pages, 0L)) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::size_t limit = 0;  // of a container; "max" when there is none
  if (std::ifstream file("/sys/fs/cgroup/memory.max"); file >> limit) bytes = std::min(bytes, limit);
  return bytes;
}

std::size_t document_cache_bytes(const Options& options) {
  if (options.document_cache_bytes > 0) return options.document_cache_bytes;
  return std::max(least_document_cache_bytes, memory_bytes() / 8);
}

/// Both stores may fail at the same moment; the process is told once.
class FatalOnce {
 public:
  explicit FatalOnce(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}

  void operator()(const std::string& what) {
    std::call_once(told_, [&] {
      base::log_error("engine", "a write to the data folder failed; nothing more is written", {{"error.message", what}});
      if (tell_) tell_(what);
    });
  }

 private:
  std::once_flag told_;
  std::function<void(const std::string&)> tell_;
};

class EmbeddedEngine final : public Engine {
 public:
  EmbeddedEngine(FolderLock lock, std::function<void(const std::string&)> on_fatal)
      : lock_(std::move(lock)), on_fatal_(std::move(on_fatal)), pool_(reader_threads) {}
  ~EmbeddedEngine() override { EmbeddedEngine::close(); }

  Result<void> open_stores(const Options& options, bool was_set_up, rocksdb::Env& env, const WriteBuffers& buffers) {
    const auto block_cache = rocksdb::NewLRUCache(block_cache_bytes);
    auto open_store = [&](std::string name, StoreKind kind, std::size_t write_buffer) -> Result<std::unique_ptr<EmbeddedStore>> {
      EmbeddedStore::Setup setup{.name = name,
                                 .folder = options.folder / name,
                                 .kind = kind,
                                 .database = {.write_buffer = write_buffer,
                                              .block_cache = block_cache,
                                              .env = &env,
                                              .sealing = kind.holds_state ? options.sealing : nullptr,
                                              .bounds_memory = !kind.holds_state,
                                              .least_apart = kind.holds_state ? std::nullopt : std::optional(least_apart)},
                                 .clock = options.clock,
                                 .pool = &pool_,
                                 .on_fatal = std::ref(on_fatal_)};
      if (!kind.holds_state)
        setup.text = {.folder = options.folder / "text", .least_documents = options.text_index_from, .clock = options.clock};
      TRY(setup.database.may_create, may_create_store(setup.folder, was_set_up));
      return EmbeddedStore::open(std::move(setup));
    };
    const StoreKind state_kind{.holds_state = true,
                               .cache_bytes = document_cache_bytes(options),
                               .least_free_bytes = state_least_free_bytes,
                               .least_stored_list = options.stored_lists_from};
    const StoreKind content_kind{.least_free_bytes = content_least_free_bytes};
    // At the same time: opening a store is mostly waiting for the disk.
    auto content = std::async(std::launch::async, [&] { return open_store("content", content_kind, buffers.content); });
    auto state = open_store("state", state_kind, buffers.state);
    auto opened_content = content.get();
    TRY(state_, std::move(state));
    TRY(content_, std::move(opened_content));
    upkeep_ = std::make_unique<EmbeddedUpkeep>(EmbeddedUpkeep::Setup{
        .state = state_.get(), .content = content_.get(), .links = options.folder / "checkpoints", .clock = options.clock});
    return {};
  }

  StateStore& state() override { return *state_; }
  DocumentStore& content() override { return *content_; }
  Upkeep* upkeep() override { return upkeep_.get(); }

  void close() override {
    const std::lock_guard closing(closing_);
    if (upkeep_) upkeep_->close();
    if (state_) state_->close();
    if (content_) content_->close();
    pool_.close();
    lock_.release();
  }

 private:
  std::mutex closing_;
  FolderLock lock_;  // given back after the stores are closed
  FatalOnce on_fatal_;
  ReaderPool pool_;
  std::unique_ptr<EmbeddedStore> state_, content_;
  std::unique_ptr<EmbeddedUpkeep> upkeep_;
};

}  // namespace

Result<std::unique_ptr<Engine>> open_on(rocksdb::Env& env, Options options, const WriteBuffers& buffers) {
  TRY(auto lock, FolderLock::take(options.folder));
  TRY(const auto format, read_format(env, options.folder));
  const bool was_set_up = format > 0;
  // Before anything is written that an older server could not read.
  if (was_set_up && format < format_version) TRY_VOID(write_format(env, options.folder));
  remove_old_checkpoints(options.folder / "checkpoints");
  auto engine = std::make_unique<EmbeddedEngine>(std::move(lock), std::move(options.on_fatal));
  TRY_VOID(engine->open_stores(options, was_set_up, env, buffers));
  if (!was_set_up) TRY_VOID(write_format(env, options.folder));
  return engine;
}

Result<std::unique_ptr<Engine>> open(Options options) { return open_on(*rocksdb::Env::Default(), std::move(options)); }

}  // namespace headrace::engine::embedded
