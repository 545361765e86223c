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

  [[nodiscard]] ListIndex::Page page(const ListIndex::Wanted& wanted) const {
    std::vector<Job> all;
    for (const auto& [id, job] : jobs) {
      if (passes(job, wanted)) all.push_back(job);
    }
    std::ranges::sort(all, [&](const Job& a, const Job& b) { return is_before(a, b, wanted.order); });
    ListIndex::Page page{.count = all.size(), .places = {}};
    if (wanted.after) {
      const Job after{wanted.after->id, wanted.after->order, "", "", wanted.after->creation};
      std::erase_if(all, [&](const Job& job) { return !is_before(after, job, wanted.order); });
    }
    for (auto i = wanted.from; i < all.size() && page.places.size() < wanted.size; ++i) page.places.push_back(place_of(all[i]));
    page.has_more = all.size() > wanted.from + wanted.size;
    return page;
  }

  static ListPlace place_of(const Job& job) { return {.id = job.id, .order = job.order, .creation = job.creation}; }

 private:
  static bool passes(const Job& job, const ListIndex::Wanted& wanted) {
    const bool has_date = job.order != order_without_value();
    if (wanted.since && (!has_date || job.order < order_of(*wanted.since))) return false;
    if (wanted.until && (!has_date || job.order >= order_of(*wanted.until))) return false;
    return std::ranges::all_of(wanted.filters, [&](const auto& filter) { return passes(job, filter); });
  }
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

/// With blocks of some entries, and with the usual ones.
class ListIndexModel : public ::testing::TestWithParam<std::size_t> {
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
    job.order = below(20) == 0 ? order_without_value() : order_of(some_date());
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

  base::Instant some_date() { return base::Instant(std::chrono::seconds(below(500))); }

  std::vector<KeywordFilter> some_filters() {
    std::vector<KeywordFilter> filters;
    if (below(2) == 0) filters.push_back({"status", {"s" + std::to_string(below(5)), "s1"}});
    if (below(3) == 0) filters.push_back({"connector.id", {"c" + std::to_string(below(60))}});
    return filters;
  }

  /// A window, any combination of what can be asked for.
  ListIndex::Wanted some_wanted(ListOrder order) {
    ListIndex::Wanted wanted{.filters = some_filters(), .order = order};
    wanted.from = below(3) == 0 ? below(list_.size() + 10) : 0;
    wanted.size = below(120);
    if (order == ListOrder::newest_first) return wanted;
    if (below(3) == 0) wanted.since = some_date();
    if (below(3) == 0) wanted.until = some_date();
    if (below(2) == 0) wanted.after = some_place();
    return wanted;
  }

