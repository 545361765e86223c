#include "service/document_body.h"

#include <gtest/gtest.h>

namespace headrace::service {
namespace {

const base::Instant now = *base::parse_instant("2026-08-20T15:22:52Z");

TEST(DocumentBody, the_id_is_a_field_and_overwrites_one_of_the_source) {
  EXPECT_EQ(document_body(json::object({{"id", "old"}, {"size", 3}}), "new", std::nullopt, nullptr), R"({"id":"new","size":3})");
}

TEST(DocumentBody, a_missing_time_stamp_is_filled_in_and_a_present_one_kept) {
  EXPECT_EQ(document_body(json::object({{"a", 1}}), "i", now, nullptr), R"({"a":1,"_timestamp":"2026-08-20T15:22:52+00:00","id":"i"})");
  EXPECT_EQ(document_body(json::object({{"_timestamp", "t"}}), "i", now, nullptr), R"({"_timestamp":"t","id":"i"})");
}

TEST(DocumentBody, the_switches_of_the_pipeline_go_along) {
  const auto pipeline = read_pipeline(*json::parse(R"({"pipeline":{"name":"p","reduce_whitespace":false}})"));
  EXPECT_EQ(pipeline.name, "p");
  EXPECT_EQ(document_body(json::object({{"a", 1}}), "i", std::nullopt, &pipeline),
            R"({"a":1,"id":"i","_extract_binary_content":true,"_reduce_whitespace":false,"_run_ml_inference":true})");
}

TEST(DocumentBody, a_connector_without_pipeline_has_the_default_one) {
  EXPECT_EQ(read_pipeline(json::object({})).name, "search-default-ingestion");
  EXPECT_TRUE(read_pipeline(json::object({{"pipeline", nullptr}})).extract_binary_content);
}

TEST(DocumentBody, ids_that_are_too_long_become_their_hash) {
  EXPECT_EQ(document_id("0/0"), "0/0");
  EXPECT_EQ(document_id(std::string(512, 'x')), std::string(512, 'x'));
  EXPECT_EQ(document_id(std::string(513, 'x'))->size(), 32U);
  EXPECT_EQ(document_id(""), std::nullopt);
}

}  // namespace
}  // namespace headrace::service
