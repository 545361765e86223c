#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class DocumentReads : public ApiFixture {};

TEST_F(DocumentReads, a_document_comes_as_it_was_sent) {
  send("PUT", "/i/_doc/1", R"({"b" : 1.10,"a":null})");
  EXPECT_EQ(send("GET", "/i/_doc/1").body,
            R"({"_index":"i","_id":"1","_version":1,"_seq_no":0,"_primary_term":1,"found":true,"_source":{"b" : 1.10,"a":null}})");
  EXPECT_EQ(send("GET", "/i/_source/1").body, R"({"b" : 1.10,"a":null})");
}

TEST_F(DocumentReads, a_missing_document_is_not_an_error_but_a_missing_index_is) {  // 13
  const auto missing = send("GET", "/.elastic-connectors/_doc/x");
  EXPECT_EQ(missing.status, 404U);
  EXPECT_EQ(missing.body, R"({"_index":".elastic-connectors-v1","_id":"x","found":false})");
  EXPECT_EQ(error_of(send("GET", "/none/_doc/x")), "404 index_not_found_exception: no such index [none]");
  EXPECT_EQ(error_of(send("GET", "/.elastic-connectors/_source/x")),
            "404 resource_not_found_exception: Document not found [.elastic-connectors]/[x]");
}

TEST_F(DocumentReads, ids_of_any_characters_come_back) {  // 14
  for (const auto* id : {"a%2Fb", "a%20b", "a+b", "a%25b", "%C3%BC"}) {
    const auto path = std::string("/i/_doc/") + id;
    EXPECT_EQ(send("PUT", path, "{}").status, 201U) << id;
    EXPECT_EQ(send("GET", path).status, 200U) << id;
  }
  EXPECT_EQ(got("/i/_doc/a%2Fb").text("_id"), "a/b");
}

TEST_F(DocumentReads, head_tells_the_same_status) {
  send("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(send("HEAD", "/i/_doc/1").status, 200U);
  EXPECT_EQ(send("HEAD", "/i/_doc/2").status, 404U);
  EXPECT_EQ(send("HEAD", "/i/_source/1").status, 200U);
  EXPECT_EQ(send("HEAD", "/i/_source/2").status, 404U);
}

TEST_F(DocumentReads, the_source_can_be_cut) {
  send("PUT", "/i/_doc/1", R"({"a":1,"b":{"c":2,"d":3}})");
  EXPECT_EQ(send("GET", "/i/_source/1?_source_includes=a,b.c").body, R"({"a":1,"b":{"c":2}})");
  EXPECT_EQ(send("GET", "/i/_source/1?_source_excludes=b").body, R"({"a":1})");
  EXPECT_TRUE(send("GET", "/i/_doc/1?_source=b.d").body.ends_with(R"("_source":{"b":{"d":3}}})"));
  EXPECT_FALSE(send("GET", "/i/_doc/1?_source=false").body.contains("_source"));
}

TEST_F(DocumentReads, a_version_can_be_asked_for) {
  send("PUT", "/i/_doc/1", "{}");
  EXPECT_EQ(send("GET", "/i/_doc/1?version=1").status, 200U);
  EXPECT_EQ(error_of(send("GET", "/i/_doc/1?version=2")),
            "409 version_conflict_engine_exception: [1]: version conflict, current version [1] is different than the one provided [2]");
}

TEST_F(DocumentReads, filter_path_reaches_into_the_source) {
  send("PUT", "/i/_doc/1", R"({"a":1,"b":2})");
  EXPECT_EQ(send("GET", "/i/_doc/1?filter_path=_source.a").body, R"({"_source":{"a":1}})");
}

TEST_F(DocumentReads, many_are_read_at_once_each_with_its_own_answer) {
  send("PUT", "/i/_doc/1", R"({"a":1})");
  const auto answer =
      body_of(send("POST", "/_mget", R"({"docs":[{"_index":"i","_id":"1"},{"_index":"i","_id":"2"},{"_index":"none","_id":"3"}]})"));
  const auto& documents = answer.find("docs")->as_array();
  ASSERT_EQ(documents.size(), 3U);
  EXPECT_EQ(json::write(*documents[0].find("_source")), R"({"a":1})");
  EXPECT_EQ(json::write(documents[1]), R"({"_index":"i","_id":"2","found":false})");
  EXPECT_EQ(documents[2].at_path("error")->text("type"), "index_not_found_exception");
  EXPECT_TRUE(send("GET", "/i/_mget?_source=false", R"({"ids":["1"]})").body.contains(R"("found":true})"));
  EXPECT_EQ(error_of(send("POST", "/_mget", "{}")), "400 action_request_validation_exception: Validation Failed: 1: no documents to get;");
}

TEST_F(DocumentReads, secrets_cannot_be_read) {
  EXPECT_EQ(send("GET", "/.connector-secrets/_doc/1").status, 404U);
  EXPECT_TRUE(send("POST", "/_mget", R"({"docs":[{"_index":".connector-secrets","_id":"1"}]})").body.contains("index_not_found_exception"));
}

}  // namespace
}  // namespace headrace::rest
