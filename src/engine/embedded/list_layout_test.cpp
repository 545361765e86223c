#include "engine/embedded/list_layout.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

ListRecord record_of(std::string_view index, std::string_view source) { return list_record(layout_of(index), *json::parse(source)); }
std::string order_of(std::string_view created_at) {
  return record_of(sync_jobs_index, fmt::format(R"({{"created_at":{}}})", created_at)).order;
}

TEST(ListLayout, orders_compare_as_the_dates_do) {
  const std::vector<std::string_view> dates = {
      R"("1900-01-01T00:00:00Z")",      R"("1969-12-31T23:59:59.999999999Z")", "0",
      R"("2026-01-01T02:00:00+02:00")", R"("2026-01-01T00:00:00.000000001Z")", R"("2026-01-01T00:00:00.1")"};
  std::string before;
  for (const auto date : dates) {
    EXPECT_LT(before, order_of(date)) << date;
    before = order_of(date);
  }
  EXPECT_LT(before, order_of("null"));
  EXPECT_EQ(order_of("null"), order_of(R"("not a date")"));
}

TEST(ListLayout, keywords_are_all_values_of_a_field_as_texts) {
  const auto values = [](std::string_view source, std::string_view field) { return keyword_values(*json::parse(source), field); };
  EXPECT_EQ(values(R"({"a":{"b":"x"},"a.b":"y"})", "a.b"), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(values(R"({"a":["x",null,7,true,{"c":1}]})", "a"), (std::vector<std::string>{"x", "7", "true"}));
  EXPECT_EQ(values(R"({"a":null})", "a"), std::vector<std::string>{});
}

TEST(ListLayout, every_keyword_has_its_slot) {
  const auto& layout = layout_of(sync_jobs_index);
  const auto record = record_of(sync_jobs_index, R"({"status":"pending","connector":{"id":"c"}})");
  EXPECT_EQ(record.keywords.at(*keyword_slot(layout, "status")), std::vector<std::string>{"pending"});
  EXPECT_EQ(record.keywords.at(*keyword_slot(layout, "connector.id")), std::vector<std::string>{"c"});
  EXPECT_EQ(keyword_slot(layout, "error"), std::nullopt);
  EXPECT_TRUE(layout_of(claims_index).keywords.empty());
}

}  // namespace
}  // namespace headrace::engine::embedded
