// Readers beside writers, from many threads: each reader sees one whole state. Under the thread sanitizer too (./dev test).

#include "engine/embedded/engine_fixture.h"
#include "engine/embedded/fault_runs.h"

namespace headrace::engine::embedded {
namespace {

/// Jobs come in pairs, which one transaction makes, moves to another status or removes: a reader never sees one half.
class Load : public EngineFixture {
 protected:
  static constexpr std::uint64_t pairs = 120;
  static constexpr const char* statuses[] = {"pending", "in_progress", "completed", "error"};
  static constexpr std::uint64_t together = 10;  ///< documents that are written at once

  static std::string id_of(std::uint64_t pair, char half) { return fmt::format("{:03}{}", pair, half); }

  Awaitable<void> move_pairs(std::uint32_t seed, int rounds) {
    std::mt19937 random(seed);
    for (int round = 0; round < rounds; ++round) {
      const auto pair = random() % pairs;
      const auto* status = statuses[random() % 4];
      const bool removes = random() % 8 == 0;
      const auto mark = random();
      auto rules = [&](StateView& view) -> Result<void> {
        for (const char half : {'a', 'b'}) {
          if (removes) {
            view.remove(jobs, id_of(pair, half));
          } else {
            view.put(jobs, id_of(pair, half),
                     fmt::format(R"({{"created_at":{},"status":"{}","connector":{{"id":"k{}"}},"mark":{}}})", pair * 1'000, status,
                                 pair % 7, mark));
          }
        }
        return {};
      };
      Reads reads{.documents = {{jobs, id_of(pair, 'a')}, {jobs, id_of(pair, 'b')}}, .keywords = {}};
      const auto done = co_await state().transact(std::move(reads), rules);
      EXPECT_TRUE(done);
    }
  }
  Awaitable<void> write_documents(int writer, int rounds) {
    for (int round = 0; round < rounds; ++round) {
      std::vector<Write> writes(together);
      for (std::uint64_t i = 0; i < together; ++i) {
        writes[i].index = "books";
        writes[i].id = fmt::format("{}-{}-{}", writer, round, i);
        writes[i].source = R"({"title":"water wheel"})";
      }
      const auto done = co_await content().write(std::move(writes));
      EXPECT_TRUE(done);
    }
  }

  Awaitable<void> list_pairs(std::uint32_t seed) {
    std::mt19937 random(seed);
    ListRequest request{.index = jobs, .filters = {}, .size = 2 * pairs};
    if (random() % 3 > 0) request.filters.push_back({"status", {statuses[random() % 4], statuses[random() % 4]}});
    if (random() % 3 == 0) request.filters.push_back({"connector.id", {fmt::format("k{}", random() % 7)}});
    if (random() % 2 == 0) request.order = ListOrder::descending;
    const auto page = co_await state().list(request);
    if (!page) {
      ADD_FAILURE() << page.error().reason;
      co_return;
    }
    EXPECT_EQ(page->count, page->documents.size());
    EXPECT_EQ(page->count % 2, 0U) << "half of a pair";
    for (std::size_t i = 0; i + 1 < page->documents.size(); i += 2) {
      EXPECT_EQ(page->documents[i].id.substr(0, 3), page->documents[i + 1].id.substr(0, 3));
      EXPECT_EQ(*page->documents[i].source, *page->documents[i + 1].source);
    }
  }
  Awaitable<void> read_others(std::uint32_t seed) {
    const auto one = co_await state().get(jobs, id_of(seed % pairs, 'a'));
    EXPECT_TRUE(one);
    const auto changes = co_await state().changes(jobs, seed % 50, 1'000);
    EXPECT_TRUE(changes);
    SearchRequest request;
    request.indices = {"books"};
    request.query = {Match{.field = "title", .text = "wheel"}};
    request.size = 3;
    const auto found = co_await content().search(std::move(request));
    EXPECT_TRUE(found);
    if (found) EXPECT_EQ(found->total % together, 0U) << "half of a request";
    const auto infos = co_await content().indices();
    EXPECT_TRUE(infos && infos->at(0).documents % together == 0);
  }
};

TEST_F(Load, readers_see_whole_states_while_others_write) {
  constexpr std::uint32_t readers = 4;
  const auto rounds = static_cast<int>(rounds_of(400));
  drive(write_documents(99, 1));
  std::atomic<bool> is_over = false;
  std::vector<std::thread> reading;
  for (std::uint32_t reader = 0; reader < readers; ++reader) {
    reading.emplace_back([&, reader] {
      for (std::uint32_t i = 0; !is_over; ++i) drive(i % 4 == 0 ? read_others(i * readers + reader) : list_pairs(i * readers + reader));
    });
  }
  std::vector<std::thread> writing;
  for (int writer = 0; writer < 2; ++writer) {
    writing.emplace_back([&, writer] {
      std::vector<Awaitable<void>> all;
      for (std::uint32_t i = 0; i < 4; ++i) all.push_back(move_pairs(i * 2 + static_cast<std::uint32_t>(writer), rounds));
      all.push_back(write_documents(writer, rounds / 4));
      drive_all(std::move(all));
    });
  }
  for (auto& thread : writing) thread.join();
  is_over = true;
  for (auto& thread : reading) thread.join();
  const auto before = listed({.index = jobs, .filters = {}, .size = 2 * pairs});
  restart();
  EXPECT_EQ(listed({.index = jobs, .filters = {}, .size = 2 * pairs}), before);
}

}  // namespace
}  // namespace headrace::engine::embedded
