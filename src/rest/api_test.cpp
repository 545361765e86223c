#include "rest/api.h"

#include "rest/api_fixture.h"

// The numbers are those of the checklist in docs/spec/rest-conventions.md 17.

namespace headrace::rest {
namespace {

constexpr auto vendor_8 = "application/vnd.elasticsearch+json; compatible-with=8";
constexpr auto vendor_9 = "application/vnd.elasticsearch+json; compatible-with=9";

using ApiTest = ApiFixture;

TEST_F(ApiTest, the_response_echoes_the_compatible_version) {  // 3, 4
  EXPECT_EQ(send_with({{"Accept", vendor_8}}, "GET", "/").header("content-type"), "application/vnd.elasticsearch+json;compatible-with=8");
  EXPECT_EQ(send_with({{"Accept", vendor_9}}, "GET", "/").header("content-type"), "application/vnd.elasticsearch+json;compatible-with=9");
}

TEST_F(ApiTest, an_unknown_version_is_a_media_type_error) {  // 5
  const auto response = send_with({{"Accept", "application/vnd.elasticsearch+json; compatible-with=7"}}, "GET", "/");
  EXPECT_EQ(error_of(response), "400 media_type_header_exception: Invalid media-type value on headers [Accept]");
  const auto body = body_of(response);
  EXPECT_EQ(body.at_path("error.caused_by")->text("type"), "status_exception");
  EXPECT_TRUE(body.at_path("error.caused_by")->text("reason").starts_with("Accept version must be either version 9 or 8, but found 7"));
}

TEST_F(ApiTest, versions_of_body_and_answer_must_agree) {  // 6, 7, 8
  const auto put = [&](const char* accept, const char* content_type) {
    return send_with({{"Accept", accept}, {"Content-Type", content_type}}, "PUT", "/_connector/c", "{}");
  };
  EXPECT_TRUE(error_of(put(vendor_9, vendor_8)).starts_with("400 media_type_header_exception"));
  EXPECT_TRUE(error_of(put("*/*", vendor_9)).starts_with("400 media_type_header_exception"));
  const auto plain = put("*/*", "application/json");
  EXPECT_EQ(plain.status, 201U);
  EXPECT_EQ(plain.header("content-type"), "application/json");
}

TEST_F(ApiTest, without_a_body_any_well_formed_content_type_will_do) {  // 9, 10, 14
  make_connector("c");
  EXPECT_EQ(send_with({{"Content-Type", "application/octet-stream"}}, "PUT", "/_connector/c/_check_in").status, 200U);
  const std::string range = std::string(vendor_9) + ",text/plain";
  EXPECT_EQ(send_with({{"Accept", range}, {"Content-Type", vendor_9}}, "GET", "/_connector/c").status, 200U);
  EXPECT_TRUE(error_of(send_with({{"Content-Type", "foo"}}, "GET", "/_connector/c")).starts_with("400 media_type_header_exception"));
}

TEST_F(ApiTest, a_body_of_another_type_is_not_acceptable) {  // 11, 12, 13, 17
  const auto put = [&](std::vector<http::Header> headers) { return send_with(std::move(headers), "PUT", "/_connector/c", "{}"); };
  EXPECT_EQ(put({}).body, R"({"error":"Content-Type header is missing","status":406})");
  EXPECT_EQ(put({{"Content-Type", "text/plain"}}).body, R"({"error":"Content-Type header [text/plain] is not supported","status":406})");
  const auto form = put({{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(error_of(form), "406 Content-Type header [application/x-www-form-urlencoded] is not supported");
  EXPECT_EQ(form.header("X-elastic-product"), "Elasticsearch");
  EXPECT_EQ(put({{"Content-Type", "application/x-ndjson"}}).status, 201U);
}

TEST_F(ApiTest, the_format_is_that_of_the_parameter_or_accept) {  // 15, 16
  const auto yaml = send("GET", "/_connector?format=yaml");
  EXPECT_EQ(yaml.header("content-type"), "application/yaml");
  EXPECT_EQ(yaml.body, "---\ncount: 0\nresults: []\n");
  EXPECT_EQ(send("GET", "/_connector?format=nonsense").body, R"({"count":0,"results":[]})");
  EXPECT_EQ(send_with({{"Accept", "text/html"}}, "GET", "/_connector").header("content-type"), "application/json");
  EXPECT_TRUE(send("GET", "/_connector/nope?format=yaml").body.starts_with("---\nerror:\n  root_cause:\n  - type: "));
}

TEST_F(ApiTest, an_unknown_path_has_no_handler) {  // 18
  const auto response = send("GET", "/_connector/a/b/c?x=1");
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.body, R"({"error":"no handler found for uri [/_connector/a/b/c?x=1] and method [GET]"})");
  EXPECT_EQ(response.header("X-elastic-product"), "Elasticsearch");
}

TEST_F(ApiTest, a_wrong_method_names_the_right_ones) {  // 19, 21
  const auto response = send("POST", "/_connector/x?y");
  EXPECT_EQ(response.body,
            R"({"error":"Incorrect HTTP method for uri [/_connector/x?y] and method [POST], allowed: [GET, PUT, DELETE]","status":405})");
  EXPECT_EQ(response.header("Allow"), "GET,PUT,DELETE");
  EXPECT_EQ(send("HEAD", "/_connector/_sync_job").header("Allow"), "GET,POST");
  EXPECT_EQ(send("PUT", "/_connector/_sync_job", "{}").header("Allow"), "GET,POST");
  EXPECT_EQ(send("GET", "/_connector/x/_check_in").header("Allow"), "PUT");
  const auto unknown = send("BREW", "/_connector");
  EXPECT_EQ(unknown.status, 405U);
  EXPECT_EQ(unknown.header("Allow"), "GET,POST,PUT");
}

TEST_F(ApiTest, options_tells_the_methods) {  // 20
  const auto response = send("OPTIONS", "/_connector/_sync_job");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.header("content-type"), "text/plain; charset=UTF-8");
  EXPECT_EQ(response.header("Allow"), "GET,POST");
  EXPECT_EQ(send("OPTIONS", "/no/such/path/at/all").status, 200U);
}

TEST_F(ApiTest, paths_are_split_before_they_are_decoded) {  // 22, 23
  EXPECT_EQ(send("GET", "/_connector/").body, R"({"count":0,"results":[]})");
  EXPECT_EQ(send("PUT", "/_connector/a%2Fb+c").body, R"({"id":"a/b+c","result":"created"})");
  EXPECT_EQ(got("/_connector/a%2Fb+c").text("id"), "a/b+c");
  send("PUT", "/_connector/named", R"({"name":"Red Fox"})");
  EXPECT_EQ(ids_of(send("GET", "/_connector?connector_name=Red+Fox")), "named");
}

TEST_F(ApiTest, a_bad_escape_is_the_clients_fault) {  // 24
  const auto query = send("GET", "/_connector?query=%zz");
  EXPECT_TRUE(error_of(query).starts_with("400 bad_parameter_exception"));
  EXPECT_EQ(body_of(query).at_path("error.caused_by")->text("type"), "illegal_argument_exception");
  EXPECT_TRUE(error_of(send("GET", "/_connector/%zz")).starts_with("400 illegal_argument_exception"));
}

TEST_F(ApiTest, unknown_parameters_are_named_with_suggestions) {  // 25
  const auto reason = [&](const std::string& target) { return error_of(send("GET", target)); };
  const std::string one = "400 illegal_argument_exception: request [/_connector] contains unrecognized parameter: ";
  EXPECT_EQ(reason("/_connector?sizes=1"), one + "[sizes] -> did you mean [size]?");
  EXPECT_EQ(reason("/_connector?zzz=1"), one + "[zzz]");
  EXPECT_EQ(reason("/_connector?index_names=b"), one + "[index_names] -> did you mean [index_name]?");
  EXPECT_EQ(reason("/_connector/c%20d?zz=1&aa"),
            "400 illegal_argument_exception: request [/_connector/c d] contains unrecognized parameters: [aa], [zz]");
  EXPECT_EQ(reason("/_connector?fromat=1"), one + "[fromat] -> did you mean any of [format, from]?");
}

TEST_F(ApiTest, pretty_is_a_flag) {  // 26
  const auto expected = "{\n  \"count\" : 0,\n  \"results\" : [ ]\n}\n";
  for (const auto target : {"/_connector?pretty", "/_connector?pretty=true", "/_connector?pretty="}) {
    EXPECT_EQ(send("GET", target).body, expected) << target;
  }
  EXPECT_EQ(send("GET", "/_connector?pretty=false").body, R"({"count":0,"results":[]})");
  EXPECT_EQ(error_of(send("GET", "/_connector?pretty=yes")),
            "400 illegal_argument_exception: Failed to parse value [yes] as only [true] or [false] are allowed.");
}

TEST_F(ApiTest, a_bad_number_says_what_it_was) {  // 27
  const auto response = send("GET", "/_connector?from=1.5");
  EXPECT_EQ(error_of(response), "400 illegal_argument_exception: Failed to parse int parameter [from] with value [1.5]");
  const auto body = body_of(response);
  EXPECT_EQ(body.at_path("error.caused_by")->text("type"), "number_format_exception");
  EXPECT_EQ(body.at_path("error.caused_by")->text("reason"), R"(For input string: "1.5")");
}

TEST_F(ApiTest, error_trace_adds_a_stack_trace) {  // 28
  EXPECT_TRUE(send("GET", "/_connector/nope?error_trace=true").body.contains("stack_trace"));
  EXPECT_FALSE(send("GET", "/_connector/nope").body.contains("stack_trace"));
}

TEST_F(ApiTest, filter_path_reduces_answers_and_never_errors) {  // 29
  make_connector("c");
  EXPECT_EQ(send("GET", "/_connector/c?filter_path=id,index_name").body, R"({"id":"c","index_name":"idx-c"})");
  EXPECT_EQ(send("GET", "/_connector?filter_path=results.id").body, R"({"results":[{"id":"c"}]})");
  EXPECT_EQ(send("GET", "/_connector/c?filter_path=nothing").body, "{}");
  EXPECT_EQ(send("GET", "/_connector/d?filter_path=status").body, send("GET", "/_connector/d").body);
}

TEST_F(ApiTest, bodies_are_wanted_or_not) {  // 30, 31
  EXPECT_EQ(error_of(send("POST", "/_connector/_sync_job")), "400 parse_exception: request body is required");
  EXPECT_EQ(error_of(send("PUT", "/_connector/x/_check_in", "{}")),
            "400 illegal_argument_exception: request [PUT /_connector/x/_check_in] does not support having a body");
}

TEST_F(ApiTest, bodies_that_cannot_be_read_say_where) {  // 32 to 38
  const auto put = [&](std::string body) { return error_of(send("PUT", "/_connector/c", std::move(body))); };
  EXPECT_TRUE(put(R"({"name":)").starts_with("400 x_content_e_o_f_exception"));
  EXPECT_TRUE(put(R"({"name" 1})").starts_with("400 x_content_parse_exception: [1:"));
  EXPECT_TRUE(put(R"({"name":"a","name":"b"})").contains("Duplicate field 'name'"));
  EXPECT_EQ(put(R"({"nam":"a"})"), "400 x_content_parse_exception: [1:2] [connector_put_request] unknown field [nam] did you mean [name]?");
  EXPECT_TRUE(put(R"({"name":7})").contains("[connector_put_request] name doesn't support values of type: VALUE_NUMBER"));
  EXPECT_TRUE(put(std::string(2000, '[') + std::string(2000, ']')).starts_with("400 x_content_parse_exception"));
  EXPECT_TRUE(send("PUT", "/_connector/c", "\xEF\xBB\xBF{}").status == 201U);
}

TEST_F(ApiTest, the_opaque_id_is_echoed) {  // 45
  const std::vector<http::Header> headers = {{"X-Opaque-Id", "mine 1"}};
  EXPECT_EQ(send_with(headers, "GET", "/").header("X-Opaque-Id"), "mine 1");
  EXPECT_EQ(send_with(headers, "GET", "/_connector/nope").header("X-Opaque-Id"), "mine 1");
  EXPECT_EQ(error_of(send_with({{"X-Opaque-Id", "a"}, {"X-Opaque-Id", "b"}}, "GET", "/")),
            "400 illegal_argument_exception: multiple values for single-valued header [X-Opaque-Id].");
}

TEST_F(ApiTest, the_product_header_is_on_errors_too) {  // 46
  EXPECT_EQ(send("GET", "/_connector?x").header("X-elastic-product"), "Elasticsearch");
  EXPECT_EQ(send("GET", "/_connector/nope").header("X-elastic-product"), "Elasticsearch");
  EXPECT_EQ(send("POST", "/_connector/nope").header("X-elastic-product"), "Elasticsearch");
}

TEST_F(ApiTest, a_bad_body_beats_a_bad_parameter_and_both_beat_the_rules) {  // docs/spec/connectors.md 0.2
  EXPECT_TRUE(error_of(send("PUT", "/_connector/x/_name?foo=1", "[")).contains("Unexpected end of file"));
  EXPECT_TRUE(error_of(send("PUT", "/_connector/x/_name?foo=1", "{}")).contains("unrecognized parameter: [foo]"));
  EXPECT_TRUE(error_of(send("PUT", "/_connector/x/_name", "{}")).starts_with("400 action_request_validation_exception"));
  EXPECT_TRUE(error_of(send("PUT", "/_connector/x/_name", R"({"name":"a"})")).starts_with("404"));
}

TEST_F(ApiTest, what_never_became_a_request_is_answered_in_the_same_form) {  // 2.7, 41
  const auto line = fault_of(http::ProtocolFault::line_too_long, "");
  EXPECT_EQ(error_of(line), "400 too_long_http_line_exception: An HTTP line is larger than 4096 bytes.");
  EXPECT_EQ(line.header("X-elastic-product"), "Elasticsearch");
  EXPECT_TRUE(error_of(fault_of(http::ProtocolFault::header_too_long, "")).starts_with("400 too_long_http_header_exception"));
  EXPECT_TRUE(error_of(fault_of(http::ProtocolFault::bad_encoding, "gzip")).starts_with("400 illegal_argument_exception"));
  EXPECT_TRUE(error_of(fault_of(http::ProtocolFault::malformed, "bad")).starts_with("400 illegal_argument_exception"));
  const auto host = fault_of(http::ProtocolFault::host_refused, "evil.example");
  EXPECT_TRUE(error_of(host).starts_with("403 security_exception: requests for host [evil.example] are refused"));
  EXPECT_EQ(host.header("X-elastic-product"), "");
}

TEST_F(ApiTest, stored_documents_go_out_as_they_were_written) {
  change(engine::connectors_index, "raw", json_of(R"({"x":1.10,"big":12345678901234567890,"error":null})"));
  EXPECT_EQ(send("GET", "/_connector/raw").body, R"({"id":"raw","x":1.10,"big":12345678901234567890,"error":null})");
  change(engine::connectors_index, "empty", json::Value(json::Object{}));
  EXPECT_EQ(send("GET", "/_connector/empty").body, R"({"id":"empty"})");
}

}  // namespace
}  // namespace headrace::rest
