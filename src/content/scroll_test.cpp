#include "content/scroll.h"

#include <fmt/format.h>

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

class ScrollTest : public EngineFixture {
 protected:
  Scroll begin(std::vector<std::string> indices, std::string_view body) {
    auto scroll = value_of(make_scroll(value_of(read_search_body(body, {}, {})), true));
    scroll.state = value_of(run(open_search_state(engine(), std::move(indices))));
    return scroll;
  }
  /// `total: ids | ids | …`, a page each, up to the empty one.
  std::string walked(Scroll scroll, const std::function<void()>& between = [] {}) {
    std::string text;
    for (;;) {
      auto page = value_of(run(read_scroll(engine(), scroll)));
      if (text.empty()) text = fmt::format("{}:", page.result.total);
      EXPECT_EQ(page.result.total, page.next.total);
      if (page.result.hits.empty()) return text;
      for (const auto& hit : page.result.hits) text += " " + hit.document.id;
      text += " |";
      scroll = std::move(page.next);
      between();
    }
  }
  std::string problem(std::string_view body, bool requests_total = true) {
    const auto scroll = make_scroll(value_of(read_search_body(body, {}, {})), requests_total);
    return reason_of(scroll);
  }
};

TEST_F(ScrollTest, gives_every_document_once_in_pages) {  // 47, 49
  for (int i = 0; i < 5; ++i) put("i", std::to_string(i), "{}");
  EXPECT_EQ(walked(begin({"i"}, R"({"size":2})")), "5: 0 1 | 2 3 | 4 |");
  EXPECT_EQ(walked(begin({"i"}, R"({"size":5,"sort":"_doc"})")), "5: 0 1 2 3 4 |");
  put("empty", "1", "{}");
  engine::Write removal;
  removal.action = engine::Write::Action::remove;
  removal.index = "empty";
  removal.id = "1";
  std::vector<engine::Write> one;
  one.push_back(std::move(removal));
  ASSERT_TRUE(run(engine().content().write(std::move(one))));
  EXPECT_EQ(walked(begin({"empty"}, "{}")), "0:");
}

TEST_F(ScrollTest, shows_the_state_in_which_it_began) {  // 48
  for (const auto* index : {"unsorted", "sorted"}) {
    for (int i = 0; i < 4; ++i) put(index, std::to_string(i), R"({"n":1})");
    const auto* body = std::string_view(index) == "sorted" ? R"({"size":1,"sort":[{"n":"asc"}]})" : R"({"size":1})";
    int round = 0;
    const auto write = [&] {
      put(index, "3", R"({"n":7})");
      put(index, fmt::format("new{}", round++), R"({"n":0})");
    };
    EXPECT_EQ(walked(begin({index}, body), write), "4: 0 | 1 | 2 | 3 |") << index;
  }
  put("one", "1", R"({"n":7})");
  EXPECT_EQ(walked(begin({"one"}, R"({"size":1,"query":{"term":{"n":7}}})"), [&] { put("one", "1", "{}"); }), "1: 1 |");
}

TEST_F(ScrollTest, of_a_query_counts_all_and_pages_through_them) {
  for (int i = 0; i < 9; ++i) put("i", std::to_string(i), fmt::format(R"({{"even":{}}})", i % 2 == 0));
  EXPECT_EQ(walked(begin({"i"}, R"({"size":2,"query":{"term":{"even":true}}})")), "5: 0 2 | 4 6 | 8 |");
}

TEST_F(ScrollTest, in_the_order_of_a_sort_misses_none_of_equal_ones) {
  for (int i = 0; i < 7; ++i) put("i", std::to_string(i), fmt::format(R"({{"n":{}}})", i / 4));
  EXPECT_EQ(walked(begin({"i"}, R"({"size":3,"sort":[{"n":"desc"}]})")), "7: 4 5 6 | 0 1 2 | 3 |");
  const auto page = value_of(run(read_scroll(engine(), begin({"i"}, R"({"size":1,"sort":[{"n":"desc"}]})"))));
  EXPECT_EQ(json::write(json::Value(page.result.hits.front().sort)), "[1]") << "what breaks ties is not shown";
}

TEST_F(ScrollTest, goes_over_several_indices_and_both_stores) {
  put("a", "1", "{}");
  put("b", "2", "{}");
  put("b", "3", "{}");
  put(".elastic-connectors", "c1", "{}");
  put(".elastic-connectors", "c2", "{}");
  for (const auto* size : {"1", "2", "3", "5", "9"}) {
    auto text = walked(begin({"a", ".elastic-connectors-v1", "b"}, fmt::format(R"({{"size":{}}})", size)));
    std::erase(text, '|');
    while (text.contains("  ")) text.replace(text.find("  "), 2, " ");
    EXPECT_EQ(text, "5: c1 c2 1 2 3 ") << size;
  }
}

TEST_F(ScrollTest, refuses_what_a_scroll_cannot_do) {
  EXPECT_EQ(problem(R"({"from":1})"), "Validation Failed: 1: using [from] is not allowed in a scroll context;");
  EXPECT_EQ(problem(R"({"size":0})"), "Validation Failed: 1: [size] cannot be [0] in a scroll context;");
  EXPECT_EQ(problem("{}", false), "Validation Failed: 1: disabling [track_total_hits] is not allowed in a scroll context;");
  EXPECT_EQ(problem(R"({"sort":["a"],"search_after":[1]})"), "Validation Failed: 1: `search_after` cannot be used in a scroll context.;");
}

}  // namespace
}  // namespace headrace::content
