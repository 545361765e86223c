// Every processor with good and bad input (docs/spec/document-api.md 8.5, 8.8). Options that are missing or wrong: pipeline_test.cpp.
#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

TEST(SetProcessor, puts_a_value) {
  EXPECT_EQ(outcome(R"({"set":{"field":"a.b","value":[1,{"c":"{{x}}"}]}})", R"({"x":"y"})"), R"({"x":"y","a":{"b":[1,{"c":"y"}]}})");
  EXPECT_EQ(outcome(R"({"set":{"field":"{{k}}","value":1}})", R"({"k":"a.b"})"), R"({"k":"a.b","a":{"b":1}})");
  EXPECT_EQ(outcome(R"({"set":{"field":"{{k}}","value":1}})", "{}"), "path cannot be null nor empty");
  EXPECT_EQ(outcome(R"({"set":{"field":"a.b","value":1}})", R"({"a":1})"),
            "cannot set [b] with parent object of type [java.lang.Integer] as part of path [a.b]");
}

TEST(SetProcessor, escapes_by_media_type) {
  constexpr std::string_view source = R"({"x":"a \"b\""})";
  EXPECT_EQ(outcome(R"({"set":{"field":"x","value":"{{x}}"}})", source), R"({"x":"a \\\"b\\\""})");
  EXPECT_EQ(outcome(R"({"set":{"field":"x","value":"{{x}}","media_type":"text/plain"}})", source), R"({"x":"a \"b\""})");
  EXPECT_TRUE(outcome(R"({"set":{"field":"x","value":"","media_type":"text/html"}})", source)
                  .starts_with("refused: [media_type] property does not contain a supported media type [text/html]"));
}

TEST(SetProcessor, may_copy_keep_and_skip) {
  EXPECT_EQ(outcome(R"({"set":{"field":"a","copy_from":"b.c"}})", R"({"b":{"c":[1]}})"), R"({"b":{"c":[1]},"a":[1]})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","copy_from":"b"}})", "{}"), "field [b] not present as part of path [b]");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":2,"override":false}})", R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":2,"override":false}})", R"({"a":null})"), R"({"a":2})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":"{{b}}","ignore_empty_value":true}})", R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","copy_from":"b","ignore_empty_value":true}})", R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","copy_from":"b","ignore_empty_value":true}})", R"({"a":1,"b":null})"), R"({"a":1,"b":null})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","copy_from":"b","value":1}})", "{}"),
            "refused: [copy_from] cannot set both `copy_from` and `value` in the same processor");
}

TEST(RemoveProcessor, takes_fields_out) {
  EXPECT_EQ(outcome(R"({"remove":{"field":"a.b"}})", R"({"a":{"b":1,"c":2}})"), R"({"a":{"c":2}})");
  EXPECT_EQ(outcome(R"({"remove":{"field":["a","{{x}}"]}})", R"({"a":1,"x":"b","b":2})"), R"({"x":"b"})");
  EXPECT_EQ(outcome(R"({"remove":{"field":"a"}})", "{}"), "field [a] not present as part of path [a]");
  EXPECT_EQ(outcome(R"({"remove":{"field":["a","b.c"],"ignore_missing":true}})", R"({"b":1})"), R"({"b":1})");
  EXPECT_EQ(outcome(R"({"remove":{"field":"{{none}}","ignore_missing":true}})", R"({"b":1})"), R"({"b":1})");
}

TEST(RemoveProcessor, may_keep_instead) {
  EXPECT_EQ(outcome(R"({"remove":{"keep":["a","b.c"]}})", R"({"a":1,"b":{"c":2,"d":3},"e":4,"bb":5})"), R"({"a":1,"b":{"c":2}})");
  EXPECT_EQ(outcome(R"({"remove":{"keep":"b.x"}})", R"({"b":{"c":2}})"), "{}");
  EXPECT_EQ(outcome(R"({"remove":{}})", "{}"), "refused: [keep] or [field] must be specified");
  EXPECT_EQ(outcome(R"({"remove":{"keep":"a","field":"b"}})", "{}"),
            "refused: [keep] and [field] cannot both be used in the same processor");
}

TEST(RenameProcessor, moves_a_value) {
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b.c"}})", R"({"a":[1]})"), R"({"b":{"c":[1]}})");
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b"}})", "{}"), "field [a] doesn't exist");
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b","ignore_missing":true}})", "{}"), "{}");
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b"}})", R"({"a":1,"b":2})"), "field [b] already exists");
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b","override":true}})", R"({"a":1,"b":2})"), R"({"b":1})");
  EXPECT_EQ(outcome(R"({"rename":{"field":"a","target_field":"b.c","ignore_failure":true}})", R"({"a":1,"b":2})"), R"({"b":2,"a":1})")
      << "what cannot be moved stays";
}

