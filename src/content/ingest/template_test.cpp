#include "content/ingest/template.h"

#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

std::string rendered(std::string_view text, std::string_view source, Escape escape = Escape::json) {
  const auto made = Template::compile(text, escape);
  if (!made) return "refused: " + made.error().reason;
  const auto done = made->render(document(source));
  return done ? *done : done.error().reason;
}

TEST(Template, variables_are_dotted_names) {
  EXPECT_EQ(rendered("a {{b.c}} d", R"({"b":{"c":"x"}})"), "a x d");
  EXPECT_EQ(rendered("{{ b }}{{_source.b}}{{{b}}}{{&b}}", R"({"b":1})"), "1111");
  EXPECT_EQ(rendered("{{l.1}}", R"({"l":["a","b"]})"), "b");
  EXPECT_EQ(rendered("<{{none.at.all}}{{null}}>", R"({"null":null})"), "<>");
  EXPECT_EQ(rendered("{{_index}}/{{_id}}", "{}"), "books/1");
  EXPECT_EQ(rendered("a{{! not this }}b", "{}"), "ab");
  EXPECT_EQ(rendered("no braces } {", "{}"), "no braces } {");
}

TEST(Template, the_run_is_known_as_ingest) {
  auto changed = document("{}");
  changed.set_pipeline("p");
  EXPECT_EQ(*Template::compile("{{_ingest.pipeline}} {{_ingest.timestamp}}")->render(changed), "p 2026-03-04T12:00:00.123Z");
}

TEST(Template, two_braces_escape_by_media_type) {
  constexpr std::string_view source = R"({"a":"say \"b\" & go"})";
  EXPECT_EQ(rendered("{{a}}", source), R"(say \"b\" & go)");
  EXPECT_EQ(rendered("{{{a}}}", source), R"(say "b" & go)");
  EXPECT_EQ(rendered("{{a}}", source, Escape::none), R"(say "b" & go)");
  EXPECT_EQ(rendered("{{a}}", source, Escape::url), "say+%22b%22+%26+go");
}

TEST(Template, what_is_not_known_here_fails_when_it_is_rendered) {
  EXPECT_EQ(rendered("{{#a}}x{{/a}}", "{}"), "templates have variables only here, no [{{/a}}]");
  EXPECT_EQ(rendered("{{a", "{}"), "refused: improperly closed variable in the template [{{a]");
}

TEST(Template, results_have_bounds) {
  const std::string source = R"({"a":")" + std::string(1'000'000, 'x') + "\"}";
  std::string text;
  for (int i = 0; i < 60; ++i) text += "{{a}}";
  EXPECT_TRUE(rendered(text, source).ends_with("gives more than 50000000 bytes"));
}

TEST(ValueTemplate, reaches_into_lists_and_objects) {
  const auto made = ValueTemplate::compile(*json::parse(R"({"{{k}}":["{{v}}",1,{"c":true}],"d":null})"));
  ASSERT_TRUE(made);
  EXPECT_EQ(json::write(*made->render(document(R"({"k":"key","v":"value"})"))), R"({"key":["value",1,{"c":true}],"d":null})");
}

}  // namespace
}  // namespace headrace::content::ingest
