#include "engine/text/text_indexes.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "engine/text/text_fixture.h"

namespace headrace::engine::text {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using PageForm = ChangePage::Form;

constexpr base::Instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 4}};

class TextIndexesTest : public ::testing::TestWithParam<PageForm> {
 protected:
  TextIndexesTest() { open({{an_index.number, source_.position()}}); }

  void open(TextIndexes::Existing existing) {
    indexes_.reset();
    indexes_ = std::make_unique<TextIndexes>(folder_.path() / "text", std::move(existing), source_,
                                             TextIndexes::Options{.most_documents = 3, .followed_for = 3'600s}, clock_);
  }
  void put(std::string_view prefix, int count) {
    for (int i = 0; i < count; ++i) source_.put(fmt::format("{}{}", prefix, i), R"({"t":"x"})");
  }
  /// As a search does it; the deadline is never reached, since nobody turns the clock.
  Result<bool> catch_up() { return indexes_->catch_up_to(an_index, source_.position(), start + 30s); }
  Ids found(const std::string& text = "x") {
    Ids ids;
    const auto position = indexes_->find(an_index, {{.text = text}}, [&](const Candidate& candidate) {
      ids.emplace_back(candidate.id);
      return true;
    });
    return position ? ids : Ids{"error: " + position.error().reason};
  }
  /// Blocks until the background has come so far by itself. Does not count as a search that follows.
  void wait_for_background(std::uint64_t position) {
    while (true) {
      const auto at = indexes_->find(an_index, {{.text = "x"}}, [](const Candidate&) { return true; });
      if (at && *at >= position) return;
      std::this_thread::yield();
    }
  }
  [[nodiscard]] fs::path file() const { return file_of(folder_.path() / "text", an_index.number); }

  TemporaryFolder folder_;
  MemorySource source_{GetParam()};
  base::ManualClock clock_{start};
  std::unique_ptr<TextIndexes> indexes_;
};

INSTANTIATE_TEST_SUITE_P(ByLog, TextIndexesTest, ::testing::Values(PageForm::log));
INSTANTIATE_TEST_SUITE_P(ByScan, TextIndexesTest, ::testing::Values(PageForm::scan));

TEST_P(TextIndexesTest, without_a_search_there_is_no_file) {
  put("a", 5);
  indexes_->written(an_index.number, source_.position());
  EXPECT_EQ(found(), Ids{});
  indexes_->close();
  EXPECT_FALSE(fs::exists(folder_.path() / "text"));
  EXPECT_EQ(source_.sources(), 0);
}

TEST_P(TextIndexesTest, the_first_search_finds_what_was_there) {
  put("a", 10);
  source_.remove("a3");
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found(), (Ids{"a0", "a1", "a2", "a4", "a5", "a6", "a7", "a8", "a9"}));
  EXPECT_TRUE(fs::exists(file()));
}

TEST_P(TextIndexesTest, an_empty_index_is_caught_up_with) {
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found(), Ids{});
}

TEST_P(TextIndexesTest, an_index_that_is_used_is_followed) {
  put("a", 2);
  EXPECT_EQ(catch_up(), true);
  put("b", 8);
  source_.remove("a0");
  indexes_->written(an_index.number, source_.position());
  wait_for_background(source_.position());
  EXPECT_EQ(found().size(), 9);
}

TEST_P(TextIndexesTest, an_index_that_is_not_used_any_more_is_not_followed) {
  put("a", 2);
  EXPECT_EQ(catch_up(), true);
  clock_.advance(2h);
  put("b", 2);
  indexes_->written(an_index.number, source_.position());
  indexes_->close();
  EXPECT_EQ(source_.sources(), 2);
}

TEST_P(TextIndexesTest, after_a_restart_only_what_is_new_is_taken) {
  put("a", 10);
  EXPECT_EQ(catch_up(), true);
  open({{an_index.number, source_.position()}});
  put("b", 2);
  source_.put("a1", R"({"t":"y"})");
  source_.remove("a2");
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found().size(), 10);
  EXPECT_EQ(found("y"), (Ids{"a1"}));
  EXPECT_LE(source_.sources(), 10U + 4U);
}

