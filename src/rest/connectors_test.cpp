#include <fmt/format.h>

#include "rest/api_fixture.h"

// The numbers are those of the cases in docs/spec/connectors.md 5.

namespace headrace::rest {
namespace {

class ConnectorsTest : public ApiFixture {
 protected:
  std::string put(const std::string& id, std::string body) {
    const auto response = send("PUT", "/_connector/" + id, std::move(body));
    return response.status < 300 ? response.body : error_of(response);
  }
  std::string ids(const std::string& query) { return ids_of(send("GET", "/_connector" + query)); }
};

TEST_F(ConnectorsTest, creating_with_an_id) {  // 1, 5, 6, 33, 46
  const auto created = send("PUT", "/_connector/alpha");
  EXPECT_EQ(created.status, 201U);
  EXPECT_EQ(created.body, R"({"id":"alpha","result":"created"})");
  const auto replaced =
      send("PUT", "/_connector/alpha",
           R"({"name":"N","description":"D d","language":"fr","service_type":"s3","index_name":"idx-1","is_native":"false"})");
  EXPECT_EQ(replaced.status, 200U);
  EXPECT_EQ(replaced.body, R"({"id":"alpha","result":"updated"})");
  const auto stored = got("/_connector/alpha");
  EXPECT_EQ(stored.text("description"), "D d");
  EXPECT_EQ(stored.text("index_name"), "idx-1");
  EXPECT_EQ(stored.find("is_native")->as_bool(), false);
}

TEST_F(ConnectorsTest, creating_without_an_id_makes_one) {  // 38 to 41
  for (const auto method : {"POST", "PUT"}) {
    const auto created = send(method, "/_connector", R"({"name":"n"})");
    EXPECT_EQ(created.status, 201U);
    const auto id = std::string(body_of(created).text("id"));
    EXPECT_EQ(created.body, fmt::format(R"({{"id":"{}","result":"created"}})", id));
    EXPECT_EQ(got("/_connector/" + id).text("name"), "n");
  }
  EXPECT_EQ(send("POST", "/_connector").status, 201U);
}

TEST_F(ConnectorsTest, creating_refuses) {  // 9 to 32, 44
  EXPECT_EQ(put("nat", R"({"is_native":true,"index_name":"plain-a"})"),
            "400 action_request_validation_exception: Validation Failed: 1: Index [plain-a] is invalid. Index attached to an "
            "Elastic-managed connector must start with the prefix: [content-];");
  EXPECT_EQ(put("a", R"({"index_name":null})"), R"({"id":"a","result":"created"})");
  EXPECT_TRUE(put("a", R"({"name":null})").contains("[connector_put_request] name doesn't support values of type: VALUE_NULL"));
  EXPECT_TRUE(put("a", R"({"is_native":"yes"})").contains("failed to parse field [is_native]"));
  EXPECT_TRUE(put("a", R"({"names":"x"})").contains("unknown field [names] did you mean [name]?"));
  EXPECT_TRUE(put("a", "[]").contains("Expected START_OBJECT but was: START_ARRAY"));
  EXPECT_TRUE(put("a", R"({"index_name":"_x"})").contains("must not start with '_', '-', or '+'"));
  EXPECT_TRUE(put("a", R"({"id":"mine"})").contains("unknown field [id]"));
  put("b", R"({"index_name":"i1"})");
  EXPECT_EQ(put("a", R"({"index_name":"i1"})"), "400 status_exception: Index name [i1] is used by another connector.");
  EXPECT_TRUE(error_of(send("PUT", "/_connector/a?foo=1")).contains("unrecognized parameter: [foo]"));
}

TEST_F(ConnectorsTest, getting) {  // 48 to 52
  put("a", "");
  EXPECT_EQ(error_of(send("GET", "/_connector/nope")), "404 resource_not_found_exception: connector [nope] not found");
  EXPECT_EQ(send("GET", "/_connector/a?include_deleted=true").status, 200U);
  EXPECT_TRUE(error_of(send("GET", "/_connector/a?include_deleted=maybe")).contains("as only [true] or [false] are allowed"));
  EXPECT_TRUE(error_of(send("GET", "/_connector/a", "{}")).contains("does not support having a body"));
}

TEST_F(ConnectorsTest, listing) {  // 54 to 104
  EXPECT_EQ(send("GET", "/_connector").body, R"({"count":0,"results":[]})");
  put("c1", R"({"index_name":"zeta","name":"Red Fox","service_type":"s3","description":"Alpha Tango notes"})");
  put("c2", R"({"index_name":"beta","name":"blue fox","service_type":"mysql"})");
  put("c3", R"({"name":"Green","service_type":"s3"})");
  put("c4", R"({"index_name":"Beta","name":"red,comma"})");
  EXPECT_EQ(ids(""), "c4 c2 c1 c3");
  EXPECT_EQ(ids("?from=1&size=2"), "c2 c1");
  EXPECT_EQ(ids("?index_name=beta,zeta"), "c2 c1");
  EXPECT_EQ(ids("?connector_name=Red+Fox,Green"), "c1 c3");
  EXPECT_EQ(ids("?service_type=s3,mysql"), "c2 c1 c3");
  EXPECT_EQ(ids("?query=eta&service_type=s3"), "c1");
  EXPECT_EQ(ids("?query=tang"), "c1");
  EXPECT_TRUE(error_of(send("GET", "/_connector?index_name=be*")).starts_with("400 action_request_validation_exception"));
  EXPECT_TRUE(error_of(send("GET", "/_connector?sort=name")).contains("unrecognized parameter: [sort]"));
  send("DELETE", "/_connector/c2");
  EXPECT_EQ(ids(""), "c4 c1 c3");
  EXPECT_EQ(ids("?index_name=beta&include_deleted"), "c2");
}

TEST_F(ConnectorsTest, deleting) {  // 105 to 118
  make_connector("a");
  make_connector("b");
  const auto job = make_job("a");
  EXPECT_EQ(send("DELETE", "/_connector/a").body, R"({"acknowledged":true})");
  EXPECT_EQ(error_of(send("DELETE", "/_connector/a?delete_sync_jobs=true")), "404 resource_not_found_exception: connector [a] not found");
  EXPECT_EQ(send("GET", "/_connector/_sync_job/" + job).status, 200U);
  EXPECT_EQ(send("DELETE", "/_connector/a?hard&delete_sync_jobs=true").status, 200U);
  EXPECT_EQ(send("GET", "/_connector/_sync_job/" + job).status, 404U);
  EXPECT_EQ(send("GET", "/_connector/a?include_deleted").status, 404U);
  EXPECT_EQ(send("DELETE", "/_connector/b?hard=no").status, 400U);
  EXPECT_EQ(send("GET", "/_connector/b").status, 200U);
}

}  // namespace
}  // namespace headrace::rest
