#include "content/query_fixture.h"

namespace headrace::content {
namespace {

constexpr std::string_view source =
    R"({"status":"pending","n":5,"text":"The quick brown fox","title":"jumps over","last_seen":"2026-03-04T11:00:00Z"})";

std::string finds(std::string_view query) { return content::finds(query, source); }

TEST(QueryMatch, options) {
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"quick dog","operator":"AND"}}})"), "no");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"quick brown dog","minimum_should_match":2}}})"), "yes");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"quick brown dog","minimum_should_match":"100%"}}})"), "no");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"...","zero_terms_query":"all"}}})"), "yes");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"..."}}})"), "no");
  EXPECT_EQ(finds(R"({"match":{"last_seen":{"query":"soon","lenient":true}}})"), "no");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"fox","boost":2,"_name":"x"}}})"), "yes");
}

TEST(QueryMatch, what_is_wrong_with_options) {
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","operator":"xor"}}})"), "error: operator needs to be either or or and, but found [xor]");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","zero_terms_query":"some"}}})"), "error: Unsupported zero_terms_query value [some]");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","minimum_should_match":"x"}}})"), "error: cannot read [minimum_should_match] from [x]");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","lenient":"maybe"}}})"),
            "error: Failed to parse value [maybe] as only [true] or [false] are allowed.");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","boost":"x"}}})"), "error: For input string: \"x\"");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","boost":-1}}})"),
            "error: negative [boost] are not allowed in [match], use a value between 0 and 1");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","x":1}}})"), "error: [match] query does not support [x]");
  EXPECT_EQ(finds(R"({"match":{"text":"a","title":"b"}})"),
            "error: [match] query doesn't support multiple fields, found [text] and [title]");
  EXPECT_EQ(finds(R"({"match":{"text":["a"]}})"), "error: [match] query does not support array of values");
  EXPECT_EQ(finds(R"({"match":{"last_seen":"soon"}})"),
            "error: failed to create query: failed to parse date field [soon] with format [strict_date_optional_time||epoch_millis]");
}

TEST(QueryMatch, phrases) {
  EXPECT_EQ(finds(R"({"match_phrase":{"text":"quick brown"}})"), "yes");
  EXPECT_EQ(finds(R"({"match_phrase":{"text":"brown quick"}})"), "no");
  EXPECT_EQ(finds(R"({"match_phrase":{"text":{"query":"quick fox","slop":0}}})"), "no");
  EXPECT_EQ(finds(R"({"match_phrase":{"text":{"query":"quick fox","slop":1}}})"),
            "error: [match_phrase] with [slop] 1 is not supported by this server, only 0 is");
  EXPECT_EQ(finds(R"({"match_phrase_prefix":{"text":{"query":"brown f","max_expansions":10}}})"), "yes");
  EXPECT_EQ(finds(R"({"match_phrase_prefix":{"text":"quick f"}})"), "no");
  EXPECT_EQ(finds(R"({"match_bool_prefix":{"text":{"query":"fox bro","operator":"and"}}})"), "yes");
  EXPECT_EQ(finds(R"({"match_bool_prefix":{"text":{"query":"bro fox","operator":"and"}}})"), "no");
}

TEST(QueryMatch, several_fields) {
  EXPECT_EQ(finds(R"({"multi_match":{"query":"jumps","fields":["text","ti*^2"]}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"fox jumps","fields":["text","title"],"operator":"and"}})"), "no");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"fox jumps","fields":["text","title"],"operator":"and","type":"cross_fields"}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"quick brown","fields":"t*","type":"phrase"}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"brown quick","fields":"t*","type":"phrase"}})"), "no");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"brown qui","fields":"t*","type":"bool_prefix","operator":"and"}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"a","fields":["t^x"]}})"), "error: For input string: \"x\"");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"a","type":"best"}})"),
            "error: failed to parse [multi_match] query type [best]. unknown type.");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"a","x":1}})"), "error: [multi_match] query does not support [x]");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"a","fields":[1]}})"), "error: [multi_match] requires [fields] to be texts, not VALUE_NUMBER");
}

}  // namespace
}  // namespace headrace::content
