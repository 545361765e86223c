#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::rest {
namespace {

class IngestRoutes : public ApiFixture {
 protected:
  std::string source_of(const std::string& place) { return send("GET", place + "?filter_path=_source").body; }
};

const std::string pipelines = "/_ingest/pipeline/";

TEST_F(IngestRoutes, the_default_pipeline_is_there) {  // 68
  const auto missing = send("GET", pipelines + "none");
  EXPECT_EQ(missing.status, 404U);
  EXPECT_EQ(missing.body, "{}");
  const auto body = got(pipelines + "search-default-ingestion");
  EXPECT_EQ(body.find("search-default-ingestion")->find("processors")->as_array().size(), 6U);
  EXPECT_EQ(got("/_ingest/pipeline?summary").as_object().size(), 2U);
  EXPECT_EQ(got(pipelines + "search-*,none*").as_object().size(), 1U);
}

TEST_F(IngestRoutes, a_pipeline_is_put_run_replaced_and_removed) {  // 69
  EXPECT_EQ(send("PUT", pipelines + "p", R"({"processors":[{"set":{"field":"a","value":1}}]})").body, R"({"acknowledged":true})");
  EXPECT_EQ(json::write(got(pipelines + "p")), R"({"p":{"processors":[{"set":{"field":"a","value":1}}]}})");
  send("POST", "/i/_bulk?pipeline=p", "{\"index\":{\"_id\":\"1\"}}\n{\"t\":1}\n");
  EXPECT_EQ(source_of("/i/_doc/1"), R"({"_source":{"t":1,"a":1}})");
  send("PUT", pipelines + "p", R"({"processors":[{"set":{"field":"a","value":2}}]})");
  send("PUT", "/i/_doc/2?pipeline=p", "{}");
  EXPECT_EQ(source_of("/i/_doc/2"), R"({"_source":{"a":2}})");
  EXPECT_EQ(send("DELETE", pipelines + "p").body, R"({"acknowledged":true})");
  EXPECT_EQ(error_of(send("DELETE", pipelines + "p")), "404 resource_not_found_exception: pipeline [p] is missing");
  EXPECT_EQ(error_of(send("PUT", "/i/_doc/3?pipeline=p", "{}")), "400 illegal_argument_exception: pipeline with id [p] does not exist");
}

TEST_F(IngestRoutes, what_is_no_pipeline_is_refused) {
  EXPECT_EQ(error_of(send("PUT", pipelines + "p", R"({"processors":[{"nope":{}}]})")),
            "400 parse_exception: No processor type exists with name [nope]");
  EXPECT_EQ(error_of(send("PUT", pipelines + "p")), "400 parse_exception: request body is required");
  EXPECT_EQ(error_of(send("PUT", pipelines + "p", "[]")), "400 parse_exception: request body is required to be an object");
  EXPECT_EQ(send("GET", pipelines + "p").status, 404U);
}

TEST_F(IngestRoutes, items_of_a_bulk_run_the_pipelines_that_they_name) {  // 60
  send("PUT", pipelines + "drops", R"({"processors":[{"drop":{"if":"ctx.n == 1"}}]})");
  send("PUT", pipelines + "fails", R"({"processors":[{"fail":{"message":"no"}}]})");
  send("PUT", pipelines + "moves", R"({"processors":[{"set":{"field":"_index","value":"j"}},{"set":{"field":"_id","value":"moved"}}]})");
  const auto response = send("POST", "/i/_bulk?pipeline=drops",
                             "{\"index\":{\"_id\":\"1\"}}\n{\"n\":1}\n"
                             "{\"index\":{\"_id\":\"2\"}}\n{\"n\":2}\n"
                             "{\"index\":{\"_id\":\"3\",\"pipeline\":\"fails\"}}\n{}\n"
                             "{\"create\":{\"_id\":\"4\",\"pipeline\":\"none\"}}\n{}\n"
                             "{\"index\":{\"_id\":\"5\",\"pipeline\":\"_none\"}}\n{\"n\":1}\n"
                             "{\"index\":{\"_id\":\"6\",\"pipeline\":\"moves\"}}\n{}\n"
                             "{\"delete\":{\"_id\":\"7\"}}\n");
  const auto body = body_of(response);
  std::string text;
  for (const auto& item : body.find("items")->as_array()) {
    const auto& one = item.as_object().front().value;
    const auto* error = one.find("error");
    text += fmt::format("{}/{} {}; ", one.text("_index"), one.text("_id"), error ? error->text("reason") : one.text("result"));
  }
  EXPECT_EQ(text,
            "i/1 noop; i/2 created; i/3 no; i/4 pipeline with id [none] does not exist; i/5 created; j/moved created; i/7 not_found; ");
  EXPECT_TRUE(response.body.contains(
      R"("_id":"1","_version":-3,"result":"noop","_shards":{"total":0,"successful":0,"failed":0},"_seq_no":-2,"_primary_term":0,"status":200)"));
  EXPECT_EQ(response.status, 200U);
}

TEST_F(IngestRoutes, updates_run_them_over_what_they_bring) {  // 61, docs/spec/document-api.md 8.6
  const std::string target = "/i/_bulk?pipeline=search-default-ingestion";
  send("POST", target, "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"a\":1,\"_reduce_whitespace\":true},\"doc_as_upsert\":true}\n");
  EXPECT_EQ(source_of("/i/_doc/1"), R"({"_source":{"a":1}})");
  send("POST", target, "{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{\"b\":2,\"_reduce_whitespace\":true},\"doc_as_upsert\":true}\n");
  EXPECT_EQ(source_of("/i/_doc/1"), R"({"_source":{"a":1,"b":2}})");
  send("POST", target, "{\"update\":{\"_id\":\"2\"}}\n{\"doc\":{\"b\":2},\"upsert\":{\"_reduce_whitespace\":true,\"c\":3}}\n");
  EXPECT_EQ(source_of("/i/_doc/2"), R"({"_source":{"c":3}})");
  send("POST", target, "{\"update\":{\"_id\":\"2\"}}\n{\"doc\":{\"_reduce_whitespace\":true}}\n");
  EXPECT_EQ(source_of("/i/_doc/2"), R"({"_source":{"c":3,"_reduce_whitespace":true}})") << "a plain update runs none";
}

TEST_F(IngestRoutes, the_built_in_one_can_be_replaced) {  // 8.9
  send("PUT", pipelines + "search-default-ingestion", R"({"processors":[{"set":{"field":"own","value":true}}]})");
  send("PUT", "/i/_doc/1?pipeline=search-default-ingestion", "{}");
  EXPECT_EQ(source_of("/i/_doc/1"), R"({"_source":{"own":true}})");
}

TEST_F(IngestRoutes, simulate) {
  send("PUT", pipelines + "p", R"({"processors":[{"drop":{"if":"ctx.n == 1"}},{"set":{"field":"a","value":"{{_id}}"}}]})");
  const auto body = body_of(send("POST", pipelines + "p/_simulate", R"({"docs":[{"_id":"x","_source":{"n":2}},{"_source":{"n":1}}]})"));
  EXPECT_EQ(json::write(body.find("docs")->as_array()[0].find("doc")->find("_source")->find("a")->as_string()), "\"x\"");
  EXPECT_TRUE(body.find("docs")->as_array()[1].is_null());
  const auto failed =
      send("POST", pipelines + "_simulate", R"({"pipeline":{"processors":[{"fail":{"message":"m"}}]},"docs":[{"_source":{}}]})");
  EXPECT_EQ(body_of(failed).find("docs")->as_array()[0].find("error")->text("reason"), "m");
  EXPECT_EQ(error_of(send("POST", pipelines + "none/_simulate", R"({"docs":[{"_source":{}}]})")),
            "400 illegal_argument_exception: pipeline [none] does not exist");
  const auto verbose = body_of(send("POST", pipelines + "p/_simulate?verbose", R"({"docs":[{"_id":"x","_source":{"n":2}}]})"));
  const auto& results = verbose.find("docs")->as_array()[0].find("processor_results")->as_array();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(json::write(results[0]), R"({"processor_type":"drop","status":"skipped","if":{"condition":"ctx.n == 1","result":false}})");
  EXPECT_EQ(results[1].text("status"), "success");
  EXPECT_EQ(json::write(*results[1].find("doc")->find("_source")), R"({"n":2,"a":"x"})");
  EXPECT_EQ(error_of(send("POST", pipelines + "p/_simulate", "{}")), "400 parse_exception: [docs] required property is missing");
}

}  // namespace
}  // namespace headrace::rest
