#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

using namespace std::chrono_literals;

class Transactions : public EngineFixture {
 protected:
  base::Instant now() {
    base::Instant seen;
    auto look = [&](StateView& view) -> Result<void> {
      seen = view.now();
      view.put(jobs, "clock", "{}");
      return {};
    };
    EXPECT_TRUE(transact({}, look));
    return seen;
  }
};

TEST_F(Transactions, see_what_they_asked_for_with_their_own_writes_applied) {
  ASSERT_TRUE(index(jobs, "J", R"({"n":1})"));
  auto rules = [](StateView& view) -> Result<void> {
    EXPECT_EQ(*view.find(jobs, "J")->source, R"({"n":1})");
    EXPECT_EQ(view.find(sync_jobs_alias, "J")->index, sync_jobs_index);
    EXPECT_EQ(view.find(jobs, "K"), nullptr);
    view.put(jobs, "K", R"({"n":2})");
    EXPECT_EQ(*view.find(jobs, "K")->source, R"({"n":2})");
    view.remove(jobs, "J");
    EXPECT_EQ(view.find(jobs, "J"), nullptr);
    return {};
  };
  ASSERT_TRUE(transact({.documents = {{jobs, "J"}, {jobs, "K"}}, .keywords = {}}, rules));
  EXPECT_EQ(source_of(jobs, "J"), "none");
  EXPECT_EQ(source_of(jobs, "K"), R"({"n":2})");
}

TEST_F(Transactions, an_error_of_the_rules_writes_nothing) {
  ASSERT_TRUE(index(jobs, "J", "{}"));
  auto rules = [](StateView& view) -> Result<void> {
    view.put(jobs, "K", "{}");
    view.remove(jobs, "J");
    return fail(ErrorKind::status_conflict, "no");
  };
  EXPECT_EQ(reason_of(transact({.documents = {{jobs, "J"}}, .keywords = {}}, rules), ErrorKind::status_conflict), "no");
  EXPECT_EQ(source_of(jobs, "J"), "{}");
  EXPECT_EQ(source_of(jobs, "K"), "none");
}

TEST_F(Transactions, one_write_that_cannot_be_keeps_all_others_back) {
  auto rules = [](StateView& view) -> Result<void> {
    view.put(jobs, "A", "{}");
    view.put(jobs, "B", "no JSON");
    return {};
  };
  EXPECT_FALSE(transact({}, rules));
  EXPECT_EQ(source_of(jobs, "A"), "none");
  EXPECT_TRUE(listed({.index = jobs, .filters = {}}).empty());
}

TEST_F(Transactions, an_exception_of_the_rules_is_an_error_of_theirs_alone) {
  EXPECT_EQ(reason_of(transact({}, [](StateView&) -> Result<void> { throw std::runtime_error("thrown"); }), ErrorKind::internal), "thrown");
  EXPECT_TRUE(index(jobs, "J", "{}"));
}

TEST_F(Transactions, find_documents_by_keyword_as_they_were_before) {
  ASSERT_TRUE(index(jobs, "b", R"({"connector":{"id":"c"}})"));
  ASSERT_TRUE(index(jobs, "a", R"({"connector.id":"c"})"));
  ASSERT_TRUE(index(jobs, "x", R"({"connector":{"id":"d"}})"));
  auto rules = [](StateView& view) -> Result<void> {
    view.remove(jobs, "a");
    const auto found = view.with(jobs, "connector.id", "c");
    EXPECT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at(0)->id, "a");
    EXPECT_EQ(found.at(1)->id, "b");
    EXPECT_TRUE(view.with(jobs, "connector.id", "other").empty());
    for (const auto* job : found) view.remove(jobs, job->id);
    return {};
  };
  ASSERT_TRUE(transact({.documents = {}, .keywords = {{jobs, "connector.id", "c"}}}, rules));
  EXPECT_EQ(listed({.index = jobs, .filters = {}}), std::vector<std::string>{"x"});
}

TEST_F(Transactions, time_never_goes_back_not_even_over_a_restart) {
  const auto first = now();
  EXPECT_EQ(first, clock_.now());
  clock_.advance(-1h);
  EXPECT_EQ(now(), first);
  restart();
  EXPECT_EQ(now(), first);
  clock_.advance(2h);
  EXPECT_EQ(now(), first + 1h);
}

TEST_F(Transactions, from_many_threads_lose_nothing) {
  constexpr int threads = 4;
  constexpr int clients = 8;
  constexpr int rounds = 25;
  ASSERT_TRUE(index(jobs, "J", R"({"n":0})"));
  auto add = [](StateView& view) -> Result<void> {
    TRY(auto job, json::parse(*view.find(jobs, "J")->source));
    job.set("n", *job.find("n")->integer() + 1);
    view.put(jobs, "J", json::write(job));
    return {};
  };
  auto client = [&]() -> Awaitable<void> {
    for (int i = 0; i < rounds; ++i) {
      const auto done = co_await state().transact({.documents = {{jobs, "J"}}, .keywords = {}}, add);
      EXPECT_TRUE(done);
    }
  };
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      std::vector<Awaitable<void>> all;
      for (int j = 0; j < clients; ++j) all.push_back(client());
      drive_all(std::move(all));
    });
  }
  for (auto& thread : running) thread.join();
  EXPECT_EQ(source_of(jobs, "J"), fmt::format(R"({{"n":{}}})", threads * clients * rounds));
  EXPECT_EQ(run(state().get(jobs, "J"))->value().version, 1U + threads * clients * rounds);
}

TEST_F(Transactions, of_parallel_guarded_updates_one_succeeds) {
  // docs/spec/document-api.md 11.2
  ASSERT_TRUE(index(jobs, "J", "{}"));
  int succeeded = 0;
  auto client = [&](int i) -> Awaitable<void> {
    std::vector<Write> one;
    one.push_back(
        {.action = Write::Action::update, .index = jobs, .id = "J", .source = {}, .doc = json::object({{"by", i}}), .guard = Guard{0, 1}});
    auto results = co_await state().write(std::move(one));
    if (results->at(0)) ++succeeded;
  };
  std::vector<Awaitable<void>> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(client(i));
  drive_all(std::move(clients));
  EXPECT_EQ(succeeded, 1);
}

}  // namespace
}  // namespace headrace::engine::embedded