  /// Of a job that is there, or of one that is gone or never was.
  ListPlace some_place() {
    const auto job = model_.jobs.lower_bound("job-" + std::to_string(below(3'000)));
    if (job != model_.jobs.end() && below(3) != 0) return Model::place_of(job->second);
    return {.id = "job-" + std::to_string(below(3'000)), .order = order_of(some_date()), .creation = below(10'000)};
  }

  void compare(const ListIndex::Wanted& wanted) {
    const auto found = list_.page(wanted);
    const auto expected = model_.page(wanted);
    ASSERT_EQ(found.count, expected.count);
    ASSERT_EQ(ids_of(found), ids_of(expected)) << "order " << static_cast<int>(wanted.order) << " from " << wanted.from;
    if (wanted.size > 0) ASSERT_EQ(found.has_more, expected.has_more);
  }

  std::mt19937 random_{20260304};
  std::uint64_t next_creation_ = 0;
  Model model_;
  ListIndex list_{layout_of(sync_jobs_index), GetParam()};
};

TEST_P(ListIndexModel, pages_and_counts_are_those_of_a_plain_sort_through_random_changes) {
  using enum ListOrder;
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 120; ++i) change();
    ASSERT_EQ(list_.size(), model_.jobs.size());
    for (const auto order : {ascending, descending, ascending, descending, newest_first}) {
      ASSERT_NO_FATAL_FAILURE(compare(some_wanted(order))) << "round " << round;
    }
  }
}

TEST_P(ListIndexModel, pages_behind_one_another_are_the_whole_list_while_it_changes) {
  for (int i = 0; i < 2'000; ++i) change();
  for (const auto order : {ListOrder::ascending, ListOrder::descending}) {
    ListIndex::Wanted wanted{.filters = {{"status", {"s1", "s2"}}}, .order = order, .size = 37};
    auto all = wanted;
    all.size = list_.size();
    const auto at_first = ids_of(list_.page(all));
    std::vector<std::string> paged;
    for (bool has_more = true; has_more;) {
      const auto page = list_.page(wanted);
      for (const auto& place : page.places) paged.push_back(place.id);
      has_more = page.has_more;
      if (has_more) wanted.after = page.places.back();
      // Jobs behind the window's begin go, and one that is older or newer than all others comes: neither shifts anything.
      if (!has_more) break;
      list_.erase(page.places.front().id);
      const Model::Job outside{"outside-" + paged.back(),
                               order_of(base::Instant(std::chrono::seconds(order == ListOrder::ascending ? -1 : 999))), "s1", "c1",
                               next_creation_++};
      list_.put(outside.id, record_of(outside));
    }
    EXPECT_EQ(paged, at_first);
  }
}

TEST_P(ListIndexModel, filled_at_once_it_is_the_same_and_goes_on_from_there) {
  for (int i = 0; i < 5'000; ++i) change();
  ListIndex filled{layout_of(sync_jobs_index), GetParam()};
  ListFilling filling(filled, 100);
  for (const auto& [id, job] : model_.jobs) {
    auto record = record_of(job);
    record.seq_no = 1;
    const PlaceView place{id, record.seq_no, record.order, record.creation};
    const auto other_order = record.order + "x";
    const PlaceView older{id, 0, other_order, 0};
    // Some come twice, with an older version before or behind.
    if (job.creation % 5 == 0) filling.add(older, {{"old"}, {}, {}, {}, {}, {}});
    if (job.creation % 2 == 0) {
      filling.add(place, record.keywords);
    } else {
      filling.add(place, filling.add_keywords(record.keywords));
    }
    if (job.creation % 7 == 0) filling.add(older, {{"old"}, {}, {}, {}, {}, {}});
  }
  filling.finish();
  EXPECT_EQ(filled.page({.filters = {{"status", {"old"}}}}).count, 0U);
  const auto compare_all = [&] {
    for (const auto order : {ListOrder::ascending, ListOrder::descending, ListOrder::newest_first}) {
      for (int i = 0; i < 20; ++i) {
        const auto wanted = some_wanted(order);
        ASSERT_EQ(ids_of(filled.page(wanted)), ids_of(model_.page(wanted)));
        ASSERT_EQ(filled.page(wanted).count, model_.page(wanted).count);
      }
    }
  };
  ASSERT_NO_FATAL_FAILURE(compare_all());
  for (int i = 0; i < 2'000; ++i) {
    const auto id = "job-" + std::to_string(below(3'000));
    if (below(3) == 0) {
      filled.erase(id);
      model_.jobs.erase(id);
    } else if (const auto job = model_.jobs.find(id); job != model_.jobs.end()) {
      job->second.status = "s" + std::to_string(below(4));
      filled.put(id, record_of(job->second));
    }
  }
  compare_all();
}

INSTANTIATE_TEST_SUITE_P(Blocks, ListIndexModel, ::testing::Values(5, 64, ListOrdering::usual_block));

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

TEST(KeywordTable, values_with_odd_bytes_are_told_apart) {
  KeywordTable table;
  std::set<KeywordTable::Code> codes;
  const std::string zero(1, '\0');
  for (const auto& values : std::vector<std::vector<std::string>>{
           {""}, {zero}, {zero + "1:a"}, {zero + "0:"}, {"a"}, {"a", ""}, {"", "a"}, {"1:a"}, {zero, "a"}})
    codes.insert(table.add(values));
  EXPECT_EQ(codes.size(), 9U);
  EXPECT_EQ(table.codes_of({zero + "1:a"}).size(), 1U);
}

}  // namespace
}  // namespace headrace::engine::embedded