TEST(AppendProcessor, puts_values_behind_others) {
  EXPECT_EQ(outcome(R"({"append":{"field":"a","value":["{{x}}",2]}})", R"({"x":"1"})"), R"({"x":"1","a":["1",2]})");
  EXPECT_EQ(outcome(R"({"append":{"field":"a","value":2}})", R"({"a":1})"), R"({"a":[1,2]})");
  EXPECT_EQ(outcome(R"({"append":{"field":"a","value":[1,2],"allow_duplicates":false}})", R"({"a":[1]})"), R"({"a":[1,2]})");
  EXPECT_EQ(outcome(R"({"append":{"field":"a.b","value":1}})", R"({"a":1})"),
            "cannot set [b] with parent object of type [java.lang.Integer] as part of path [a.b]");
}

/// All text processors share what they do with fields.
TEST(TextProcessors, change_texts_and_lists_of_texts) {
  EXPECT_EQ(outcome(R"({"lowercase":{"field":"a"}})", R"({"a":"ÄB"})"), R"({"a":"äb"})");
  EXPECT_EQ(outcome(R"({"uppercase":{"field":"a","target_field":"b"}})", R"({"a":["x","y"]})"), R"({"a":["x","y"],"b":["X","Y"]})");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a.b"}})", R"({"a":{"b":" \t x y\n"}})"), R"({"a":{"b":"x y"}})");
  EXPECT_EQ(outcome(R"({"gsub":{"field":"a","pattern":"(\\d)-","replacement":"$1+"}})", R"({"a":["1-2","x-"]})"), R"({"a":["1+2","x-"]})");
}

TEST(TextProcessors, fail_for_everything_else) {
  EXPECT_EQ(outcome(R"({"trim":{"field":"a"}})", "{}"), "field [a] not present as part of path [a]");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a"}})", R"({"a":null})"), "field [a] is null, cannot process it.");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a","ignore_missing":true}})", R"({"a":null})"), R"({"a":null})");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a.b","ignore_missing":true}})", "{}"), "{}");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a"}})", R"({"a":1})"),
            "field [a] of type [java.lang.Integer] cannot be cast to [java.lang.String]");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a"}})", R"({"a":{}})"),
            "field [a] of type [java.util.HashMap] cannot be cast to [java.lang.String]");
  EXPECT_EQ(outcome(R"({"trim":{"field":"a"}})", R"({"a":["x",1]})"),
            "value [1] of type [java.lang.Integer] in list field [a] cannot be cast to [java.lang.String]");
}

TEST(GsubProcessor, refuses_bad_patterns) {
  EXPECT_TRUE(outcome(R"({"gsub":{"field":"a","pattern":"(","replacement":""}})", "{}")
                  .starts_with("refused: [pattern] Invalid regex pattern. missing closing parenthesis"));
  EXPECT_EQ(outcome(R"({"gsub":{"field":"a","pattern":"b","replacement":"$1"}})", R"({"a":"b"})"), "No group 1");
}

TEST(HtmlStripProcessor, takes_tags_out) {
  const auto stripped = [](std::string_view text) {
    auto source = json::object({{"a", text}});
    const auto out = json::parse(outcome(R"({"html_strip":{"field":"a"}})", json::write(source)));
    return std::string(out->text("a"));
  };
  EXPECT_EQ(stripped("<p>I&apos;m so <b>happy</b>!</p>"), "\nI'm so happy!\n");
  EXPECT_EQ(stripped("a<!-- x > y -->b"), "ab");
  EXPECT_EQ(stripped("a<br/>b<script>if (1 < 2) x();</script>c"), "a\nb\n\nc");
  EXPECT_EQ(stripped("1 < 2 &amp; 3 > 2 &lt;b&gt;"), "1 < 2 & 3 > 2 <b>");
  EXPECT_EQ(stripped("<a href='>'>x</a>"), "x");
  EXPECT_EQ(stripped("open <b"), "open <b");
  EXPECT_EQ(stripped("<!doctype html>x"), "\nx");
}

TEST(HtmlStripProcessor, is_linear_in_hostile_texts) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "<a";
  EXPECT_EQ(outcome(R"({"html_strip":{"field":"a","target_field":"b"}},{"remove":{"field":"a"}})", json::write(json::object({{"a", text}})))
                .size(),
            text.size() + 8);
}

