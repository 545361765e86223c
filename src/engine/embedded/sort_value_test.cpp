#include "engine/embedded/sort_value.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

int order(const SortValue& a, const SortValue& b) { return compare(SortKey{.field = "x"}, a, b); }

TEST(SortValue, large_integers_are_compared_exactly) {
  const auto value = [](const char* spelling) { return sort_value(json::Number{spelling}, FieldType::number); };
  EXPECT_LT(order(value("9007199254740992"), value("9007199254740993")), 0);
  EXPECT_EQ(order(value("1"), value("1.0")), 0);
  EXPECT_LT(order(value("-1"), value("0.5")), 0);
}

TEST(SortValue, the_type_decides_how_a_value_is_read) {
  EXPECT_EQ(sort_value("2026-01-01", FieldType::date), SortValue(std::int64_t{1767225600000}));
  EXPECT_EQ(sort_value("2026-01-01", FieldType::keyword), SortValue("2026-01-01"));
  EXPECT_EQ(sort_value("2026-01-01", FieldType::dynamic), SortValue(std::int64_t{1767225600000}));
  EXPECT_EQ(sort_value("2026", FieldType::dynamic), SortValue("2026"));
  EXPECT_EQ(sort_value("12", FieldType::number), SortValue(std::int64_t{12}));
  EXPECT_EQ(sort_value(true, FieldType::boolean), SortValue(std::int64_t{1}));
  EXPECT_EQ(sort_value("x", FieldType::date), SortValue());
  EXPECT_EQ(sort_value("x", FieldType::unmapped), SortValue());
  EXPECT_EQ(sort_value(7, FieldType::keyword), SortValue("7"));
}

TEST(SortValue, missing_values_go_where_the_key_says_in_either_direction) {
  const SortValue missing;
  const SortValue present(std::int64_t{1});
  for (const bool descending : {false, true}) {
    EXPECT_GT(compare({.field = "x", .descending = descending}, missing, present), 0);
    EXPECT_LT(compare({.field = "x", .descending = descending, .missing_first = true}, missing, present), 0);
  }
  EXPECT_EQ(order(missing, missing), 0);
}

TEST(SortValue, what_is_shown_leads_back_to_the_same_place) {
  const auto shown = to_json(sort_value("2026-01-01T00:00:00.5Z", FieldType::date));
  EXPECT_EQ(sort_value(shown, FieldType::date), SortValue(std::int64_t{1767225600500}));
  EXPECT_TRUE(to_json({}).is_null());
}

}  // namespace
}  // namespace headrace::engine::embedded
