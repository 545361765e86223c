#include "engine/embedded/list_index.h"

#include <gtest/gtest.h>

#include <random>

namespace headrace::engine::embedded {
namespace {

/// What a list should say, worked out from scratch each time.
class Model {
 public:
  struct Job {
    std::string id, order, status, connector;
    std::uint64_t creation = 0;
  };

  std::map<std::string, Job> jobs;

  [[nodiscard]] ListIndex::Page page(const std::vector<KeywordFilter>& filters, ListOrder order, std::uint64_t from,
                                     std::uint64_t size) const {
    std::vector<Job> all;
    for (const auto& [id, job] : jobs) {
      if (std::ranges::all_of(filters, [&](const auto& filter) { return passes(job, filter); })) all.push_back(job);
    }
    std::ranges::sort(all, [&](const Job& a, const Job& b) { return is_before(a, b, order); });
    ListIndex::Page page{.count = all.size(), .places = {}};
    for (auto i = from; i < all.size() && page.places.size() < size; ++i) page.places.push_back({all[i].id, 0});
    return page;
  }

 private:
  static bool passes(const Job& job, const KeywordFilter& filter) {
    const auto& value = filter.field == "status" ? job.status : job.connector;
    return !value.empty() && std::ranges::find(filter.values, value) != filter.values.end();
  }
  static bool is_before(const Job& a, const Job& b, ListOrder order) {
    if (order == ListOrder::ascending) return std::tie(a.order, a.id) < std::tie(b.order, b.id);
    if (order == ListOrder::descending) return std::tie(a.order, a.id) > std::tie(b.order, b.id);
    const bool a_missing = a.order.starts_with('\1');
    const bool b_missing = b.order.starts_with('\1');
    if (a_missing != b_missing) return b_missing;
    return std::tie(a.order, a.creation) > std::tie(b.order, b.creation);
  }
};

std::vector<std::string> ids_of(const ListIndex::Page& page) {
  std::vector<std::string> ids;
  for (const auto& place : page.places) ids.push_back(place.id);
  return ids;
}

class ListIndexModel : public ::testing::Test {
 protected:
  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }

  void change() {
    const auto id = "job-" + std::to_string(below(3'000));
    if (below(4) == 0) {
      list_.erase(id);
      model_.jobs.erase(id);
      return;
    }
    auto& job = model_.jobs[id];
    if (job.id.empty()) job.creation = next_creation_++;
    job.id = id;
    // Few different dates, so that ties are common; some have none.
    job.order = below(20) == 0 ? std::string("\1") : std::string(1, '\0') + std::to_string(10'000 + below(500));
    job.status = below(10) == 0 ? "" : "s" + std::to_string(below(4));
    job.connector = "c" + std::to_string(below(50));
    list_.put(id, record_of(job));
  }

  static ListRecord record_of(const Model::Job& job) {
    ListRecord record{job.order, 0, job.creation, {}};
    record.keywords.resize(layout_of(sync_jobs_index).keywords.size());
    if (!job.status.empty()) record.keywords[0] = {job.status};
    record.keywords[3] = {job.connector};
    return record;
  }

  std::vector<KeywordFilter> some_filters() {
    std::vector<KeywordFilter> filters;
    if (below(2) == 0) filters.push_back({"status", {"s" + std::to_string(below(5)), "s1"}});
    if (below(3) == 0) filters.push_back({"connector.id", {"c" + std::to_string(below(60))}});
    return filters;
  }

  std::mt19937 random_{20260304};
  std::uint64_t next_creation_ = 0;
  Model model_;
  ListIndex list_{layout_of(sync_jobs_index)};
};

TEST_F(ListIndexModel, pages_and_counts_are_those_of_a_plain_sort_through_random_changes) {
  using enum ListOrder;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 120; ++i) change();
    ASSERT_EQ(list_.size(), model_.jobs.size());
    for (const auto order : {ascending, descending, newest_first}) {
      const auto filters = some_filters();
      const auto from = below(list_.size() + 10);
      const auto size = below(120);
      const auto found = list_.page(filters, order, from, size);
      const auto wanted = model_.page(filters, order, from, size);
      ASSERT_EQ(found.count, wanted.count);
      ASSERT_EQ(ids_of(found), ids_of(wanted)) << "round " << round << " order " << static_cast<int>(order) << " from " << from;
    }
  }
}

TEST(KeywordTable, a_list_of_values_is_found_by_each_of_them) {
  KeywordTable table;
  const auto both = table.add({"a", "b"});
  const auto a = table.add({"a"});
  EXPECT_EQ(table.codes_of({"a"}), (std::set{a, both}));
  EXPECT_EQ(table.codes_of({"b", "c"}), std::set{both});
  table.remove(both);
  EXPECT_EQ(table.codes_of({"b"}), std::set<KeywordTable::Code>{});
  EXPECT_EQ(table.add({"new"}), both) << "codes that nothing has are given anew";
  EXPECT_EQ(table.add({}), KeywordTable::none);
}

}  // namespace
}  // namespace headrace::engine::embedded
