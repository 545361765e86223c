// Lists that are stored, and what a start makes of them after a clean end, a crash, and damage.

#include <fstream>
#include <random>

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/list_layout.h"
#include "engine/embedded/list_storing.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

std::shared_ptr<Database> database_in(const fs::path& folder) {
  auto database = Database::open(folder / "state", {.write_buffer = std::size_t{1} << 20, .block_cache = nullptr});
  if (!database) throw std::runtime_error(database.error().reason);
  return *database;
}

void remove_keys(rocksdb::DB& rocks, const std::string& first, const std::string& last) {
  ASSERT_TRUE(rocks.DeleteRange({}, rocks.DefaultColumnFamily(), first, last).ok());
}
/// All files but those that the store takes away at this moment, because it needs them no more.
void copy_files(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    std::error_code gone;
    if (entry.is_directory(gone)) {
      copy_files(entry.path(), to / entry.path().filename());
    } else {
      fs::copy_file(entry.path(), to / entry.path().filename(), gone);
      ASSERT_TRUE(!gone || gone == std::errc::no_such_file_or_directory) << gone.message();
    }
  }
}
/// Without them a list can only come from where it was stored.
void remove_list_records(rocksdb::DB& rocks) { remove_keys(rocks, "L", "M"); }

class StoredLists : public EngineFixture {
 protected:
  struct Job {
    std::string created_at, status, connector;
  };

