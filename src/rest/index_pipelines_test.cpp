// index.default_pipeline and index.final_pipeline (docs/spec/document-api.md 8.6).

#include <fmt/format.h>

#include "rest/api_fixture.h"

namespace headrace::rest {
namespace {

class IndexPipelines : public ApiFixture {
 protected:
  IndexPipelines() {
    for (const std::string name : {"first", "last", "asked"})
      put(name, fmt::format(R"({{"append":{{"field":"ran","value":"{}"}}}})", name));
  }
  void put(const std::string& name, const std::string& processors) {
    EXPECT_EQ(send("PUT", "/_ingest/pipeline/" + name, fmt::format(R"({{"processors":[{}]}})", processors)).status, 200U);
  }
  void make(const std::string& index, const std::string& settings) {
    EXPECT_EQ(send("PUT", "/" + index, fmt::format(R"({{"settings":{{{}}},"aliases":{{"also-{}":{{}}}}}})", settings, index)).status, 200U);
  }
  std::string source(const std::string& place) { return json::write(*got(place).find("_source")); }
  std::string written(const std::string& method, const std::string& place, const std::string& body) {
    const auto response = send(method, place, body);
    return response.status < 300 ? std::string(body_of(response).text("result")) : error_of(response);
  }
};

TEST_F(IndexPipelines, run_where_the_request_names_none_and_at_the_end) {
  make("i", R"("index":{"default_pipeline":"first","final_pipeline":"last"})");
  send("PUT", "/i/_doc/1", "{}");
  send("PUT", "/i/_doc/2?pipeline=asked", "{}");
  send("PUT", "/i/_doc/3?pipeline=_none", "{}");
  send("PUT", "/also-i/_create/4", "{}");
  send("POST", "/_bulk",
       "{\"index\":{\"_index\":\"i\",\"_id\":\"5\"}}\n{}\n{\"create\":{\"_index\":\"i\",\"_id\":\"6\",\"pipeline\":\"asked\"}}\n{}\n");
  EXPECT_EQ(source("/i/_doc/1"), R"({"ran":["first","last"]})");
  EXPECT_EQ(source("/i/_doc/2"), R"({"ran":["asked","last"]})");
  EXPECT_EQ(source("/i/_doc/3"), R"({"ran":["last"]})");
  EXPECT_EQ(source("/i/_doc/4"), R"({"ran":["first","last"]})");
  EXPECT_EQ(source("/i/_doc/5"), R"({"ran":["first","last"]})");
  EXPECT_EQ(source("/i/_doc/6"), R"({"ran":["asked","last"]})");
}

TEST_F(IndexPipelines, settings_may_be_spelled_in_every_way) {
  make("a", R"("default_pipeline":"first")");
  make("b", R"("index.final_pipeline":"last")");
  make("c", R"("index.default_pipeline":"_none","final_pipeline":"_none")");
  for (const std::string index : {"a", "b", "c"}) send("PUT", "/" + index + "/_doc/1", "{}");
  EXPECT_EQ(source("/a/_doc/1"), R"({"ran":["first"]})");
  EXPECT_EQ(source("/b/_doc/1"), R"({"ran":["last"]})");
  EXPECT_EQ(source("/c/_doc/1"), "{}");
}

TEST_F(IndexPipelines, one_that_is_not_there_fails_the_documents) {
  make("i", R"("default_pipeline":"nobody")");
  make("j", R"("final_pipeline":"nobody")");
  EXPECT_EQ(written("PUT", "/i/_doc/1", "{}"), "400 illegal_argument_exception: pipeline with id [nobody] does not exist");
  EXPECT_EQ(written("PUT", "/i/_doc/1?pipeline=_none", "{}"), "created");
  EXPECT_EQ(written("PUT", "/j/_doc/1?pipeline=_none", "{}"), "400 illegal_argument_exception: pipeline with id [nobody] does not exist");
}

TEST_F(IndexPipelines, a_default_pipeline_may_change_the_index_and_the_final_one_is_that_of_the_new_index) {
  put("moves", R"({"set":{"field":"_index","value":"to"}},{"append":{"field":"ran","value":"moves"}})");
  make("from", R"("default_pipeline":"moves","final_pipeline":"asked")");
  make("to", R"("default_pipeline":"first","final_pipeline":"last")");
  EXPECT_EQ(written("PUT", "/from/_doc/1", "{}"), "created");
  EXPECT_EQ(source("/to/_doc/1"), R"({"ran":["moves","last"]})");
}

TEST_F(IndexPipelines, a_final_pipeline_may_not_change_the_index) {
  put("moves", R"({"set":{"field":"_index","value":"to"}})");
  make("i", R"("final_pipeline":"moves")");
  EXPECT_EQ(written("PUT", "/i/_doc/1", "{}"),
            "400 illegal_argument_exception: final pipeline [moves] can't change the target index (from [i] to [to]) for document [1]");
  EXPECT_EQ(send("HEAD", "/to").status, 404U);
}

TEST_F(IndexPipelines, updates_in_a_bulk_run_them_over_what_they_bring) {
  make("i", R"("default_pipeline":"first","final_pipeline":"last")");
  send("PUT", "/i/_doc/old?pipeline=_none", R"({"n":0})");
  send("POST", "/i/_bulk",
       "{\"update\":{\"_id\":\"old\"}}\n{\"doc\":{\"n\":1}}\n"
       "{\"update\":{\"_id\":\"new\"}}\n{\"doc\":{\"n\":1},\"doc_as_upsert\":true}\n"
       "{\"update\":{\"_id\":\"other\"}}\n{\"doc\":{\"n\":1},\"upsert\":{\"m\":1}}\n");
  EXPECT_EQ(source("/i/_doc/old"), R"({"n":1,"ran":["last"]})") << "a plain update runs none";
  EXPECT_EQ(source("/i/_doc/new"), R"({"n":1,"ran":["first","last"]})");
  EXPECT_EQ(source("/i/_doc/other"), R"({"m":1,"ran":["first","last"]})");
}

TEST_F(IndexPipelines, an_update_of_one_document_runs_them_over_what_it_becomes) {
  put("count", R"({"set":{"field":"seen","value":"{{n}}-{{m}}"}},{"drop":{"if":"ctx.n == 7"}})");
  make("i", R"("default_pipeline":"count")");
  send("PUT", "/i/_doc/1", R"({"n":1,"m":1})");
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"doc":{"n":2}})"), "updated");
  EXPECT_EQ(source("/i/_doc/1"), R"({"n":2,"m":1,"seen":"2-1"})");
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"doc":{"n":2}})"), "noop");
  EXPECT_EQ(got("/i/_doc/1").find("_version")->integer(), 2);
  EXPECT_EQ(written("POST", "/i/_update/1", R"({"doc":{"n":7}})"), "noop") << "dropped";
  EXPECT_EQ(source("/i/_doc/1"), R"({"n":2,"m":1,"seen":"2-1"})");
  EXPECT_EQ(written("POST", "/i/_update/1?if_seq_no=0&if_primary_term=1", R"({"doc":{"n":3}})").substr(0, 38),
            "409 version_conflict_engine_exception:");
  EXPECT_EQ(written("POST", "/i/_update/1?if_seq_no=1&if_primary_term=1", R"({"doc":{"n":3}})"), "updated");
  EXPECT_EQ(written("POST", "/i/_update/2", R"({"doc":{"n":3}})"), "404 document_missing_exception: [2]: document missing");
  EXPECT_EQ(written("POST", "/i/_update/2", R"({"doc":{"n":3},"upsert":{"n":4}})"), "created");
  EXPECT_EQ(source("/i/_doc/2"), R"({"n":4,"seen":"4-"})");
  EXPECT_EQ(written("POST", "/i/_update/3", R"({"doc":{"n":5},"doc_as_upsert":true})"), "created");
  EXPECT_EQ(source("/i/_doc/3"), R"({"n":5,"seen":"5-"})");
}

TEST_F(IndexPipelines, one_that_an_index_names_is_not_removed) {
  make("i", R"("default_pipeline":"first","final_pipeline":"last")");
  make("j", R"("default_pipeline":"first","final_pipeline":"first")");
  const auto refused = [&](const std::string& name) { return error_of(send("DELETE", "/_ingest/pipeline/" + name)); };
  EXPECT_EQ(refused("first"),
            "400 illegal_argument_exception: pipeline [first] cannot be deleted because it is the default pipeline for 2 index(es) "
            "including [i,j] and the final pipeline for 1 index(es) including [j]");
  EXPECT_EQ(
      refused("l*"),
      "400 illegal_argument_exception: pipeline [last] cannot be deleted because it is the final pipeline for 1 index(es) including [i]");
  send("DELETE", "/j");
  send("DELETE", "/i");
  EXPECT_EQ(send("DELETE", "/_ingest/pipeline/first").status, 200U);
}

}  // namespace
}  // namespace headrace::rest
