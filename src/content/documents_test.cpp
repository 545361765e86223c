#include "content/documents.h"

#include "content/engine_fixture.h"

namespace headrace::content {
namespace {

using Documents = EngineFixture;

engine::Write write_to(const std::string& index, const std::string& id) {
  engine::Write write;
  write.index = index;
  write.id = id;
  write.source = "{}";
  return write;
}

TEST_F(Documents, a_document_is_found_under_the_concrete_name) {
  put(".elastic-connectors", "c", R"({"a":1})");
  const auto found = value_of(run(get_document(engine(), ".elastic-connectors", "c")));
  EXPECT_EQ(found.index, ".elastic-connectors-v1");
  ASSERT_TRUE(found.document);
  EXPECT_EQ(*found.document->source, R"({"a":1})");
}

TEST_F(Documents, what_is_not_there_still_names_the_concrete_index) {
  const auto found = value_of(run(get_document(engine(), ".elastic-connectors-sync-jobs", "x")));
  EXPECT_EQ(found.index, ".elastic-connectors-sync-jobs-v1");
  EXPECT_FALSE(found.document);
}

TEST_F(Documents, an_index_that_does_not_exist_is_an_error) {
  EXPECT_EQ(run(get_document(engine(), "none", "x")).error().kind, ErrorKind::index_not_found);
}

TEST_F(Documents, the_servers_own_indices_are_neither_read_nor_written) {
  EXPECT_EQ(run(get_document(engine(), ".headrace-claims", "x")).error().kind, ErrorKind::index_not_found);
  EXPECT_EQ(run(write_document(engine(), write_to(".headrace-claims", "x"))).error().kind, ErrorKind::illegal_argument);
}

TEST_F(Documents, results_stand_where_their_writes_stood) {
  const auto results = value_of(run(write_documents(
      engine(), {write_to("i", "1"), write_to(".security-7", "2"), write_to(".elastic-connectors", "3"), write_to("i", "4")})));
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0]->id, "1");
  EXPECT_FALSE(results[1]);
  EXPECT_EQ(results[2]->index, ".elastic-connectors-v1");
  EXPECT_EQ(results[3]->id, "4");
}

TEST_F(Documents, only_aliases_are_aliases) {
  put("i", "1", "{}");
  EXPECT_TRUE(run(check_is_alias(engine(), ".elastic-connectors")));
  EXPECT_EQ(run(check_is_alias(engine(), "i")).error().kind, ErrorKind::index_not_found);
}

}  // namespace
}  // namespace headrace::content
