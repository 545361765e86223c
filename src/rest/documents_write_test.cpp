#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class DocumentWrites : public ApiFixture {
 protected:
  /// `status result seq_no version`, or the error.
  std::string written(const std::string& method, const std::string& target, std::string body = {}) {
    const auto response = send(method, target, std::move(body));
    const auto answer = body_of(response);
    if (answer.find("error") != nullptr) return error_of(response);
    return fmt::format("{} {} {} {}", response.status, answer.text("result"), json::write(*answer.find("_seq_no")),
                       json::write(*answer.find("_version")));
  }
};

TEST_F(DocumentWrites, an_answer_has_all_its_members) {
  EXPECT_EQ(
      send("PUT", "/i/_doc/1", "{}").body,
      R"({"_index":"i","_id":"1","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":0,"_primary_term":1})");
  EXPECT_EQ(send("PUT", "/i/_doc/a%2Fb", "{}").header("Location"), "/i/_doc/a%2Fb");
}

TEST_F(DocumentWrites, an_id_is_made_when_there_is_none) {  // 12
  const auto first = body_of(send("POST", "/.elastic-connectors/_doc", "{}"));
  EXPECT_EQ(first.text("_index"), ".elastic-connectors-v1");
  EXPECT_EQ(first.text("_id").size(), 20U);
  const auto second = body_of(send("POST", "/.elastic-connectors/_doc", "{}"));
  EXPECT_NE(first.text("_id"), second.text("_id"));
  EXPECT_EQ(*second.find("_seq_no")->integer(), *first.find("_seq_no")->integer() + 1);
}

TEST_F(DocumentWrites, a_second_put_replaces_the_whole_document) {  // 15
  EXPECT_EQ(written("PUT", "/i/_doc/1", R"({"a":1})"), "201 created 0 1");
  EXPECT_EQ(written("POST", "/i/_doc/1", R"({"b":2})"), "200 updated 1 2");
  EXPECT_EQ(send("GET", "/i/_source/1").body, R"({"b":2})");
}

TEST_F(DocumentWrites, a_create_needs_the_id_to_be_free) {  // 16
  EXPECT_EQ(written("PUT", "/i/_create/1", "{}"), "201 created 0 1");
  const auto* const conflict =
      "409 version_conflict_engine_exception: [1]: version conflict, document already exists (current version [1])";
  EXPECT_EQ(written("POST", "/i/_create/1", "{}"), conflict);
  EXPECT_EQ(written("PUT", "/i/_doc/1?op_type=create", "{}"), conflict);
  EXPECT_EQ(written("PUT", "/i/_doc/1?op_type=x", "{}"), "400 illegal_argument_exception: opType must be 'create' or 'index', found: [x]");
}

TEST_F(DocumentWrites, a_guard_holds_once) {  // 17, 18
  written("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(written("PUT", "/i/_doc/1?if_seq_no=0&if_primary_term=1", "{}"), "200 updated 1 2");
  EXPECT_EQ(
      written("PUT", "/i/_doc/1?if_seq_no=0&if_primary_term=1", "{}"),
      "409 version_conflict_engine_exception: [1]: version conflict, required seqNo [0], primary term [1]. current document has seqNo "
      "[1] and primary term [1]");
  EXPECT_EQ(written("PUT", "/i/_doc/1?if_seq_no=0", "{}"),
            "400 action_request_validation_exception: Validation Failed: 1: ifSeqNo is set, but primary term is [0];");
  EXPECT_EQ(
      written("PUT", "/i/_doc/2?if_seq_no=0&if_primary_term=1", "{}"),
      "409 version_conflict_engine_exception: [2]: version conflict, required seqNo [0], primary term [1]. but no document was found");
}

TEST_F(DocumentWrites, a_document_is_one_object) {
  EXPECT_EQ(written("PUT", "/i/_doc/1"), "400 parse_exception: request body is required");
  EXPECT_EQ(written("PUT", "/i/_doc/1", "[]"), "400 document_parsing_exception: [1:1] failed to parse");
  EXPECT_TRUE(written("PUT", "/i/_doc/1", R"({"a":1,"a":2})").starts_with("400 document_parsing_exception: [1:"));
  EXPECT_EQ(
      written("PUT", "/i/_doc/" + std::string(513, 'x'), "{}"),
      fmt::format("400 action_request_validation_exception: Validation Failed: 1: id [{}] is too long, must be no longer than 512 bytes "
                  "but was: 513;",
                  std::string(513, 'x')));
  EXPECT_EQ(send("HEAD", "/i").status, 404U);
}

TEST_F(DocumentWrites, parameters_that_nobody_knows_are_refused) {
  EXPECT_EQ(written("PUT", "/i/_doc/1?refrehs=true", "{}"),
            "400 illegal_argument_exception: request [/i/_doc/1] contains unrecognized parameter: [refrehs] -> did you mean [refresh]?");
  EXPECT_EQ(written("PUT", "/i/_doc/1?refresh=soon", "{}"), "400 illegal_argument_exception: Unknown value for refresh: [soon].");
  EXPECT_EQ(written("PUT", "/i/_doc/1?pipeline=p", "{}"), "400 illegal_argument_exception: pipeline with id [p] does not exist");
  EXPECT_TRUE(send("PUT", "/i/_doc/1?refresh=true&timeout=1m&wait_for_active_shards=1", "{}").body.contains(R"("forced_refresh":true)"));
}

TEST_F(DocumentWrites, an_update_merges) {  // 19, 20, 21, 28; docs/spec/document-api.md 6
  written("PUT", "/i/_doc/1", R"({"a":{"x":1,"y":[1,2]},"e":"boom"})");
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"doc":{"a":{"y":[3]},"e":null,"a.x":9}})"), "200 updated 1 2");
  EXPECT_EQ(send("GET", "/i/_source/1").body, R"({"a":{"x":1,"y":[3]},"e":null,"a.x":9})");
  const auto same = send("POST", "/i/_update/1", R"({"doc":{"e":null}})");
  EXPECT_EQ(
      same.body,
      R"({"_index":"i","_id":"1","_version":2,"result":"noop","_shards":{"total":0,"successful":0,"failed":0},"_seq_no":1,"_primary_term":1})");
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"doc":{"e":null},"detect_noop":false})"), "200 updated 2 3");
}

