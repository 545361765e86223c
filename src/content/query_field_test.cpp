#include "content/query_fixture.h"

namespace headrace::content {
namespace {

constexpr std::string_view source =
    R"({"status":"pending","flag":true,"n":5,"tags":["a","b"],"connector":{"id":"c1"},"text":"The quick fox","empty":[],"nothing":null})";

std::string finds(std::string_view query) { return content::finds(query, source); }

TEST(QueryField, term_is_exact) {
  EXPECT_EQ(finds(R"({"term":{"status":"pending"}})"), "yes");
  EXPECT_EQ(finds(R"({"term":{"status":{"value":"pending","boost":1}}})"), "yes");
  EXPECT_EQ(finds(R"({"term":{"status":"Pending"}})"), "no");
  EXPECT_EQ(finds(R"({"term":{"status":{"value":"PENDING","case_insensitive":true}}})"), "yes");
  EXPECT_EQ(finds(R"({"term":{"flag":"true"}})"), "yes");
  EXPECT_EQ(finds(R"({"term":{"connector.id":"c1"}})"), "yes");
  EXPECT_EQ(finds(R"({"term":{"_id":"1"}})"), "yes");
}

TEST(QueryField, term_takes_one_value_of_one_field) {
  EXPECT_EQ(finds(R"({"term":{"a":[1]}})"), "error: [term] query does not support array of values");
  EXPECT_EQ(finds(R"({"term":{"a":1,"b":2}})"), "error: [term] query doesn't support multiple fields, found [a] and [b]");
  EXPECT_EQ(finds(R"({"term":{"a":{"value":1,"x":2}}})"), "error: [term] query does not support [x]");
  EXPECT_EQ(finds(R"({"term":{"a":null}})"), "error: value cannot be null");
  EXPECT_EQ(finds(R"({"term":{}})"), "error: field name is null or empty");
}

TEST(QueryField, terms_is_any_of_and_an_empty_list_is_nothing) {
  EXPECT_EQ(finds(R"({"terms":{"tags":["x","b"]}})"), "yes");
  EXPECT_EQ(finds(R"({"terms":{"tags":["x"],"boost":1}})"), "no");
  EXPECT_EQ(finds(R"({"terms":{"tags":[]}})"), "no");
  EXPECT_EQ(finds(R"({"terms":{"_id":["1","2"]}})"), "yes");
  EXPECT_EQ(finds(R"({"terms":{"a":[1],"b":[2]}})"), "error: [terms] query does not support multiple fields");
  EXPECT_EQ(finds(R"({"terms":{"a":"x"}})"), "error: [terms] unknown token [VALUE_STRING] after [a]");
  EXPECT_EQ(finds(R"({"terms":{"a":[null]}})"), "error: No value specified for terms query");
}

TEST(QueryField, ids_are_texts_or_numbers) {
  EXPECT_EQ(finds(R"({"ids":{"values":[1,"x"]}})"), "yes");
  EXPECT_EQ(finds(R"({"ids":{"values":"1"}})"), "yes");
  EXPECT_EQ(finds(R"({"ids":{"values":[]}})"), "no");
  EXPECT_EQ(finds(R"({"ids":{"values":1}})"), "error: [1:18] [ids] values doesn't support values of type: VALUE_NUMBER");
  EXPECT_EQ(finds(R"({"ids":{}})"), "error: Required [values]");
}

TEST(QueryField, match_is_a_term_on_keywords_and_words_on_text) {
  EXPECT_EQ(finds(R"({"match":{"status":"pending"}})"), "yes");
  EXPECT_EQ(finds(R"({"match":{"text":"QUICK dog"}})"), "yes");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"quick dog","operator":"and"}}})"), "no");
  EXPECT_EQ(finds(R"({"match_phrase":{"text":"quick fox"}})"), "yes");
  EXPECT_EQ(finds(R"({"match":{"text":{}}})"), "error: [match] requires query value");
  EXPECT_EQ(finds(R"({"match":{"text":{"query":"a","fuzziness":1}}})"),
            "error: option [fuzziness] of query [match] is not supported by this server");
}

TEST(QueryField, multi_match_looks_into_the_fields_it_names) {
  EXPECT_EQ(finds(R"({"multi_match":{"query":"fox","fields":["status","text^3"]}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"fox","fields":["status"]}})"), "no");
  EXPECT_EQ(finds(R"({"multi_match":{"query":"fox"}})"), "yes");
  EXPECT_EQ(finds(R"({"multi_match":{"fields":["a"]}})"), "error: No text specified for multi_match query");
}

TEST(QueryField, exists_wants_a_value) {
  EXPECT_EQ(finds(R"({"exists":{"field":"status"}})"), "yes");
  EXPECT_EQ(finds(R"({"exists":{"field":"empty"}})"), "no");
  EXPECT_EQ(finds(R"({"exists":{"field":"nothing"}})"), "no");
  EXPECT_EQ(finds(R"({"exists":{}})"), "error: [exists] must be provided with a [field]");
}

TEST(QueryField, prefix_and_wildcard) {
  EXPECT_EQ(finds(R"({"prefix":{"status":"pen"}})"), "yes");
  EXPECT_EQ(finds(R"({"prefix":{"status":{"value":"x"}}})"), "no");
  EXPECT_EQ(finds(R"({"wildcard":{"status":"p*g"}})"), "yes");
  EXPECT_EQ(finds(R"({"wildcard":{"status":{"wildcard":"p?g"}}})"), "no");
}

TEST(QueryField, patterns_without_regard_to_case) {
  EXPECT_EQ(finds(R"({"prefix":{"status":{"value":"PEN","case_insensitive":true}}})"), "yes");
  EXPECT_EQ(finds(R"({"wildcard":{"status":{"value":"P*G","case_insensitive":true}}})"), "yes");
  EXPECT_EQ(finds(R"({"regexp":{"status":{"value":"P.*G","case_insensitive":true}}})"), "yes");
  EXPECT_EQ(finds(R"({"prefix":{"status":{"value":"PEN","case_insensitive":"x"}}})"),
            "error: Failed to parse value [x] as only [true] or [false] are allowed.");
}

TEST(QueryField, regexp) {
  EXPECT_EQ(finds(R"({"regexp":{"status":"pend.*"}})"), "yes");
  EXPECT_EQ(finds(R"({"regexp":{"status":"end"}})"), "no");
  EXPECT_EQ(finds(R"({"regexp":{"status":{"value":"p@","flags":"ANYSTRING|EMPTY","max_determinized_states":10}}})"), "yes");
  EXPECT_EQ(finds(R"({"regexp":{"status":{"value":"p@","flags":"NONE"}}})"), "no");
  EXPECT_EQ(finds(R"({"regexp":{"status":{"value":"p","flags":"SOME"}}})"), "error: Unknown regexp flag [SOME]");
  EXPECT_EQ(finds(R"({"regexp":{"status":"("}})"), "error: all shards failed");
}

TEST(QueryField, what_is_not_here_is_refused_by_name) {
  EXPECT_EQ(finds(R"({"terms":{"a":{"index":"i","id":"1","path":"p"}}})"),
            "error: option [terms lookup] of query [terms] is not supported by this server");
  EXPECT_EQ(finds(R"({"terms_set":{"a":{"terms":["x"]}}})"), "error: query [terms_set] is not supported by this server");
  EXPECT_EQ(finds(R"({"fuzzy":{"a":"x"}})"), "error: query [fuzzy] is not supported by this server");
}

}  // namespace
}  // namespace headrace::content
