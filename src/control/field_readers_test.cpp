#include "control/field_readers.h"

#include <array>

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

constexpr std::array<std::string_view, 2> names = {"include", "exclude"};

/// What a reader makes of a value, or why it refuses it.
std::string read(const FieldReader& reader, std::string_view json) {
  const auto made = reader(json_of(json), json);
  return made ? json::write(*made) : made.error().reason;
}

TEST(FieldReaders, a_name_is_one_of_a_few_with_or_without_case) {
  EXPECT_EQ(read(one_of(names, "Policy"), R"("Include")"), R"("include")");
  EXPECT_EQ(read(one_of(names, "Policy"), R"("Allow")"), "Unknown Policy [Allow].");
  EXPECT_EQ(read(one_of(names, "Policy", NameCase::exact), R"("include")"), R"("include")");
  EXPECT_EQ(read(one_of(names, "Policy", NameCase::exact), R"("Include")"), "Unknown Policy [Include].");
  EXPECT_EQ(read(one_of(names, "Policy"), " null"), "Expected text at 1:2 but found VALUE_NULL");
}

TEST(FieldReaders, lists_keep_the_members_that_are_stored_in_their_order) {
  const json::ObjectTable table{.parser = "pair",
                                .fields = {{.name = "a", .kind = json::FieldKind::any}, {.name = "b", .kind = json::FieldKind::any}},
                                .strict = false};
  constexpr std::array<std::string_view, 2> members = {"a", "b"};
  EXPECT_EQ(read(list_of(table, members), R"([{"b":1,"a":2,"c":3},{"b":4},{}])"), R"([{"a":2,"b":1},{"b":4},{}])");
  EXPECT_EQ(read(list_of(table, members), "[{}, 7]"), "[1:6] [pair] Expected START_OBJECT but was: VALUE_NUMBER");
}

TEST(FieldReaders, dates_are_brought_into_utc) {
  EXPECT_EQ(read(read_date, R"("2024-05-14T09:00:00.5+02:00")"), R"("2024-05-14T07:00:00.500Z")");
  EXPECT_EQ(read(read_date, "null"), "null");
  EXPECT_TRUE(read(read_date, R"("soon")").starts_with("failed to parse date field [soon]"));
}

}  // namespace
}  // namespace headrace::control