TEST_P(TextIndexesTest, what_is_far_behind_may_be_scanned_and_then_followed_by_log) {
  put("a", 10);
  source_.set_form(PageForm::scan);
  EXPECT_EQ(catch_up(), true);
  source_.set_form(PageForm::log);
  source_.remove("a4");
  put("b", 1);
  EXPECT_EQ(catch_up(), true);
  source_.set_form(PageForm::scan);
  source_.remove("a5");
  source_.put("a6", R"({"t":"y"})");
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found(), (Ids{"a0", "a1", "a2", "a3", "a7", "a8", "a9", "b0"}));
}

TEST_P(TextIndexesTest, writes_during_a_catching_up_come_after_it) {
  put("a", 10);
  int page = 0;
  source_.set_before_page([&] {
    if (++page > 3) return;
    source_.put(fmt::format("{}", page), R"({"t":"x"})");   // before what was scanned already
    source_.put(fmt::format("z{}", page), R"({"t":"x"})");  // behind it
    source_.remove(fmt::format("a{}", page));
  });
  EXPECT_EQ(catch_up(), true);
  source_.set_before_page({});
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found(), (Ids{"1", "2", "3", "a0", "a4", "a5", "a6", "a7", "a8", "a9", "z1", "z2", "z3"}));
}

TEST_P(TextIndexesTest, a_search_waits_no_longer_than_its_deadline) {
  put("a", 4);
  std::promise<void> is_asked, may_go_on;
  source_.set_before_page([&, first = true]() mutable {
    if (!std::exchange(first, false)) return;
    is_asked.set_value();
    may_go_on.get_future().wait();
  });
  auto search = std::async(std::launch::async, [&] { return catch_up(); });
  is_asked.get_future().wait();
  // The time is turned until the search has seen it, whether it waited already or not.
  while (search.wait_for(0s) != std::future_status::ready) {
    clock_.advance(31s);
    std::this_thread::yield();
  }
  EXPECT_EQ(search.get(), false);
  EXPECT_EQ(found(), Ids{});
  source_.set_before_page({});
  may_go_on.set_value();
}

TEST_P(TextIndexesTest, a_deadline_in_the_past_tells_how_it_is) {
  put("a", 1);
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(indexes_->catch_up_to(an_index, source_.position(), start - 1s), true);
  EXPECT_EQ(indexes_->catch_up_to(an_index, source_.position() + 1, start - 1s), false);
}

TEST_P(TextIndexesTest, what_the_source_does_not_have_yet_comes_when_it_tells) {
  EXPECT_EQ(catch_up(), true);
  const auto target = source_.position() + 1;
  auto search = std::async(std::launch::async, [&] { return indexes_->catch_up_to(an_index, target, start + 30s); });
  put("a", 1);
  indexes_->written(an_index.number, source_.position());
  // It may have looked in vain and be told too early; whoever writes tells each time.
  while (search.wait_for(0s) != std::future_status::ready) {
    indexes_->written(an_index.number, target);
    std::this_thread::yield();
  }
  EXPECT_EQ(search.get(), true);
}

TEST_P(TextIndexesTest, a_forgotten_index_leaves_nothing) {
  put("a", 4);
  EXPECT_EQ(catch_up(), true);
  source_.set_failure(Error{ErrorKind::index_not_found, "no such index"});
  indexes_->forget(an_index.number);
  while (fs::exists(file())) std::this_thread::yield();
  const auto waited = catch_up();
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().kind, ErrorKind::index_not_found);
  indexes_->close();
  EXPECT_TRUE(fs::is_empty(folder_.path() / "text"));
}

TEST_P(TextIndexesTest, an_index_that_was_not_used_is_forgotten_too) {
  EXPECT_EQ(catch_up(), true);
  open({{an_index.number, source_.position()}});
  ASSERT_TRUE(fs::exists(file()));
  indexes_->forget(an_index.number);
  while (fs::exists(file())) std::this_thread::yield();
}

TEST_P(TextIndexesTest, a_file_that_is_ahead_of_its_index_is_made_anew) {
  put("d", 5);
  EXPECT_EQ(catch_up(), true);
  const auto before = source_.position();
  put("d", 5);
  open({{an_index.number, before - 1}});
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(indexes_->position(an_index.number), source_.position());
  EXPECT_EQ(found(), (Ids{"d0", "d1", "d2", "d3", "d4"}));
}