  StoredLists() {
    stored_lists_from_ = 10;
    restart();
  }

  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }

  void put(const std::string& id, const Job& job) {
    const auto source =
        fmt::format(R"({{"created_at":"{}","status":"{}","connector":{{"id":"{}"}}}})", job.created_at, job.status, job.connector);
    ASSERT_TRUE(index(jobs, id, source));
    model_[id] = job;
  }
  void erase(const std::string& id) {
    ASSERT_TRUE(remove(jobs, id));
    model_.erase(id);
  }
  void change() {
    const auto id = "job-" + std::to_string(below(60));
    if (below(4) == 0) {
      erase(id);  // which there need not be: that takes a sequence number too
    } else {
      put(id, {fmt::format("2026-01-{:02}T00:00:00Z", 1 + below(28)), "s" + std::to_string(below(4)), "c" + std::to_string(below(9))});
    }
  }
  void change_many(int count) {
    for (int i = 0; i < count; ++i) ASSERT_NO_FATAL_FAILURE(change());
  }

  [[nodiscard]] std::vector<std::string> expected(const std::string& status = {}) const {
    std::vector<std::pair<std::string, std::string>> places;
    for (const auto& [id, job] : model_) {
      if (status.empty() || job.status == status) places.emplace_back(job.created_at, id);
    }
    std::ranges::sort(places);
    std::vector<std::string> ids;
    for (const auto& [created_at, id] : places) ids.push_back(id);
    return ids;
  }
  void check_lists() {
    ASSERT_EQ(listed({.index = jobs, .filters = {}, .size = 1'000}), expected());
    for (const std::string status : {"s0", "s1", "s2", "s3"})
      ASSERT_EQ(listed({.index = jobs, .filters = {{"status", {status}}}, .size = 1'000}), expected(status));
    const auto changes = run(state().changes(jobs, 0, 1'000));
    ASSERT_TRUE(changes);
    ASSERT_EQ(changes->changes.size(), model_.size());
    for (const auto& change : changes->changes) ASSERT_EQ(run(state().get(jobs, change.id)).value()->seq_no, change.seq_no);
  }

  void close() {
    engine_->close();
    engine_.reset();
  }
  /// Does something to the folder while no engine has it.
  void while_closed(const std::function<void(rocksdb::DB&)>& work) {
    close();
    work(database_in(folder_.path())->rocks());
    restart();
  }
  /// As after a kill: the folder as it is now, without a clean end. The engine goes on in it.
  void crash(const std::function<void(rocksdb::DB&)>& work = [](auto&) {}) {
    const TemporaryFolder copy;
    copy_files(folder_.path(), copy.path());
    close();
    fs::remove_all(folder_.path());
    copy_files(copy.path(), folder_.path());
    work(database_in(folder_.path())->rocks());
    restart();
  }

  [[nodiscard]] fs::path lists() const { return folder_.path() / "state" / "lists"; }
  [[nodiscard]] std::vector<fs::path> files() const {
    std::vector<fs::path> files;
    if (!fs::exists(lists())) return files;
    for (const auto& entry : fs::directory_iterator(lists())) files.push_back(entry.path());
    return files;
  }
  /// Jobs, and their list stored.
  void store_some() {
    change_many(200);
    restart();
    ASSERT_EQ(files().size(), 1U);
  }

  std::mt19937 random_{20261128};
  std::map<std::string, Job> model_;
};

TEST_F(StoredLists, a_list_comes_back_from_its_file_after_a_clean_end) {
  store_some();
  while_closed(remove_list_records);
  check_lists();
  change_many(50);
  check_lists();
}

TEST_F(StoredLists, after_a_crash_the_changes_since_are_made_once_more) {
  store_some();
  for (int round = 0; round < 10; ++round) {
    change_many(40);
    crash(remove_list_records);
    ASSERT_NO_FATAL_FAILURE(check_lists()) << "round " << round;
    if (round % 3 == 2) restart();
  }
}

TEST_F(StoredLists, a_crash_after_removals_changed_values_and_ids_that_came_back) {
  for (int i = 0; i < 20; ++i) put(fmt::format("job-{}", i), {"2026-01-01T00:00:00Z", "s0", "c0"});
  restart();
  put("job-1", {"2026-01-01T00:00:00Z", "s3", "c0"});  // another status
  put("job-2", {"2026-02-01T00:00:00Z", "s0", "c0"});  // another place
  erase("job-3");
  erase("job-4");
  put("job-4", {"2025-01-01T00:00:00Z", "s1", "c9"});  // came back elsewhere
  erase("nothing");
  put("new", {"2026-01-01T00:00:00Z", "s2", "c5"});
  crash(remove_list_records);
  check_lists();
}

TEST_F(StoredLists, small_lists_have_no_file) {
  for (int i = 0; i < 9; ++i) put(std::to_string(i), {"2026-01-01T00:00:00Z", "s0", "c0"});
  restart();
  EXPECT_TRUE(files().empty());
  check_lists();
}

TEST_F(StoredLists, few_changes_are_not_worth_a_new_file) {
  for (int i = 0; i < 300; ++i) put(std::to_string(i), {"2026-01-01T00:00:00Z", "s0", "c0"});
  restart();
  const auto before = files();
  put("0", {"2026-01-02T00:00:00Z", "s0", "c0"});
  restart();
  EXPECT_EQ(files(), before);
  for (int i = 0; i < 5; ++i) put(std::to_string(i), {"2026-01-02T00:00:00Z", "s1", "c0"});
  restart();
  EXPECT_EQ(files().size(), 1U);
  EXPECT_NE(files(), before);
  while_closed(remove_list_records);
  check_lists();
}

TEST_F(StoredLists, a_damaged_file_is_made_anew_from_the_records) {
  store_some();
  const auto file = files().front();
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).write("XXXX", 4);
  restart();
  check_lists();
  restart();
  ASSERT_EQ(files().size(), 1U) << "and stored again";
  while_closed(remove_list_records);
  check_lists();
}

TEST_F(StoredLists, a_file_that_is_gone_or_cut_short_is_made_anew) {
  store_some();
  for (const std::size_t size : {0, 1, 100}) {
    close();
    fs::resize_file(files().front(), size);
    restart();
    ASSERT_NO_FATAL_FAILURE(check_lists());
    change_many(20);
    restart();
  }
  close();
  fs::remove_all(lists());
  restart();
  check_lists();
}

TEST_F(StoredLists, what_a_crash_left_of_another_file_is_removed) {
  store_some();
  close();
  const auto file = files().front();
  std::ofstream(lists() / "2.77.segments.unfinished") << "half a file";
  fs::copy_file(file, lists() / "2.999999.segments");  // was given its name, but the database never named it
  remove_list_records(database_in(folder_.path())->rocks());
  restart();
  EXPECT_EQ(files(), std::vector{file});
  check_lists();
}

TEST_F(StoredLists, the_file_of_another_folder_is_refused) {
  store_some();
  const auto name = files().front().filename();
  const TemporaryFolder other;
  {
    auto engine = open({.folder = other.path(), .clock = &clock_, .stored_lists_from = 1, .on_fatal = {}});
    ASSERT_TRUE(engine);
    std::vector<Write> writes;
    for (const auto& [id, job] : model_) writes.push_back({.index = jobs, .id = id, .source = "{}"});
    ASSERT_TRUE(run((*engine)->state().write(std::move(writes))));
  }
  close();
  for (const auto& entry : fs::directory_iterator(other.path() / "state" / "lists"))
    fs::copy_file(entry.path(), lists() / name, fs::copy_options::overwrite_existing);
  restart();
  check_lists();
}

TEST_F(StoredLists, changes_that_are_missing_are_noticed) {
  // As when a server that does not know of stored lists has written in between.
  for (const bool all : {true, false}) {
    store_some();
    change_many(30);
    crash([&](rocksdb::DB& rocks) {
      if (all) return remove_keys(rocks, "R", "S");
      const std::unique_ptr<rocksdb::Iterator> at(rocks.NewIterator({}));
      at->Seek("R");
      for (int i = 0; i < 10; ++i) at->Next();
      while (at->Valid() && at->key().ToString() < "R\0\0\0\0\0\0\0\2"s) at->Next();
      ASSERT_TRUE(at->Valid() && at->key().starts_with("R"));
      ASSERT_TRUE(rocks.Delete({}, at->key()).ok());
    });
    ASSERT_NO_FATAL_FAILURE(check_lists());
  }
}

TEST_F(StoredLists, a_file_that_lacks_documents_is_noticed) {
  store_some();
  close();
  {
    const auto database = database_in(folder_.path());
    const auto number = static_cast<std::uint64_t>(std::stoi(files().front().filename().string()));
    const auto stored = find_stored_list(*database, number);
    ASSERT_TRUE(stored && *stored);
    std::string uuid;
    ASSERT_TRUE(database->scan(indices_range(), nullptr, [&](std::string_view, std::string_view value) -> Result<void> {
      TRY(const auto definition, decode_definition(value));
      if (definition.number == number) uuid = definition.uuid;
      return {};
    }));
    auto writer = ListFileWriter::create(*database->rocks().GetFileSystem(), (folder_.path() / "state").string(),
                                         {.index = number, .uuid = uuid, .file = (*stored)->file, .seq_no = (*stored)->seq_no});
    ASSERT_TRUE(writer && (*writer)->finish());
  }
  restart();
  check_lists();
}

TEST_F(StoredLists, list_records_of_another_layout_take_the_file_with_them) {
  store_some();
  stored_lists_from_ = 1'000'000;  // so that it is not stored again at once
  while_closed([](rocksdb::DB& rocks) { ASSERT_TRUE(rocks.Delete({}, std::string(list_layout_key)).ok()); });
  check_lists();
  EXPECT_TRUE(files().empty());
}

TEST_F(StoredLists, a_folder_that_never_stored_a_list_is_opened_and_stores_one) {
  stored_lists_from_ = 1'000'000;
  restart();
  change_many(100);
  while_closed([](rocksdb::DB& rocks) {
    remove_keys(rocks, "R", "S");
    remove_keys(rocks, "G", "H");
  });
  check_lists();
  EXPECT_TRUE(files().empty());
  stored_lists_from_ = 10;
  restart();
  check_lists();
  restart();
  EXPECT_EQ(files().size(), 1U);
}

}  // namespace
}  // namespace headrace::engine::embedded
