#include "engine/embedded/list_storing.h"

#include <random>

#include "engine/embedded/apply_write.h"
#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/recovery.h"

namespace headrace::engine::embedded {
namespace {

/// A state store without its threads: what the writer does is done here, between the steps of storing.
class ListStoringModel : public ::testing::Test {
 protected:
  ListStoringModel() { open(); }

  void open() {
    published_.reset();
    state_ = {};
    auto database = Database::open(folder_.path(), {.write_buffer = std::size_t{4} << 20, .block_cache = nullptr, .may_create = true});
    if (!database) throw std::runtime_error(database.error().reason);
    state_ = {
        .kind = {.holds_state = true, .least_stored_list = 1}, .database = *database, .clock = &clock_, .catalog = {}, .mappings = {}};
    auto recovered = recover(state_);
    if (!recovered) throw std::runtime_error(recovered.error().reason);
    published_.emplace(state_.catalog, std::move(recovered->lists), std::make_shared<const Snapshot>(state_.database), cache_);
    state_.cache = &cache_;
    state_.published = &*published_;
    number_ = state_.catalog.find(jobs)->definition->number;
  }

  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }

  /// One commit with some changes of jobs.
  void commit(int changes) {
    Group group(state_);
    for (int i = 0; i < changes; ++i) {
      const auto id = "job-" + std::to_string(below(4'000));
      Write write{.action = Write::Action::remove, .index = jobs, .id = id, .source = {}};
      if (below(3) != 0) {
        // Many values that come and go, so that their numbers are given anew.
        const auto source = fmt::format(R"({{"created_at":"2026-01-{:02}T00:00:{:02}Z","status":"s{}","connector":{{"id":"c{}"}}}})",
                                        1 + below(28), below(60), below(5), below(100'000));
        write = {.index = jobs, .id = id, .source = source};
      }
      ASSERT_TRUE(apply_write(group, std::move(write)));
    }
    ASSERT_TRUE(group.commit());
  }

  /// Everything that a list says, as text.
  std::vector<std::string> list() {
    std::vector<std::string> lines;
    EXPECT_TRUE(published_->look_at_list(number_, [&](const Index& index, const ListIndex& list) {
      EXPECT_EQ(list.size(), index.counters.documents);
      list.visit_behind(std::nullopt, list.size(), [&](const PlaceView& place, KeywordSets::Number set) {
        const auto keywords = list.keywords_of(set);
        lines.push_back(fmt::format("{} {} {} {} {}", place.id, place.seq_no, place.creation, fmt::join(keywords[0], ","),
                                    fmt::join(keywords[3], ",")));
      });
    }));
    return lines;
  }

  void remove_list_records() {
    auto& rocks = state_.database->rocks();
    ASSERT_TRUE(rocks.DeleteRange({}, rocks.DefaultColumnFamily(), "L", "M").ok());
  }

  TemporaryFolder folder_;
  base::ManualClock clock_{*base::parse_instant("2026-03-04T05:06:07.089Z")};
  DocumentCache cache_{0};
  WriterState state_;
  std::optional<Published> published_;
  std::uint64_t number_ = 0;
  std::mt19937 random_{20261128};
};

TEST_F(ListStoringModel, what_changes_while_a_list_is_stored_is_in_it_after_a_start) {
  for (int i = 0; i < 100; ++i) commit(50);
  for (int round = 0; round < 5; ++round) {
    int steps = 0;
    ListStoring storing(*state_.database, *published_);
    const auto stored = storing.store(number_, [&] {
      ++steps;
      commit(20);
      return true;
    });
    ASSERT_TRUE(stored) << stored.error().reason;
    ASSERT_GT(steps, 5);
    for (int i = 0; i < round; ++i) commit(30);
    const auto expected = list();
    remove_list_records();
    open();
    ASSERT_EQ(list(), expected) << "round " << round;
  }
}

TEST_F(ListStoringModel, storing_that_was_given_up_leaves_what_was_stored) {
  for (int i = 0; i < 50; ++i) commit(50);
  ListStoring storing(*state_.database, *published_);
  ASSERT_TRUE(storing.store(number_, [] { return true; }));
  for (int give_up_at = 1; give_up_at < 6; ++give_up_at) {
    commit(20);
    int steps = 0;
    const auto stored = storing.store(number_, [&] { return ++steps < give_up_at; });
    ASSERT_TRUE(stored);
    ASSERT_FALSE(*stored);
  }
  const auto expected = list();
  remove_list_records();
  open();
  EXPECT_EQ(list(), expected);
}

TEST_F(ListStoringModel, changes_of_small_lists_are_forgotten) {
  commit(50);
  ListStoring storing(*state_.database, *published_);
  ASSERT_TRUE(storing.forget(number_));
  const auto kept = list_changes_range(number_, 0, ~std::uint64_t{0});
  EXPECT_TRUE(state_.database->scan(kept, nullptr, [](auto, auto) -> Result<void> { return fail(ErrorKind::internal, "is kept"); }));
  const auto expected = list();
  open();
  EXPECT_EQ(list(), expected);
}

}  // namespace
}  // namespace headrace::engine::embedded
