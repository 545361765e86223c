#include "service/content_hash.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

TEST(ContentHash, only_the_time_stamp_may_differ) {
  const auto hash = content_hash(R"({"a":1,"_timestamp":"2026-01-01","id":"x"})");
  EXPECT_EQ(hash, content_hash(R"({"a":1,"_timestamp":"2027-09-09T00:00:00.5","id":"x"})"));
  EXPECT_NE(hash, content_hash(R"({"a":2,"_timestamp":"2026-01-01","id":"x"})"));
  EXPECT_NE(hash, content_hash(R"({"a":1,"_timestamp":"2026-01-01","id":"y"})"));
}

TEST(ContentHash, where_the_time_stamp_stands_and_whether_it_is_there_does_not_count) {
  const auto hash = content_hash(R"({"a":1,"id":"x"})");
  EXPECT_EQ(hash, content_hash(R"({"_timestamp":"t","a":1,"id":"x"})"));
  EXPECT_EQ(hash, content_hash(R"({"a":1,"id":"x","_timestamp":"t"})"));
  EXPECT_EQ(content_hash("{}"), content_hash(R"({"_timestamp":null})"));
}

TEST(ContentHash, a_name_inside_of_texts_and_objects_is_content) {
  const auto of = [](std::string_view stamp, std::string_view form) {
    std::string body(form);
    body.replace(body.find('?'), 1, stamp);
    return content_hash(body);
  };
  for (const auto* form : {R"({"a":{"_timestamp":"?"},"id":"x"})", R"({"a":["_timestamp","?"]})", R"({"a":"\"_timestamp\":\"?\""})",
                           R"({"a":"\\","b":"_timestamp?"})", R"({"a":"}],\\\"{","b":"?","_timestamp":{"x":["}"]}})"}) {
    EXPECT_NE(of("1", form), of("2", form)) << form;
  }
}

TEST(ContentHash, text_that_breaks_off_is_no_danger) {
  const std::string_view body = R"({"a":"b\\","_timestamp":{"x":["}\""]},"c":1})";
  for (std::size_t length = 0; length <= body.size(); ++length) EXPECT_NE(content_hash(body.substr(0, length)), 0U);
}

TEST(ContentHash, goes_with_a_document_as_its_tag) {
  const auto read = read_version_tag(version_tag({.content_hash = 0x0102030405060708, .timestamp_hash = 9}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->content_hash, 0x0102030405060708U);
  EXPECT_EQ(read->timestamp_hash, 9U);
  EXPECT_FALSE(read_version_tag(""));
  EXPECT_FALSE(read_version_tag("something of another kind"));
}

}  // namespace
}  // namespace headrace::service
