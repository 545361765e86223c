// The `if` of processors (docs/spec/document-api.md 8.8).
#include "content/ingest/condition.h"

#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

constexpr std::string_view source =
    R"({"flag":true,"off":false,"nil":null,"n":5,"big":5000000000,"x":2.5,"s":"text","e":"","list":["a","b"],"o":{"p":{"q":1}},"m":{}})";

std::string holds(std::string_view condition) {
  const auto answer = Condition::read(condition).holds(document(source));
  if (answer) return *answer ? "yes" : "no";
  return answer.error().reason + ": " + answer.error().caused_by.front().reason;
}

void expect_all(std::string_view expected, std::initializer_list<std::string_view> conditions) {
  for (const auto condition : conditions) EXPECT_EQ(holds(condition), expected) << condition;
}

TEST(Condition, equality_with_literals) {
  expect_all("yes", {"ctx?.flag == true", "ctx.off == false", "ctx.nil == null", "ctx.none == null", "ctx.s == 'text'", "ctx.s == \"text\"",
                     "ctx.n == 5", "ctx.n == 5.0", "ctx.x == 2.5", "ctx.n != '5'", "ctx.big == 5000000000L", "ctx.none != true",
                     "true == ctx.flag", "ctx['s'] == 'text'", "ctx.o['p'].q === 1", "ctx.list == ['a', 'b']", "ctx.n !== 6", "ctx.flag"});
  expect_all("no",
             {"ctx?.flag == false", "ctx?.none == true", "ctx.s == 'Text'", "ctx.n == true", "ctx?.none?.deeper == 1", "ctx == null"});
}

TEST(Condition, comparisons_and_logic) {
  expect_all("yes", {"ctx.n > 4 && ctx.n <= 5", "ctx.n < 5 || ctx.x >= 2.5", "!(ctx.n < 5)", "!ctx.off", "!!ctx.flag",
                     "ctx.flag && (ctx.off || ctx.n == 5)", "ctx.n > -1", "  ctx.flag\n==\ttrue ", "return ctx.flag == true;"});
  expect_all("no", {"ctx.off && ctx.none.deeper == 1", "ctx.n > 5"});
}

TEST(Condition, methods) {
  expect_all("yes",
             {"ctx.s.contains('ex')", "ctx.s.startsWith('te')", "ctx.s.endsWith('xt')", "ctx.e.isEmpty()", "ctx.s.length() == 4",
              "ctx.list.contains('b')", "ctx.list.size() == 2", "ctx.containsKey('nil')", "ctx.o.containsKey('p')", "ctx.m.isEmpty()",
              "ctx.s.equals('text')", "ctx.s.equalsIgnoreCase('TEXT')", "['text', 'b'].contains(ctx.s)", "ctx.list[1] == 'b'",
              "ctx.list[-1] == 'b'", "ctx.list.0 == 'a'", "ctx.o.p.size() == 1", "ctx['_index'].startsWith('book')"});
  expect_all("no", {"ctx.containsKey('none')", "ctx.list.isEmpty()", "ctx.o.containsKey('x')", "ctx.containsKey('_source')"});
}

TEST(Condition, instances) {
  expect_all("yes", {"ctx.s instanceof String", "ctx.list instanceof List", "ctx.o instanceof Map", "ctx instanceof Map",
                     "ctx.n instanceof Number", "ctx.n instanceof Integer", "ctx.flag instanceof Boolean", "!(ctx.s instanceof List)"});
  expect_all("no", {"ctx.none instanceof String", "ctx.x instanceof Integer"});
}

