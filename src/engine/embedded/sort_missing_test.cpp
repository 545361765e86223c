#include "engine/embedded/sort_missing.h"

#include <gtest/gtest.h>

#include "engine/embedded/field_types.h"

namespace headrace::engine::embedded {
namespace {

IndexDefinition index_with(std::string_view properties) {
  IndexDefinition index;
  index.name = "i";
  index.mappings = json::parse(fmt::format(R"({{"properties":{}}})", properties)).value();
  return index;
}

const IndexDefinition index_of_all = index_with(
    R"({"n":{"type":"integer"},"l":{"type":"long"},"u":{"type":"unsigned_long"},"d":{"type":"date"},"f":{"type":"float"},"k":{"type":"keyword"},"b":{"type":"boolean"}})");

/// What is shown for a missing value at the end ascending, at the front ascending, at the end descending, at the front descending.
std::string all_ends(const std::string& field, const SortValue& seen = {}) {
  const IndexFieldTypes types(index_of_all);
  std::string text;
  for (const bool descending : {false, true}) {
    for (const bool first : {false, true}) {
      const SortKey key{.field = field, .descending = descending, .missing_first = first};
      const auto value = missing_value(key, types);
      const auto shown = std::holds_alternative<std::monostate>(value) ? shown_missing(key, types, seen) : to_json(value);
      text += json::write(shown) + " ";
      EXPECT_EQ(is_shown_missing(shown, key, types), !shown.is_null()) << field << " " << json::write(shown);
      EXPECT_FALSE(is_shown_missing(json::Value(5), key, types));
    }
  }
  return text;
}

TEST(SortMissing, what_is_missing_is_the_extreme_number_of_its_type) {
  EXPECT_EQ(all_ends("n"), "2147483647 -2147483648 -2147483648 2147483647 ");
  EXPECT_EQ(all_ends("l"), "9223372036854775807 -9223372036854775808 -9223372036854775808 9223372036854775807 ");
  EXPECT_EQ(all_ends("d"), all_ends("l"));
  EXPECT_EQ(all_ends("b"), all_ends("l"));
  EXPECT_EQ(all_ends("u"), "18446744073709551615 0 0 18446744073709551615 ");
  EXPECT_EQ(all_ends("f"), R"("Infinity" "-Infinity" "-Infinity" "Infinity" )");
  EXPECT_EQ(all_ends("k"), "null null null null ");
}

TEST(SortMissing, of_a_field_without_mapping_the_values_tell) {
  EXPECT_EQ(all_ends("x"), "null null null null ");
  EXPECT_EQ(all_ends("x", std::int64_t{7}), all_ends("l"));
  EXPECT_EQ(all_ends("x", 1.5), all_ends("f"));
  EXPECT_EQ(all_ends("x", std::string("a")), "null null null null ");
}

TEST(SortMissing, dates_with_a_format_show_null) {
  const IndexFieldTypes types(index_of_all);
  const SortKey key{.field = "d", .format = "yyyy"};
  EXPECT_TRUE(std::holds_alternative<std::monostate>(missing_value(key, types)));
  EXPECT_TRUE(shown_missing(key, types, {}).is_null());
}

TEST(SortMissing, a_client_that_counts_in_doubles_may_send_it_back) {
  const IndexFieldTypes types(index_of_all);
  EXPECT_TRUE(is_shown_missing(json::parse("9223372036854776000").value(), {.field = "l"}, types));
  EXPECT_TRUE(is_shown_missing(json::parse("9.223372036854776E18").value(), {.field = "d"}, types));
  EXPECT_FALSE(is_shown_missing(json::parse("-9223372036854775808").value(), {.field = "l"}, types));
}

}  // namespace
}  // namespace headrace::engine::embedded
