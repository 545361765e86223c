#include <atomic>
#include <fstream>
#include <thread>

#include "base/strings.h"
#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/folder.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

class Checkpoints : public EngineFixture {
 protected:
  std::unique_ptr<Checkpoint> take() {
    auto taken = run(engine_->upkeep()->checkpoint());
    if (!taken) throw std::runtime_error(taken.error().reason);
    return std::move(*taken);
  }
  /// Writes the files of a checkpoint to a folder.
  static void copy(Checkpoint& checkpoint, const fs::path& folder) {
    for (std::size_t i = 0; i < checkpoint.files().size(); ++i) {
      const auto& file = checkpoint.files()[i];
      const auto bytes = run(checkpoint.read(i, 0, file.size));
      ASSERT_TRUE(bytes) << bytes.error().reason;
      fs::create_directories((folder / file.path).parent_path());
      std::ofstream(folder / file.path, std::ios::binary) << *bytes;
    }
  }
  std::unique_ptr<Engine> opened(const fs::path& folder) {
    auto engine = open({.folder = folder, .clock = &clock_, .on_fatal = {}});
    if (!engine) throw std::runtime_error(engine.error().reason);
    return std::move(*engine);
  }
  static std::uint64_t count(Engine& engine, const std::string& index) {
    const auto infos = run(engine.of(index).indices());
    const auto found = std::ranges::find(*infos, index, &IndexInfo::name);
    return found == infos->end() ? 0 : found->documents;
  }
  std::size_t kept() const {
    const auto links = folder_.path() / "checkpoints";
    return fs::exists(links) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(links), {})) : 0;
  }

  TemporaryFolder other_;
};

TEST_F(Checkpoints, have_what_was_there_before_and_nothing_of_what_came_later) {
  for (int i = 0; i < 50; ++i)
    ASSERT_TRUE(index("i", std::to_string(i), "{}") && index(jobs, std::to_string(i), R"({"status":"pending"})"));
  const auto checkpoint = take();
  EXPECT_EQ(checkpoint->moment(), clock_.now());
  EXPECT_EQ(checkpoint->data_format(), format_version);
  for (int i = 50; i < 100; ++i) ASSERT_TRUE(index("i", std::to_string(i), "{}") && index(jobs, std::to_string(i), "{}"));
  ASSERT_TRUE(run(content().delete_index("i")));
  ASSERT_TRUE(run(engine_->upkeep()->compact())) << "replaces every table";
  copy(*checkpoint, other_.path());
  const auto copied = opened(other_.path());
  EXPECT_EQ(count(*copied, "i"), 50U);
  EXPECT_EQ(count(*copied, jobs), 50U);
  EXPECT_EQ(run(copied->state().list({.index = jobs, .filters = {{"status", {"pending"}}}}))->count, 50U);
}

TEST_F(Checkpoints, leave_nothing_behind) {
  {
    const auto checkpoint = take();
    EXPECT_EQ(kept(), 1U);
  }
  engine_->close();  // waits for what is under way
  EXPECT_EQ(kept(), 0U);
}

TEST_F(Checkpoints, of_a_server_that_was_killed_are_removed_at_the_next_start) {
  fs::create_directories(folder_.path() / "checkpoints/abc/state");
  std::ofstream(folder_.path() / "checkpoints/abc/state/000012.sst") << "x";
  restart();
  EXPECT_EQ(kept(), 0U);
}

/// Each writer makes a job and then a document of it, so that a document without its job would be of another moment than the jobs are.
TEST_F(Checkpoints, show_one_moment_of_both_stores_under_writers) {
  constexpr int writers = 4;
  std::atomic<bool> is_over = false;
  std::array<std::atomic<int>, writers> acknowledged{};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; !is_over; ++i) {
        const auto id = fmt::format("{}-{}", w, i);
        ASSERT_TRUE(index(jobs, id, "{}") && index("i", id, "{}"));
        acknowledged[static_cast<std::size_t>(w)] = i + 1;
      }
    });
  }
  for (int round = 0; round < 5; ++round) {
    std::array<int, writers> before{};
    for (std::size_t w = 0; w < writers; ++w) {
      while (acknowledged[w] <= round * 5) std::this_thread::yield();
      before[w] = acknowledged[w];
    }
    const auto checkpoint = take();
    const TemporaryFolder folder;
    copy(*checkpoint, folder.path());
    const auto copied = opened(folder.path());
    std::uint64_t documents = 0;
    for (std::size_t w = 0; w < writers; ++w) {
      int i = 0;
      while (*run(copied->content().get("i", fmt::format("{}-{}", w, i)))) ++i;
      EXPECT_GE(i, before[w]) << "an acknowledged write is missing";
      documents += static_cast<std::uint64_t>(i);
      for (int job = 0; job < i; ++job) EXPECT_TRUE(*run(copied->state().get(jobs, fmt::format("{}-{}", w, job))));
    }
    EXPECT_EQ(count(*copied, "i"), documents) << "a writer's documents have a gap";
    EXPECT_LE(count(*copied, jobs), documents + writers) << "a job whose document was long acknowledged is there without it";
  }
  is_over = true;
  for (auto& thread : threads) thread.join();
}

TEST_F(Checkpoints, of_a_closed_engine_are_refused) {
  engine_->close();
  EXPECT_EQ(reason_of(run(engine_->upkeep()->checkpoint()), ErrorKind::unavailable), "the server is shutting down");
  EXPECT_EQ(reason_of(run(engine_->upkeep()->compact()), ErrorKind::unavailable), "the server is shutting down");
}

TEST_F(Checkpoints, compaction_takes_what_was_deleted_off_the_disk) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(index("i", std::to_string(i), fmt::format(R"({{"a":"{}"}})", base::random_hex(2'000))));
  take();  // which puts them into a table
  ASSERT_TRUE(run(content().delete_index("i")));
  const auto compacted = run(engine_->upkeep()->compact());
  ASSERT_TRUE(compacted) << compacted.error().reason;
  ASSERT_EQ(compacted->size(), 2U);
  EXPECT_EQ(compacted->at(0).store, "state");
  EXPECT_EQ(compacted->at(1).store, "content");
  EXPECT_GT(compacted->at(1).bytes_before, 400'000U);
  EXPECT_LT(compacted->at(1).bytes_after, 10'000U);
  EXPECT_FALSE(engine_->upkeep()->is_compacting());
}

TEST_F(Checkpoints, one_compaction_runs_at_a_time) {
  ASSERT_TRUE(index("i", "1", "{}"));
  int done = 0;
  int refused = 0;
  const auto compact = [&]() -> Awaitable<void> {
    const auto compacted = co_await engine_->upkeep()->compact();
    if (compacted) ++done;
    if (!compacted && compacted.error().kind == ErrorKind::status_conflict) ++refused;
  };
  std::vector<Awaitable<void>> both;
  both.push_back(compact());
  both.push_back(compact());
  drive_all(std::move(both));
  EXPECT_EQ(done, 1);
  EXPECT_EQ(refused, 1);
}

}  // namespace
}  // namespace headrace::engine::embedded
