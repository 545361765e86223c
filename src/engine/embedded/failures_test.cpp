#include <rocksdb/file_system.h>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/open_engine.h"

namespace headrace::engine::embedded {
namespace {

/// What the disk refuses from now on.
struct Faults {
  std::atomic<bool> writes = false;
  std::atomic<bool> syncs = false;
  std::atomic<int> refused = 0;
  std::atomic<bool> is_full = false;

  rocksdb::IOStatus refuse(const char* what) {
    ++refused;
    return rocksdb::IOStatus::IOError(what);
  }
};

/// A file of RocksDB's log whose writes and syncs can fail.
class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile> file, Faults& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), faults_(faults) {}

  using FSWritableFileOwnerWrapper::Append;
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    if (faults_.writes) return faults_.refuse("no space left");
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    if (faults_.syncs) return faults_.refuse("sync failed");
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
    if (faults_.syncs) return faults_.refuse("sync failed");
    return FSWritableFileOwnerWrapper::Fsync(options, context);
  }

 private:
  Faults& faults_;
};

class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFiles(Faults& faults) : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(faults) {}

  [[nodiscard]] const char* Name() const override { return "FaultyFiles"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, rocksdb::IODebugContext* context) override {
    auto status = FileSystemWrapper::NewWritableFile(name, options, file, context);
    if (status.ok() && name.ends_with(".log")) *file = std::make_unique<FaultyFile>(std::move(*file), faults_);
    return status;
  }
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options, std::uint64_t* free,
                                 rocksdb::IODebugContext* context) override {
    auto status = FileSystemWrapper::GetFreeSpace(path, options, free, context);
    if (faults_.is_full) *free = 1'000;
    return status;
  }

 private:
  Faults& faults_;
};

class Failures : public EngineFixture {
 protected:
  Failures() : env_(rocksdb::NewCompositeEnv(std::make_shared<FaultyFiles>(faults_))) {
    engine_->close();
    engine_.reset();
    auto opened = open_on(
        *env_, {.folder = folder_.path(), .clock = &clock_, .on_fatal = [this](const std::string& what) { fatal_.push_back(what); }});
    if (!opened) throw std::runtime_error(opened.error().reason);
    engine_ = std::move(*opened);
  }
  ~Failures() override { engine_.reset(); }

  Faults faults_;
  std::unique_ptr<rocksdb::Env> env_;
};

TEST_F(Failures, a_failed_sync_is_told_once_and_nothing_is_written_any_more) {
  ASSERT_TRUE(index(jobs, "before", "{}"));
  faults_.syncs = true;
  EXPECT_TRUE(reason_of(index(jobs, "J", "{}"), ErrorKind::unavailable).contains("sync failed"));
  faults_.syncs = false;
  EXPECT_TRUE(reason_of(index(jobs, "K", "{}"), ErrorKind::unavailable).contains("sync failed")) << "never tried again";
  EXPECT_EQ(faults_.refused, 1);
  engine_->close();
  ASSERT_EQ(fatal_.size(), 1U);
  EXPECT_TRUE(fatal_[0].contains("sync failed"));
  restart();
  EXPECT_EQ(source_of(jobs, "before"), "{}");
}

TEST_F(Failures, what_was_not_committed_is_not_seen) {
  ASSERT_TRUE(index(jobs, "J", R"({"status":"pending"})"));
  faults_.writes = true;
  EXPECT_FALSE(update(jobs, "J", R"({"status":"error"})"));
  EXPECT_EQ(source_of(jobs, "J"), R"({"status":"pending"})");
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"error"}}}}), std::vector<std::string>{});
  EXPECT_EQ(listed({.index = jobs, .filters = {{"status", {"pending"}}}}), std::vector<std::string>{"J"});
}

TEST_F(Failures, a_disk_that_is_nearly_full_takes_removals_and_reads_only) {
  ASSERT_TRUE(index(jobs, "J", "{}"));
  faults_.is_full = true;
  EXPECT_TRUE(reason_of(index(jobs, "K", "{}"), ErrorKind::cluster_block).contains("disk usage exceeded flood-stage watermark"));
  EXPECT_TRUE(reason_of(index("i", "K", "{}"), ErrorKind::cluster_block).starts_with("index [i] blocked by: "));
  auto put = [](StateView& view) -> Result<void> {
    view.put(jobs, "K", "{}");
    return {};
  };
  EXPECT_TRUE(reason_of(transact({}, put), ErrorKind::cluster_block).contains(jobs));
  EXPECT_EQ(source_of(jobs, "J"), "{}");
  EXPECT_EQ(remove(jobs, "J")->outcome, Outcome::deleted);
  faults_.is_full = false;
  EXPECT_TRUE(index(jobs, "K", "{}"));
  EXPECT_TRUE(fatal_.empty());
}

TEST_F(Failures, every_waiter_is_told) {
  faults_.syncs = true;
  int told = 0;
  auto client = [&](int i) -> Awaitable<void> {
    std::vector<Write> one;
    one.push_back({.index = "i", .id = std::to_string(i), .source = "{}"});
    const auto results = co_await content().write(std::move(one));
    if (!results && results.error().kind == ErrorKind::unavailable) ++told;
  };
  std::vector<Awaitable<void>> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(client(i));
  drive_all(std::move(clients));
  EXPECT_EQ(told, 20);
  EXPECT_EQ(faults_.refused, 1);
  engine_->close();
  EXPECT_EQ(fatal_.size(), 1U);
}

}  // namespace
}  // namespace headrace::engine::embedded
