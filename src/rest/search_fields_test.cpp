#include "rest/api_fixture.h"

// `fields`, `docvalue_fields`, `stored_fields` and `min_score` of a search body (docs/spec/document-api.md 4.8).

namespace headrace::rest {
namespace {

class SearchFields : public ApiFixture {
 protected:
  SearchFields() {
    send(
        "PUT", "/m",
        R"({"mappings":{"properties":{"n":{"type":"long"},"k":{"type":"keyword","ignore_above":5},"d":{"type":"date"},"t":{"type":"text"},)"
        R"("b":{"type":"boolean"},"s":{"type":"keyword","store":true},"i":{"type":"ip"},"o":{"properties":{"x":{"type":"float"}}}}}})");
    send(
        "PUT", "/m/_doc/1",
        R"({"n":["3.7",1],"k":["b","a","b","too long"],"d":"2024-01-02","t":"Some words","b":"true","s":"kept","i":"10.0.0.1","o":[{"x":1.5},{"x":2}],"e":null})");
  }
  /// `fields` of the only hit, or the error.
  std::string fields(const std::string& body, const std::string& index = "m") {
    const auto response = send("POST", "/" + index + "/_search", body);
    if (response.status != 200) return error_of(response);
    const auto answer = body_of(response);
    const auto* found = answer.at_path("hits")->find("hits")->as_array().at(0).find("fields");
    return found == nullptr ? "none" : json::write(*found);
  }
};

TEST_F(SearchFields, values_come_as_the_mapping_understands_them) {
  EXPECT_EQ(fields(R"({"fields":["n","k","d","b","i"]})"),
            R"({"n":[3,1],"k":["b","a","b"],"d":["2024-01-02T00:00:00.000Z"],"b":[true],"i":["10.0.0.1"]})");
  EXPECT_EQ(fields(R"({"fields":["o.*",{"field":"d","format":"yyyy"}]})"), R"({"o.x":[1.5,2.0],"d":["2024"]})");
  EXPECT_EQ(fields(R"({"fields":["t","nobody","e"],"_source":false})"), R"({"t":["Some words"]})");
  EXPECT_EQ(fields(R"({"fields":["nobody"]})"), "none");
}

TEST_F(SearchFields, doc_values_are_sorted) {
  EXPECT_EQ(fields(R"({"docvalue_fields":["n","k",{"field":"d","format":"epoch_millis"}]})"),
            R"({"n":[1,3],"k":["a","b"],"d":["1704153600000"]})");
  EXPECT_TRUE(fields(R"({"docvalue_fields":["t"]})").starts_with("400 search_phase_execution_exception"));
  EXPECT_TRUE(send("GET", "/m/_search?docvalue_fields=n").body.contains(R"("fields":{"n":[1,3]})"));
}

TEST_F(SearchFields, what_has_no_mapping_is_told_by_its_values) {
  send("PUT", "/dynamic/_doc/1", R"({"a":"words","n":5,"at":"2024-01-02T03:04:05Z","in":{"b":[true,false]}})");
  EXPECT_EQ(fields(R"({"fields":["*"]})", "dynamic"),
            R"({"a":["words"],"a.keyword":["words"],"at":["2024-01-02T03:04:05.000Z"],"in.b":[true,false],"n":[5]})");
  EXPECT_EQ(fields(R"({"docvalue_fields":["a.keyword"]})", "dynamic"), R"({"a.keyword":["words"]})");
  EXPECT_TRUE(fields(R"({"docvalue_fields":["a"]})", "dynamic").starts_with("400 search_phase_execution_exception"));
}

TEST_F(SearchFields, only_what_is_stored_for_itself_is_a_stored_field) {
  const auto response = send("POST", "/m/_search", R"({"stored_fields":["n","s"]})");
  EXPECT_TRUE(response.body.contains(R"("fields":{"s":["kept"]})")) << response.body;
  EXPECT_FALSE(response.body.contains("_source"));
  EXPECT_TRUE(send("POST", "/m/_search", R"({"stored_fields":["_source","s"]})").body.contains("_source"));
}

TEST_F(SearchFields, what_is_not_there_is_refused) {
  EXPECT_TRUE(fields(R"({"fields":["_id"]})").starts_with("400 "));
  EXPECT_TRUE(fields(R"({"fields":[{"field":"n","include_unmapped":true}]})").contains("not supported by this server"));
  EXPECT_TRUE(fields(R"({"fields":[{"name":"n"}]})").contains("unknown field [name]"));
  EXPECT_TRUE(fields(R"({"min_score":0.5})").contains("not supported by this server"));
  EXPECT_EQ(fields(R"({"min_score":0})"), "none");
}

}  // namespace
}  // namespace headrace::rest