TEST_P(TextIndexesTest, files_without_an_index_go_at_the_start) {
  EXPECT_EQ(catch_up(), true);
  const auto folder = folder_.path() / "text";
  indexes_.reset();
  for (const auto* name : {"8.fts", "8.fts-wal", "9.fts-shm", "note"}) std::ofstream(folder / name).flush();
  open({{an_index.number, source_.position()}});
  EXPECT_TRUE(fs::exists(file()));
  for (const auto* name : {"8.fts", "8.fts-wal", "9.fts-shm"}) EXPECT_FALSE(fs::exists(folder / name)) << name;
  EXPECT_TRUE(fs::exists(folder / "note"));
}

TEST_P(TextIndexesTest, a_failure_is_told_and_the_next_search_tries_again) {
  put("a", 4);
  source_.set_failure(Error{ErrorKind::unavailable, "no disk"});
  for (int i = 0; i < 2; ++i) {
    const auto waited = catch_up();
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().reason, "no disk");
  }
  source_.set_failure(std::nullopt);
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found().size(), 4);
}

TEST_P(TextIndexesTest, a_file_that_turns_out_to_be_damaged_is_made_anew) {
  put("a", 9);
  EXPECT_EQ(catch_up(), true);
  indexes_->close();
  {
    auto connection = Connection::open(file(), Connection::Mode::existing);
    ASSERT_TRUE(connection && connection->execute("UPDATE words_data SET block = x'00' WHERE id > 10"));
  }
  open({{an_index.number, source_.position()}});
  EXPECT_EQ(catch_up(), true);
  EXPECT_TRUE(found().front().starts_with("error"));
  // That is for the background. Until it is done, a search sees an error or a position that it has not waited for.
  wait_for_background(source_.position());
  EXPECT_EQ(found().size(), 9);
}

TEST_P(TextIndexesTest, a_file_that_contradicts_the_source_is_made_anew_at_once) {
  put("a", 9);
  EXPECT_EQ(catch_up(), true);
  indexes_->close();
  {
    auto connection = Connection::open(file(), Connection::Mode::existing);
    ASSERT_TRUE(connection && connection->execute("DELETE FROM documents WHERE row > 3"));
  }
  open({{an_index.number, source_.position()}});
  source_.set_form(PageForm::scan);
  put("b", 1);
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found().size(), 10);
}

TEST_P(TextIndexesTest, a_folder_that_cannot_be_made_is_told) {
  std::ofstream(folder_.path() / "text").flush();
  const auto waited = catch_up();
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().kind, ErrorKind::unavailable);
}

TEST_P(TextIndexesTest, closing_sends_those_who_wait_away) {
  std::promise<void> is_asked;
  std::promise<void> may_go_on;
  source_.set_before_page([&] {
    is_asked.set_value();
    may_go_on.get_future().wait();
  });
  auto search = std::async(std::launch::async, [&] { return catch_up(); });
  is_asked.get_future().wait();
  auto closing = std::async(std::launch::async, [&] { indexes_->close(); });
  const auto waited = search.get();
  ASSERT_FALSE(waited);
  EXPECT_EQ(waited.error().kind, ErrorKind::unavailable);
  may_go_on.set_value();
  closing.get();
  EXPECT_FALSE(catch_up());
}

TEST_P(TextIndexesTest, many_search_while_others_write) {
  constexpr int threads = 4, rounds = 25;
  std::latch begin(threads + 1);
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) {
    all.emplace_back([&, i] {
      begin.arrive_and_wait();
      for (int round = 0; round < rounds; ++round) {
        const auto id = fmt::format("{}-{}", i, round);
        source_.put(id, R"({"t":"x"})");
        ASSERT_EQ(catch_up(), true);
        const auto ids = found();
        EXPECT_NE(std::ranges::find(ids, id), ids.end()) << id;
      }
    });
  }
  all.emplace_back([&] {
    begin.arrive_and_wait();
    for (int i = 0; i < 100; ++i) {
      source_.put("other", fmt::format(R"({{"t":"y{}"}})", i));
      indexes_->written(an_index.number, source_.position());
    }
  });
  for (auto& thread : all) thread.join();
  EXPECT_EQ(catch_up(), true);
  EXPECT_EQ(found().size(), static_cast<std::size_t>(threads * rounds));
  EXPECT_EQ(found("y99"), (Ids{"other"}));
}

}  // namespace
}  // namespace headrace::engine::text
