#include "content/search_contexts.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

using namespace std::chrono_literals;

class SearchContextsTest : public EngineFixture {
 protected:
  Scroll scroll_over(const std::string& index) {
    auto scroll = value_of(make_scroll(value_of(read_search_body("{}", {}, {})), true));
    scroll.state = value_of(run(open_search_state(engine(), {index})));
    return scroll;
  }

  base::ManualClock clock_{*base::parse_instant("2026-01-01T00:00:00Z")};
};

TEST_F(SearchContextsTest, expire_when_nobody_asks_for_them) {
  SearchContexts contexts(clock_);
  put("i", "1", "{}");
  const auto id = value_of(contexts.open(scroll_over("i"), 1min, "me"));
  clock_.advance(59s);
  EXPECT_TRUE(contexts.scroll(id, std::nullopt)) << "and is kept a minute more";
  clock_.advance(59s);
  EXPECT_TRUE(contexts.scroll(id, 5min));
  clock_.advance(299s);
  EXPECT_TRUE(contexts.scroll(id, std::nullopt));
  clock_.advance(301s);
  const auto gone = contexts.scroll(id, std::nullopt);
  EXPECT_EQ(gone.error().kind, ErrorKind::search_phase_execution);
  EXPECT_EQ(gone.error().caused_by.front().reason, "No search context found for id [" + id + "]");
  contexts.sweep();
  EXPECT_EQ(contexts.size(), 0U);
}

TEST_F(SearchContextsTest, are_swept_by_themselves) {
  SearchContexts contexts(clock_, {.sweep_interval = 1ms});
  put("i", "1", "{}");
  value_of(contexts.open(scroll_over("i"), 1min, "me"));
  clock_.advance(2min);
  while (contexts.size() > 0) std::this_thread::yield();
}

TEST_F(SearchContextsTest, have_a_bound_of_each_kind) {
  SearchContexts contexts(clock_, {.most = 2});
  put("i", "1", "{}");
  for (int i = 0; i < 2; ++i) value_of(contexts.open(scroll_over("i"), 1min, "me"));
  const auto refused = contexts.open(scroll_over("i"), 1min, "me");
  EXPECT_EQ(refused.error().caused_by.front().kind, ErrorKind::too_many_scroll_contexts);
  EXPECT_TRUE(contexts.open(scroll_over("i").state, 1min, "me")) << "a point in time is another kind";
  clock_.advance(2min);
  EXPECT_TRUE(contexts.open(scroll_over("i"), 1min, "me")) << "those that have expired do not count";
}

TEST_F(SearchContextsTest, that_keep_too_much_are_dropped) {
  SearchContexts contexts(clock_, {.most_bytes_written = 10'000});
  put("i", "1", "{}");
  const auto old = value_of(contexts.open(scroll_over("i"), 1min, "me"));
  put("i", "2", R"({"text":")" + std::string(8'000, 'x') + "\"}");
  const auto young = value_of(contexts.open(scroll_over("i"), 1min, "me"));
  put("i", "3", R"({"text":")" + std::string(8'000, 'x') + "\"}");
  contexts.sweep();
  EXPECT_FALSE(contexts.scroll(old, std::nullopt));
  EXPECT_TRUE(contexts.scroll(young, std::nullopt));
}

TEST_F(SearchContextsTest, keep_alive_has_bounds) {
  SearchContexts contexts(clock_);
  put("i", "1", "{}");
  EXPECT_EQ(reason_of(contexts.open(scroll_over("i"), 48h, "me")),
            "Keep alive for request (2d) is too large. It must be less than (1d). This limit can be set by changing the "
            "[search.max_keep_alive] cluster level setting.");
  for (const auto none : {0ns, -1ns}) EXPECT_FALSE(contexts.open(scroll_over("i"), none, "me"));
}

TEST_F(SearchContextsTest, are_closed_by_id_or_all_of_an_owner) {
  SearchContexts contexts(clock_);
  put("i", "1", "{}");
  const auto a = value_of(contexts.open(scroll_over("i"), 1min, "me"));
  const auto b = value_of(contexts.open(scroll_over("i"), 1min, "you"));
  const auto point = value_of(contexts.open(scroll_over("i").state, 1min, "me"));
  EXPECT_EQ(contexts.close_scrolls_of("me"), 1U);
  EXPECT_TRUE(contexts.point_in_time(point, std::nullopt));
  EXPECT_EQ(value_of(contexts.close({a, b, point})), 2U);
  EXPECT_EQ(contexts.size(), 0U);
  EXPECT_EQ(reason_of(contexts.close({"nonsense"})), "Cannot parse scroll id");
  EXPECT_EQ(reason_of(contexts.scroll(point, std::nullopt)), "Cannot parse scroll id") << "of the other kind";
}

TEST_F(SearchContextsTest, two_who_ask_at_the_same_place_get_the_same_page) {
  SearchContexts contexts(clock_);
  for (int i = 0; i < 30; ++i) put("i", std::to_string(10 + i), "{}");
  const auto id = value_of(contexts.open(scroll_over("i"), 1min, "me"));
  const auto first = value_of(contexts.scroll(id, std::nullopt));
  const auto second = value_of(contexts.scroll(id, std::nullopt));
  auto page = value_of(run(read_scroll(engine(), *first)));
  auto same = value_of(run(read_scroll(engine(), *second)));
  EXPECT_EQ(page.result.hits.back().document.id, "19");
  EXPECT_EQ(same.result.hits.back().document.id, "19");
  contexts.advance(id, first, std::move(page.next));
  contexts.advance(id, second, std::move(same.next));
  const auto next = value_of(run(read_scroll(engine(), *value_of(contexts.scroll(id, std::nullopt)))));
  EXPECT_EQ(next.result.hits.front().document.id, "20");
}

}  // namespace
}  // namespace headrace::content
