#include "rest/media_type.h"

#include <gtest/gtest.h>

namespace headrace::rest {
namespace {

constexpr auto vendor_8 = "application/vnd.elasticsearch+json; compatible-with=8";
constexpr auto vendor_9 = "application/vnd.elasticsearch+json; compatible-with=9";

http::Request request_with(const char* accept, const char* content_type, std::string body = {}) {
  http::Request request{.method = "PUT", .target = "/", .headers = {}, .body = std::move(body), .remote_address = {}};
  if (accept != nullptr) request.headers.push_back({"Accept", accept});
  if (content_type != nullptr) request.headers.push_back({"Content-Type", content_type});
  return request;
}

std::string response_type(const char* accept, const char* content_type, std::string_view format = {}) {
  const auto types = MediaTypes::read(request_with(accept, content_type));
  return types ? types->response_header(format) : types.error().reason;
}

/// The reason of the cause of what is wrong, or "".
std::string fault(const http::Request& request) {
  const auto types = MediaTypes::read(request);
  return types ? "" : types.error().caused_by.at(0).reason;
}

std::string body_fault(const char* content_type) {
  const auto types = MediaTypes::read(request_with(nullptr, content_type, "{}"));
  if (!types) return types.error().reason;
  const auto checked = types->check_body();
  return checked ? "" : checked.error().reason;
}

// docs/spec/rest-conventions.md 6.2, the table
TEST(MediaTypeTest, the_response_says_what_accept_said) {
  EXPECT_EQ(response_type(vendor_8, nullptr), "application/vnd.elasticsearch+json;compatible-with=8");
  EXPECT_EQ(response_type(vendor_9, vendor_9), "application/vnd.elasticsearch+json;compatible-with=9");
  EXPECT_EQ(response_type("application/json", "application/json"), "application/json");
  EXPECT_EQ(response_type("*/*", "application/json"), "application/json");
  EXPECT_EQ(response_type(nullptr, nullptr), "application/json");
  EXPECT_EQ(response_type("application/vnd.elasticsearch+json; compatible-with=9,text/plain", vendor_9),
            "application/vnd.elasticsearch+json");
  EXPECT_EQ(response_type("application/yaml", nullptr), "application/yaml");
  EXPECT_EQ(response_type(vendor_8, nullptr, "yaml"), "application/yaml;compatible-with=8");
  EXPECT_EQ(response_type("text/html", nullptr), "application/json");
  EXPECT_EQ(response_type("application/json; charset=UTF-8", nullptr), "application/json;charset=utf-8");
  EXPECT_EQ(response_type(nullptr, nullptr, "nonsense"), "application/json");
}

// docs/spec/rest-conventions.md 5.1
TEST(MediaTypeTest, a_header_that_is_no_media_type_is_refused) {
  EXPECT_EQ(fault(request_with(nullptr, "foo")), "invalid media-type [foo]");
  EXPECT_EQ(fault(request_with("", nullptr)), "Header [Accept] cannot be empty.");
  auto twice = request_with("application/json", nullptr);
  twice.headers.push_back({"Accept", "application/json"});
  EXPECT_EQ(fault(twice), "Incorrect header [Accept]. Only one value should be provided");
  const auto types = MediaTypes::read(request_with(nullptr, "foo"));
  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().kind, ErrorKind::media_type_header);
  EXPECT_EQ(types.error().reason, "Invalid media-type value on headers [Content-Type]");
}

// docs/spec/rest-conventions.md 5.4
TEST(MediaTypeTest, versions_of_both_headers_must_agree_when_there_is_a_body) {
  EXPECT_EQ(fault(request_with("application/vnd.elasticsearch+json; compatible-with=7", nullptr)),
            "Accept version must be either version 9 or 8, but found 7. Accept=application/vnd.elasticsearch+json; compatible-with=7");
  EXPECT_TRUE(fault(request_with(vendor_9, vendor_8, "{}")).contains("and the compatible versions must match. Accept="));
  EXPECT_TRUE(fault(request_with("*/*", vendor_9, "{}")).contains("has requested a compatible version. Accept=null"));
  EXPECT_EQ(fault(request_with(vendor_8, vendor_8, "{}")), "");
  EXPECT_EQ(fault(request_with(vendor_9, vendor_8)), "") << "without a body Content-Type is not looked at";
  EXPECT_EQ(MediaTypes::read(request_with(vendor_8, vendor_8, "{}"))->rest_version, 8);
  EXPECT_EQ(MediaTypes::read(request_with("application/json", nullptr))->rest_version, 9);
}

// docs/spec/rest-conventions.md 5.5
TEST(MediaTypeTest, only_json_bodies_are_read) {
  EXPECT_EQ(body_fault(nullptr), "Content-Type header is missing");
  EXPECT_EQ(body_fault("text/plain"), "Content-Type header [text/plain] is not supported");
  EXPECT_EQ(body_fault("application/x-www-form-urlencoded"), "Content-Type header [application/x-www-form-urlencoded] is not supported");
  EXPECT_EQ(body_fault("application/json; charset=latin1"), "Content-Type header [application/json; charset=latin1] is not supported");
  EXPECT_EQ(body_fault("application/json;charset=\"UTF-8\""), "");
  EXPECT_EQ(body_fault("APPLICATION/JSON"), "");
  EXPECT_EQ(body_fault("application/x-ndjson"), "");
}

}  // namespace
}  // namespace headrace::rest