TEST_F(DocumentWrites, a_stale_guard_refuses_an_equal_update_too) {  // 22
  written("PUT", "/i/_doc/1", R"({"a":1})");
  written("PUT", "/i/_doc/1", R"({"a":1})");
  EXPECT_TRUE(written("POST", "/i/_update/1?if_seq_no=0&if_primary_term=1", R"({"doc":{"a":1}})").starts_with("409 version_conflict"));
}

TEST_F(DocumentWrites, an_update_needs_a_document_or_an_upsert) {  // 23, 24, 25
  written("PUT", "/i/_doc/1", "{}");
  const auto missing = send("POST", "/i/_update/9", R"({"doc":{}})");
  EXPECT_EQ(error_of(missing), "404 document_missing_exception: [9]: document missing");
  EXPECT_EQ(body_of(missing).at_path("error")->text("index"), "i");
  EXPECT_EQ(written("POST", "/i/_update/9", R"({"doc":{"a":1},"doc_as_upsert":true})"), "201 created 1 1");
  EXPECT_EQ(written("POST", "/i/_update/8", R"({"doc":{"a":1},"upsert":{"b":1}})"), "201 created 2 1");
  EXPECT_EQ(send("GET", "/i/_source/8").body, R"({"b":1})");
  for (const auto* body : {"{}", ""})
    EXPECT_EQ(written("POST", "/i/_update/1", body),
              "400 action_request_validation_exception: Validation Failed: 1: script or doc is missing;");
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"x":1})"), "400 x_content_parse_exception: [1:2] [UpdateRequest] unknown field [x]");
}

TEST_F(DocumentWrites, an_update_sends_the_document_back_when_asked) {
  written("PUT", "/i/_doc/1", R"({"a":1,"b":1})");
  EXPECT_TRUE(send("POST", "/i/_update/1?_source=a", R"({"doc":{"a":2}})")
                  .body.ends_with(R"(,"get":{"_seq_no":1,"_primary_term":1,"found":true,"_source":{"a":2}}})"));
  EXPECT_FALSE(send("POST", "/i/_update/1?_source=false", R"({"doc":{"a":2}})").body.contains("\"get\""));
}

TEST_F(DocumentWrites, a_delete_counts_as_a_change) {
  written("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(written("DELETE", "/i/_doc/1"), "200 deleted 1 2");
  EXPECT_TRUE(written("DELETE", "/i/_doc/1").starts_with("404 not_found"));
}

TEST_F(DocumentWrites, the_servers_own_names_are_refused) {
  EXPECT_EQ(written("PUT", "/.connector-secrets/_doc/1", "{}"),
            "400 illegal_argument_exception: Indices [.connector-secrets] use and access is reserved for system operations");
  EXPECT_EQ(written("PUT", "/readyz/_doc/1", "{}"),
            "400 invalid_index_name_exception: Invalid index name [readyz], is an address of the server itself");
  EXPECT_TRUE(written("PUT", "/Upper/_doc/1", "{}").starts_with("400 invalid_index_name_exception"));
}

TEST_F(DocumentWrites, both_doors_lead_to_the_same_connector) {  // 29, 30
  make_connector("c");
  const auto before = body_of(send("GET", "/.elastic-connectors/_doc/c"));
  EXPECT_EQ(send("POST", "/.elastic-connectors/_update/c", R"({"doc":{"own":1,"connector.sync_cursor":null}})").status, 200U);
  const auto connector = got("/_connector/c");
  EXPECT_NE(connector.find("own"), nullptr);
  EXPECT_NE(connector.find("connector.sync_cursor"), nullptr);
  const auto guard = fmt::format("/.elastic-connectors/_update/c?if_seq_no={}&if_primary_term=1", json::write(*before.find("_seq_no")));
  send("PUT", "/_connector/c/_check_in");
  EXPECT_TRUE(written("POST", guard, R"({"doc":{}})").starts_with("409 version_conflict"));
}

}  // namespace
}  // namespace headrace::rest