TEST(ConvertProcessor, knows_the_types_of_json) {
  const auto converted = [](std::string_view type, std::string_view value) {
    const auto text = outcome(R"({"convert":{"field":"a","type":")" + std::string(type) + R"("}})", R"({"a":)" + std::string(value) + "}");
    return text.starts_with(R"({"a":)") ? text.substr(5, text.size() - 6) : text;
  };
  EXPECT_EQ(converted("integer", R"("42")"), "42");
  EXPECT_EQ(converted("integer", R"("0x1F")"), "31");
  EXPECT_EQ(converted("integer", R"("-7")"), "-7");
  EXPECT_EQ(converted("integer", "[\"1\",2]"), "[1,2]");
  EXPECT_EQ(converted("integer", R"("2147483648")"), R"(unable to convert [2147483648] to integer <- For input string: "2147483648")");
  EXPECT_EQ(converted("integer", "1.5"), R"(unable to convert [1.5] to integer <- For input string: "1.5")");
  EXPECT_EQ(converted("long", R"("2147483648")"), "2147483648");
  EXPECT_EQ(converted("long", R"("-9223372036854775808")"), "-9223372036854775808");
  EXPECT_EQ(converted("long", R"("9223372036854775808")"),
            R"(unable to convert [9223372036854775808] to long <- For input string: "9223372036854775808")");
  EXPECT_EQ(converted("float", R"("1.1")"), "1.1");
  EXPECT_EQ(converted("double", R"(" 3 ")"), "3.0");
  EXPECT_EQ(converted("double", R"("1e400")"), R"(unable to convert [1e400] to double <- For input string: "1e400")");
  EXPECT_EQ(converted("double", R"("x")"), R"(unable to convert [x] to double <- For input string: "x")");
  EXPECT_EQ(converted("boolean", R"("TRUE")"), "true");
  EXPECT_EQ(converted("boolean", R"("yes")"), "[yes] is not a boolean value, cannot convert to boolean");
  EXPECT_EQ(converted("string", "1.50"), R"("1.5")");
  EXPECT_EQ(converted("string", R"([1,true])"), R"(["1","true"])");
  EXPECT_EQ(converted("ip", R"("10.0.0.1")"), R"("10.0.0.1")");
  EXPECT_EQ(converted("ip", R"("fe80::1")"), R"("fe80::1")");
  EXPECT_EQ(converted("ip", R"("10.0.0")"), "'10.0.0' is not an IP string literal.");
  EXPECT_EQ(converted("auto", R"(["1","1.5","true","x","5000000000",null])"), R"([1,1.5,true,"x",5000000000,null])");
}

TEST(ConvertProcessor, has_the_usual_options) {
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"long","target_field":"b"}})", R"({"a":"1"})"), R"({"a":"1","b":1})");
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"long"}})", "{}"), "field [a] not present as part of path [a]");
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"long"}})", R"({"a":null})"),
            "Field [a] is null, cannot be converted to type [long]");
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"long","ignore_missing":true}})", R"({"a":null})"), R"({"a":null})");
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"thing"}})", "{}"),
            "refused: [type] type [thing] not supported, cannot convert field.");
}

TEST(SplitProcessor, makes_lists) {
  EXPECT_EQ(outcome(R"({"split":{"field":"a","separator":"\\s*,\\s*"}})", R"({"a":"x , y,,"})"), R"({"a":["x","y"]})");
  EXPECT_EQ(outcome(R"({"split":{"field":"a","separator":",","preserve_trailing":true,"target_field":"b"}})", R"({"a":"x,"})"),
            R"({"a":"x,","b":["x",""]})");
  EXPECT_EQ(outcome(R"({"split":{"field":"a","separator":","}})", R"({"a":null})"), "field [a] is null, cannot split.");
  EXPECT_EQ(outcome(R"({"split":{"field":"a","separator":","}})", R"({"a":1})"),
            "field [a] of type [java.lang.Integer] cannot be cast to [java.lang.String]");
  EXPECT_EQ(outcome(R"({"split":{"field":"a","separator":",","ignore_missing":true}})", "{}"), "{}");
}

TEST(JoinProcessor, makes_texts) {
  EXPECT_EQ(outcome(R"({"join":{"field":"a","separator":"-"}})", R"({"a":["x",1,null,2.0]})"), R"({"a":"x-1-null-2.0"})");
  EXPECT_EQ(outcome(R"({"join":{"field":"a","separator":"-","target_field":"b"}})", R"({"a":[]})"), R"({"a":[],"b":""})");
  EXPECT_EQ(outcome(R"({"join":{"field":"a","separator":"-"}})", R"({"a":"x"})"),
            "field [a] of type [java.lang.String] cannot be cast to [java.util.List]");
  EXPECT_EQ(outcome(R"({"join":{"field":"a","separator":"-"}})", R"({"a":null})"), "field [a] is null, cannot join.");
}

TEST(DropProcessor, drops) { EXPECT_EQ(outcome(R"({"drop":{"if":"ctx.a == 1"}})", R"({"a":1})"), "dropped"); }

TEST(FailProcessor, fails_in_its_own_words) {
  EXPECT_EQ(outcome(R"({"fail":{"message":"no {{a}}"}})", R"({"a":"b"})"), "no b");
  auto changed = document("{}");
  const auto pipeline = Pipeline::read("p", *json::parse(R"({"processors":[{"fail":{"message":"x"}}]})"));
  EXPECT_EQ(run(*pipeline, changed, {}).error().kind, ErrorKind::fail_processor);
}

}  // namespace
}  // namespace headrace::content::ingest
