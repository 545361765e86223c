#include "content/ingest/document.h"

#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

FieldPath path(std::string_view text) { return *FieldPath::parse(text); }

std::string got(std::string_view source, std::string_view at) {
  const auto read = document(source);
  const auto value = read.get(path(at));
  return value ? json::write(**value) : value.error().reason;
}

std::string set(std::string_view source, std::string_view at, json::Value value = 1) {
  auto changed = document(source);
  const auto done = changed.set(path(at), std::move(value));
  return done ? json::write(changed.source()) : done.error().reason;
}

std::string removed(std::string_view source, std::string_view at) {
  auto changed = document(source);
  const auto done = changed.remove(path(at));
  return done ? json::write(changed.source()) : done.error().reason;
}

TEST(FieldPath, has_steps_and_a_root) {
  EXPECT_EQ(path("a.b").steps(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(path("_source.a").steps(), (std::vector<std::string>{"a"}));
  EXPECT_TRUE(path("_ingest.timestamp").is_ingest());
  EXPECT_EQ(FieldPath::parse("").error().reason, "path cannot be null nor empty");
  EXPECT_EQ(FieldPath::parse(".").error().reason, "path [.] is not valid");
  std::string deep = "a";
  for (int i = 0; i < 2000; ++i) deep += ".a";
  EXPECT_FALSE(FieldPath::parse(deep));
}

TEST(Document, reads_through_objects_and_lists) {
  EXPECT_EQ(got(R"({"a":{"b":[1,2]}})", "a.b.1"), "2");
  EXPECT_EQ(got("{}", "_index"), R"("books")");
  EXPECT_EQ(got("{}", "_id"), R"("1")");
}

TEST(Document, says_where_a_path_ends) {
  EXPECT_EQ(got("{}", "a.b"), "field [a] not present as part of path [a.b]");
  EXPECT_EQ(got(R"({"a":"x"})", "a.b"), "cannot resolve [b] from object of type [java.lang.String] as part of path [a.b]");
  EXPECT_EQ(got(R"({"a":null})", "a.b"), "cannot resolve [b] from null as part of path [a.b]");
  EXPECT_EQ(got(R"({"a":[1]})", "a.b"), "[b] is not an integer, cannot be used as an index as part of path [a.b]");
  EXPECT_EQ(got(R"({"a":[1]})", "a.1"), "[1] is out of bounds for array with length [1] as part of path [a.1]");
}

TEST(Document, sets_and_makes_objects_on_the_way) {
  EXPECT_EQ(set("{}", "a.b"), R"({"a":{"b":1}})");
  EXPECT_EQ(set(R"({"a":[7,8]})", "a.1"), R"({"a":[7,1]})");
  EXPECT_EQ(set(R"({"a":[7]})", "a.1"), "[1] is out of bounds for array with length [1] as part of path [a.1]");
  EXPECT_EQ(set(R"({"a":true})", "a.b"), "cannot set [b] with parent object of type [java.lang.Boolean] as part of path [a.b]");
  EXPECT_EQ(set(R"({"a":null})", "a.b"), "cannot set [b] with null parent as part of path [a.b]");
  EXPECT_EQ(set(R"({"a":1.5})", "a.b.c"), "cannot resolve [b] from object of type [java.lang.Double] as part of path [a.b.c]");
}

TEST(Document, removes) {
  EXPECT_EQ(removed(R"({"a":{"b":1,"c":2}})", "a.b"), R"({"a":{"c":2}})");
  EXPECT_EQ(removed(R"({"a":[1,2]})", "a.0"), R"({"a":[2]})");
  EXPECT_EQ(removed("{}", "a"), "field [a] not present as part of path [a]");
  EXPECT_EQ(removed(R"({"a":3000000000})", "a.b"), "cannot remove [b] from object of type [java.lang.Long] as part of path [a.b]");
  EXPECT_EQ(removed("{}", "_index"), "_index cannot be removed");
}

TEST(Document, metadata_is_where_it_goes) {
  auto changed = document("{}");
  ASSERT_TRUE(changed.set(path("_index"), "other"));
  ASSERT_TRUE(changed.set(path("_routing"), "r"));
  ASSERT_TRUE(changed.remove(path("_id")));
  EXPECT_EQ(changed.target().index, "other");
  EXPECT_EQ(changed.target().routing, "r");
  EXPECT_FALSE(changed.target().id);
  EXPECT_EQ(json::write(changed.source()), "{}");
  EXPECT_EQ(changed.set(path("_index"), 1).error().reason, "_index must be [java.lang.String] but was [1] with type [java.lang.Integer]");
}

TEST(Document, appends) {
  const auto appended = [](std::string_view source, bool allow_duplicates) {
    auto changed = document(source);
    const auto done = changed.append(path("a"), {1, 2}, allow_duplicates);
    return done ? json::write(changed.source()) : done.error().reason;
  };
  EXPECT_EQ(appended("{}", true), R"({"a":[1,2]})");
  EXPECT_EQ(appended(R"({"a":1})", true), R"({"a":[1,1,2]})");
  EXPECT_EQ(appended(R"({"a":1})", false), R"({"a":[1,2]})");
  EXPECT_EQ(appended(R"({"a":[2]})", false), R"({"a":[2,1]})");
}

TEST(Document, does_not_grow_without_bounds) {
  auto changed = document("{}");
  const std::string large(10'000'000, 'x');
  bool has_failed = false;
  for (int i = 0; i < 100 && !has_failed; ++i) has_failed = !changed.set(path("a"), large);
  EXPECT_TRUE(has_failed);
  std::string deep = "a";
  for (int i = 0; i < 600; ++i) deep += ".a";
  auto nested = document("{}");
  ASSERT_TRUE(nested.set(path(deep), 1));
  const auto copy = nested.source();
  EXPECT_EQ(nested.set(path(deep), copy).error().reason, "field [" + deep + "] would be nested too deeply");
}

}  // namespace
}  // namespace headrace::content::ingest
