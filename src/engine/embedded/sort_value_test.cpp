#include "engine/embedded/sort_value.h"

#include <gtest/gtest.h>

#include "engine/embedded/field_types.h"

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
  EXPECT_EQ(sort_value(2026, FieldType::date), SortValue(std::int64_t{2026}));
  EXPECT_TRUE(to_json({}).is_null());
}

/// What a document with this source is sorted by, as JSON.
std::string by(const SortKey& key, std::string_view source) {
  IndexDefinition index;
  index.mappings = *json::parse(R"({"properties":{"n":{"type":"long"},"u":{"type":"unsigned_long"},"f":{"type":"double"},"ip":{"type":"ip"},
      "k":{"type":"keyword","null_value":"none"},"d":{"type":"date","format":"dd/MM/yyyy"},"t":{"type":"text","fields":{"raw":{"type":"keyword"}}},
      "c":{"type":"nested","properties":{"x":{"type":"long"}}}}})");
  return json::write(to_json(sort_value(*json::parse(source), key, IndexFieldTypes(index))));
}
using Mode = SortKey::Mode;

TEST(SortValue, the_mode_says_which_of_several_values_counts) {
  constexpr auto source = R"({"n":[4,1,2]})";
  EXPECT_EQ(by({.field = "n"}, source), "1");
  EXPECT_EQ(by({.field = "n", .descending = true}, source), "4");
  EXPECT_EQ(by({.field = "n", .mode = Mode::greatest}, source), "4");
  EXPECT_EQ(by({.field = "n", .descending = true, .mode = Mode::least}, source), "1");
  EXPECT_EQ(by({.field = "n", .mode = Mode::sum}, source), "7");
  EXPECT_EQ(by({.field = "n", .mode = Mode::median}, source), "2");
  EXPECT_EQ(by({.field = "f", .mode = Mode::average}, R"({"f":[1,2]})"), "1.5");
}

TEST(SortValue, a_value_in_place_of_none) {
  EXPECT_EQ(by({.field = "n", .missing = json::Value(9)}, "{}"), "9");
  EXPECT_EQ(by({.field = "d", .missing = json::Value("02/01/1970")}, "{}"), "86400000");
  EXPECT_EQ(by({.field = "k"}, R"({"k":null})"), R"("none")");
}

TEST(SortValue, follows_the_mapping) {
  EXPECT_EQ(by({.field = "u"}, R"({"u":18446744073709551615})"), "18446744073709551615");
  EXPECT_EQ(by({.field = "n"}, R"({"n":9007199254740993})"), "9007199254740993");
  EXPECT_EQ(by({.field = "n"}, R"({"n":"5.9"})"), "5");
  EXPECT_EQ(by({.field = "d"}, R"({"d":"02/01/1970"})"), "86400000");
  EXPECT_EQ(by({.field = "t.raw"}, R"({"t":"The Fox"})"), R"("The Fox")");
  EXPECT_EQ(by({.field = "ip"}, R"({"ip":["10.0.0.10","10.0.0.9"]})"), R"("10.0.0.9")");
  EXPECT_EQ(by({.field = "ip"}, R"({"ip":"2001:db8::0:1"})"), R"("2001:db8::1")");
  EXPECT_EQ(by({.field = "c.x"}, R"({"c":[{"x":1}]})"), "null");
}

}  // namespace
}  // namespace headrace::engine::embedded
