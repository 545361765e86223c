#include "control/document_update.h"

#include "control/store_fixture.h"

namespace headrace::control {
namespace {

class DocumentUpdateTest : public StoreFixture {
 protected:
  Result<UpdateResult> merge(const std::string& id, std::string_view part) {
    Target target{engine::sync_jobs_index, id, {ErrorKind::resource_not_found, "no " + id}};
    auto rule = [part = json_of(part)](const json::Value&, engine::StateView&) -> Result<json::Value> { return part; };
    return run(update_document(store(), std::move(target), {}, std::move(rule)));
  }
  std::string source(const std::string& id) { return *value_of(run(store().get(std::string(engine::sync_jobs_index), id))).value().source; }
};

TEST_F(DocumentUpdateTest, members_keep_their_place_and_numbers_their_spelling) {
  seed(engine::sync_jobs_index, "J", R"({"b":1.10,"a":{"x":1},"c":null})");
  EXPECT_EQ(merge("J", R"({"new":1,"a":{"y":2},"c":[12345678901234567890]})"), UpdateResult::updated);
  EXPECT_EQ(source("J"), R"({"b":1.10,"a":{"x":1,"y":2},"c":[12345678901234567890],"new":1})");
}

TEST_F(DocumentUpdateTest, nothing_changed_writes_nothing) {
  seed(engine::sync_jobs_index, "J", R"({ "a" : {"x":1, "y":2} })");
  const auto before = value_of(run(store().get(std::string(engine::sync_jobs_index), "J")));
  EXPECT_EQ(merge("J", R"({"a":{"y":2}})"), UpdateResult::noop);
  EXPECT_EQ(merge("J", "{}"), UpdateResult::noop);
  EXPECT_EQ(source("J"), R"({ "a" : {"x":1, "y":2} })");
  EXPECT_EQ(value_of(run(store().get(std::string(engine::sync_jobs_index), "J")))->seq_no, before->seq_no);
}

TEST_F(DocumentUpdateTest, an_absent_member_set_to_null_is_a_change) {
  seed(engine::sync_jobs_index, "J", "{}");
  EXPECT_EQ(merge("J", R"({"error":null})"), UpdateResult::updated);
  EXPECT_EQ(merge("J", R"({"error":null})"), UpdateResult::noop);
}

TEST_F(DocumentUpdateTest, a_missing_document_has_the_error_of_its_target) {
  EXPECT_EQ(reason_of(merge("K", "{}"), ErrorKind::resource_not_found), "no K");
}

TEST(DocumentUpdate, a_source_that_is_no_object_is_a_fault_of_ours_and_no_crash) {
  for (const auto* source : {"[1]", "{", ""}) {
    const engine::Document document{.index = "i", .id = "x", .source = std::make_shared<const std::string>(source)};
    EXPECT_TRUE(reason_of(parsed(document), ErrorKind::internal).starts_with("the stored document [x] of [i] is no JSON object")) << source;
  }
}

}  // namespace
}  // namespace headrace::control
