#include "content/query_fixture.h"

namespace headrace::content {
namespace {

constexpr std::string_view source =
    R"({"status":"pending","n":5,"text":"The quick brown fox","title":"jumps over","day":"2026-03-04","path":"a:b"})";

/// The text as query_string.
std::string said(std::string_view text, std::string_view options = "") {
  const auto query = fmt::format(R"({{"query_string":{{"query":{}{}}}}})", json::write(json::Value(text)), options);
  auto answer = finds(query, source);
  return answer.starts_with("error: all shards failed") ? "unreadable" : answer;
}

std::string simply(std::string_view text, std::string_view options = "") {
  return finds(fmt::format(R"({{"simple_query_string":{{"query":{}{}}}}})", json::write(json::Value(text)), options), source);
}

TEST(QueryString, words_and_operators) {
  EXPECT_EQ(said("fox"), "yes");
  EXPECT_EQ(said("cat"), "no");
  EXPECT_EQ(said("cat fox"), "yes");
  EXPECT_EQ(said("cat AND fox"), "no");
  EXPECT_EQ(said("fox && jumps"), "yes");
  EXPECT_EQ(said("cat OR fox"), "yes");
  EXPECT_EQ(said("fox NOT jumps"), "no");
  EXPECT_EQ(said("fox -cat"), "yes");
  EXPECT_EQ(said("+fox +cat"), "no");
  EXPECT_EQ(said("NOT cat"), "yes");
  EXPECT_EQ(said("-fox"), "no");
  EXPECT_EQ(said("!cat"), "yes");
  EXPECT_EQ(said("(cat OR fox) AND jumps"), "yes");
  EXPECT_EQ(said("cat || (fox AND dog)"), "no");
  EXPECT_EQ(said(""), "no");
}

TEST(QueryString, the_default_operator) {
  EXPECT_EQ(said("quick fox", R"(,"default_operator":"AND","default_field":"text")"), "yes");
  EXPECT_EQ(said("quick cat", R"(,"default_operator":"AND","default_field":"text")"), "no");
  EXPECT_EQ(said("quick jumps", R"(,"default_operator":"AND","fields":["text","title"])"), "no");
  EXPECT_EQ(said("quick jumps", R"(,"default_operator":"AND","fields":["text","title"],"type":"cross_fields")"), "yes");
  EXPECT_EQ(said("quick OR cat", R"(,"default_operator":"AND")"), "yes");
  EXPECT_EQ(said("quick cat dog", R"(,"minimum_should_match":2,"default_field":"text")"), "no");
  EXPECT_EQ(said("quick fox dog", R"(,"minimum_should_match":2,"default_field":"text")"), "yes");
}

TEST(QueryString, fields) {
  EXPECT_EQ(said("text:fox"), "yes");
  EXPECT_EQ(said("title:fox"), "no");
  EXPECT_EQ(said("t*:fox"), "yes");
  EXPECT_EQ(said("text:(cat fox)"), "yes");
  EXPECT_EQ(said("text:(quick AND jumps)"), "no");
  EXPECT_EQ(said("status:pending AND n:5"), "yes");
  EXPECT_EQ(said("path.keyword:a\\:b"), "yes");
  EXPECT_EQ(said("*:*"), "yes");
  EXPECT_EQ(said("*"), "yes");
  EXPECT_EQ(said("title:*"), "yes");
  EXPECT_EQ(said("nothing:*"), "no");
  EXPECT_EQ(said("_exists_:n"), "yes");
  EXPECT_EQ(said("_exists_:nothing"), "no");
}

TEST(QueryString, phrases_patterns_and_expressions) {
  EXPECT_EQ(said("\"quick brown\""), "yes");
  EXPECT_EQ(said("\"brown quick\""), "no");
  EXPECT_EQ(said("text:\"quick brown\"^2"), "yes");
  EXPECT_EQ(said("text:QUI*"), "yes");
  EXPECT_EQ(said("text:f?x"), "yes");
  EXPECT_EQ(said("status:Pend*"), "no");
  EXPECT_EQ(said("text:/f.x/"), "yes");
  EXPECT_EQ(said("text:/(/"), "unreadable");
  EXPECT_EQ(said("fox^3"), "yes");
}

TEST(QueryString, ranges) {
  EXPECT_EQ(said("n:[1 TO 5]"), "yes");
  EXPECT_EQ(said("n:[1 TO 5}"), "no");
  EXPECT_EQ(said("n:{4 TO *}"), "yes");
  EXPECT_EQ(said("n:>=5"), "yes");
  EXPECT_EQ(said("n:<5"), "no");
  EXPECT_EQ(said("n:(>4 AND <6)"), "yes");
  EXPECT_EQ(said("n:(>5 AND <6)"), "no");
  EXPECT_EQ(said("day:[2026-03-01 TO now]"), "yes");
  EXPECT_EQ(said("day:[\"2026-03-05\" TO *]"), "no");
}

TEST(QueryString, what_cannot_be_read_is_an_error) {
  for (const auto* bad : {"(fox", "fox)", "\"fox", "AND fox", "fox AND", "n:[1 TO", "n:[1 5]", "text:", "^2", "/fox", "fox^", "[a TO b"})
    EXPECT_EQ(said(bad), "unreadable") << bad;
  EXPECT_EQ(said("fox~"), "error: [query_string] with [~] (fuzziness and slop) is not supported by this server");
  EXPECT_EQ(said("\"quick fox\"~2"), "error: [query_string] with [~] (fuzziness and slop) is not supported by this server");
  EXPECT_EQ(said(std::string(200, '(') + "fox" + std::string(200, ')')), "unreadable");
  EXPECT_EQ(said("fox", R"(,"x":1)"), "error: [query_string] query does not support [x]");
  EXPECT_EQ(said("fox", R"(,"analyzer":"english")"), "error: option [analyzer] of query [query_string] is not supported by this server");
  EXPECT_EQ(finds(R"({"query_string":{}})", source), "error: [query_string] query text missing");
}

TEST(SimpleQueryString, words_and_operators) {
  EXPECT_EQ(simply("cat fox"), "yes");
  EXPECT_EQ(simply("cat + fox"), "no");
  EXPECT_EQ(simply("jumps + fox"), "yes");
  EXPECT_EQ(simply("cat | fox"), "yes");
  EXPECT_EQ(simply("fox + -jumps"), "no");
  EXPECT_EQ(simply("fox + -cat"), "yes");
  EXPECT_EQ(simply("\"quick brown\""), "yes");
  EXPECT_EQ(simply("\"brown quick\""), "no");
  EXPECT_EQ(simply("qui*"), "yes");
  EXPECT_EQ(simply("(cat | fox) + jumps"), "yes");
  EXPECT_EQ(simply("cat fox", R"(,"default_operator":"and")"), "no");
  EXPECT_EQ(simply("quick jumps", R"(,"default_operator":"and","fields":["text","title"])"), "yes");
  EXPECT_EQ(simply("cat fox dog", R"(,"minimum_should_match":"2")"), "no");
}

TEST(SimpleQueryString, no_text_is_an_error) {
  for (const auto* text : {"(fox", "fox)", "\"fox", "+ fox", "fox +", "fox | ", "( ) fox", "\"\" fox", "fox \\"})
    EXPECT_EQ(simply(text), "yes") << text;
  EXPECT_EQ(simply(""), "no");
  EXPECT_EQ(simply("fox~1"), "error: [simple_query_string] with [~] (fuzziness and slop) is not supported by this server");
  EXPECT_EQ(simply("cat+fox", R"(,"flags":"NONE")"), "yes");
  EXPECT_EQ(simply("fox", R"(,"flags":"SOME")"), "error: Unknown simple_query_string flag [SOME]");
}

}  // namespace
}  // namespace headrace::content
