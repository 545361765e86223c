#include "sources/postgresql/row_writer.h"

#include <gtest/gtest.h>

#include "sources/postgresql/test_bytes.h"

namespace headrace::sources::postgresql {
namespace {

constexpr Oid int4 = 23, timestamp_with_zone = 1184;

RowShape shape_of(const std::vector<std::pair<std::string, Oid>>& columns, std::vector<std::size_t> key) {
  RowShape shape{
      .database = "shop", .schema = "public", .tables = {"orders"}, .columns = {}, .types = {}, .key = std::move(key), .timestamp = "now"};
  for (const auto& [name, oid] : columns) {
    shape.columns.push_back(name);
    shape.types.push_back(find_value_type(oid));
  }
  return shape;
}

Field field(std::string_view bytes) { return {bytes, false}; }
const Field null{{}, true};

TEST(RowWriter, a_row_becomes_an_id_and_members_under_prefixed_names) {
  RowWriter writer(shape_of({{"id", int4}, {"Näme", text_oid}}, {0}));
  const auto one = network(std::int32_t{7});
  const auto document = writer.document({field(one), null});
  EXPECT_EQ(document.id, "shop_public_orders_7");
  EXPECT_EQ(document.scope, "orders");
  EXPECT_EQ(document.members, R"("public_orders_id":7,"public_orders_näme":null,"database":"shop","table":"orders","schema":"public",)"
                              R"("_timestamp":"now")");
  EXPECT_TRUE(document.fields.is_null());
}

TEST(RowWriter, the_key_has_its_own_order_and_leaves_nulls_out) {
  RowWriter writer(shape_of({{"a", text_oid}, {"b", text_oid}, {"c", text_oid}}, {2, 0, 1}));
  EXPECT_EQ(writer.id({field("1"), field("x y"), field("3")}), "shop_public_orders_3_1_x y");
  EXPECT_EQ(writer.id({null, field("x y"), field("3")}), "shop_public_orders_3_x y");
  EXPECT_EQ(writer.key_texts({field("1"), field("2"), field("3")}), (std::vector<std::string>{"3", "1", "2"}));
}

// docs/spec/sources.md 5.7
TEST(RowWriter, rows_of_a_rule_name_all_its_tables) {
  auto shape = shape_of({{"id", int4}, {"t", text_oid}}, {0, 1});
  shape.tables = {"orders", "customers"};
  shape.is_rule = true;
  RowWriter writer(shape);
  const auto one = network(std::int32_t{1});
  const auto document = writer.document({field(one), field("x y")});
  EXPECT_EQ(document.id, "shop_public_customers_orders_1_x y");
  EXPECT_EQ(document.scope, "customers_orders");
  EXPECT_NE(document.members.find(R"("public_customers_orders_id":1,)"), std::string::npos);
  EXPECT_NE(document.members.find(R"("table":["orders","customers"])"), std::string::npos);
}

// docs/spec/sources.md 2.7
TEST(RowWriter, of_two_columns_with_one_name_the_last_one_wins) {
  RowWriter writer(shape_of({{"a", text_oid}, {"b", text_oid}, {"A", text_oid}}, {}));
  EXPECT_TRUE(writer.document({field("1"), field("2"), field("3")}).members.starts_with(R"("public_orders_b":"2","public_orders_a":"3",)"));
}

TEST(RowWriter, a_commit_time_is_the_timestamp_where_it_is_known) {
  auto shape = shape_of({{"id", int4}}, {0});
  shape.has_commit_time = true;
  RowWriter writer(shape);
  EXPECT_EQ(writer.width(), 2U);
  const auto one = network(std::int32_t{1}), start = network(std::int64_t{0});
  EXPECT_TRUE(writer.document({field(one), field(start)}).members.ends_with(R"("_timestamp":"2000-01-01T00:00:00+00:00")"));
  const auto document = writer.document({field(one), null});
  EXPECT_TRUE(document.members.ends_with(R"(,"_timestamp":"now")"));
  ASSERT_TRUE(document.timestamp);
  const auto& at = *document.timestamp;
  EXPECT_EQ(document.members.substr(at.begin, at.end - at.begin), R"("_timestamp":"now")");
  EXPECT_EQ(document.members.substr(at.value, at.end - at.value), R"("now")");
  EXPECT_EQ(find_value_type(timestamp_with_zone)->oid, timestamp_with_zone);
}

TEST(RowWriter, odd_names_are_escaped) {
  auto shape = shape_of({{"q\"uote", text_oid}}, {0});
  shape.database = "sh\"op";
  RowWriter writer(shape);
  const auto document = writer.document({field("1")});
  EXPECT_EQ(document.id, "sh\"op_public_orders_1");
  EXPECT_TRUE(document.members.starts_with(R"("public_orders_q\"uote":"1","database":"sh\"op",)"));
}

}  // namespace
}  // namespace headrace::sources::postgresql