TEST(Condition, texts_have_two_escapes) {
  const auto answer = Condition::read(R"(ctx.a == 'it\'s a \\ b')").holds(document(R"({"a":"it's a \\ b"})"));
  EXPECT_EQ(answer, true);
  EXPECT_TRUE(holds(R"('\n' == 'a')").starts_with("compile error"));
}

TEST(Condition, what_does_not_come_out_is_a_runtime_error) {
  EXPECT_EQ(holds("ctx.none.deeper == 1"), "runtime error: cannot access method/field [deeper] from a null def reference");
  EXPECT_EQ(holds("ctx.nil.contains('x')"), "runtime error: cannot access method/field [contains] from a null def reference");
  EXPECT_EQ(holds("ctx.s"), "runtime error: Cannot cast from [java.lang.String] to [boolean].");
  EXPECT_EQ(holds("!ctx.n"), "runtime error: Cannot cast from [java.lang.Integer] to [boolean].");
  EXPECT_EQ(holds("ctx.s < 1"), "runtime error: Cannot apply [<] operation to types [java.lang.String] and [java.lang.Integer].");
  EXPECT_EQ(holds("ctx.n.contains('x')"), "runtime error: dynamic method [java.lang.Integer, contains/1] not found");
  EXPECT_EQ(holds("ctx.s.deeper == 1"), "runtime error: dynamic getter [java.lang.String, deeper] not found");
  EXPECT_EQ(holds("ctx.list[2] == 1"), "runtime error: Index 2 out of bounds for length 2");
  EXPECT_EQ(holds("ctx.s.contains(1)"), "runtime error: Cannot cast from [java.lang.Integer] to [java.lang.String].");
}

TEST(Condition, everything_else_is_kept_and_fails) {
  for (const std::string_view condition : {"",
                                           "def x = 1; return x == 1",
                                           "ctx.s =~ /a/",
                                           "ctx.n + 1 == 2",
                                           "ctx.s.substring(1) == 'a'",
                                           "ctx.s == 'open",
                                           "ctx.(a)",
                                           "(ctx.flag",
                                           "ctx.a ? true : false",
                                           "ctx.flag == true == true",
                                           "ctx.x instanceof Thing",
                                           "ctx.s.length(1)",
                                           "1.",
                                           "-",
                                           "[ctx.a].contains(1)",
                                           "ctx?",
                                           "ctx.",
                                           "ctx[",
                                           "== 1",
                                           "ctx.flag;;"})
    EXPECT_TRUE(holds(condition).starts_with("compile error: ")) << condition << " " << holds(condition);
  const auto error = Condition::read("ctx.n + 1 == 2").holds(document("{}")).error();
  EXPECT_EQ(error.kind, ErrorKind::script);
  EXPECT_EQ(error.caused_by.front().kind, ErrorKind::illegal_argument);
  EXPECT_EQ(error.caused_by.front().reason, "not understood here at offset [6]: [+ 1 == 2]");
  EXPECT_EQ(error.metadata.front().second, "ctx.n + 1 == 2");
}

TEST(Condition, nesting_is_bounded) {
  EXPECT_EQ(holds(std::string(40, '(') + "true" + std::string(40, ')')), "yes");
  EXPECT_EQ(holds(std::string(51, '(') + "true" + std::string(51, ')')), "compile error: more than [50] levels of nesting");
  EXPECT_EQ(holds(std::string(60'000, '!') + "true"), "compile error: more than [50] levels of nesting");
  EXPECT_EQ(holds(std::string(70'000, '!')), "compile error: a script is longer than [65535] characters");
  std::string many = "ctx.flag";
  for (int i = 0; i < 5000; ++i) many += "&&ctx.flag";
  EXPECT_EQ(holds(many), "yes");
}

TEST(Condition, it_is_known_what_it_certainly_needs) {
  EXPECT_EQ(Condition::read("ctx?.a == true").needs(), "a");
  EXPECT_EQ(Condition::read("'x' == ctx.a && ctx.b == 1").needs(), "a");
  EXPECT_EQ(Condition::read("ctx?.a?.b == 1").needs(), "a");
  for (const std::string_view condition : {"ctx.a == null", "ctx.a != true", "ctx.a.b == 1", "ctx.a == 1 || ctx.b == 1", "!ctx.a", "what"})
    EXPECT_FALSE(Condition::read(condition).needs()) << condition;
}

}  // namespace
}  // namespace headrace::content::ingest
