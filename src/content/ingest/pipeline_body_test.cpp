// Bodies of pipelines (docs/spec/document-api.md 4.16, 8.8).
#include "content/ingest/pipeline.h"

#include "content/ingest/built_in.h"
#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

TEST(Pipeline, keeps_what_was_sent) {
  constexpr std::string_view body =
      R"({"description":"d","version":3,"processors":[{"set":{"field":"a","value":1,"tag":"t","description":"x"}}],)"
      R"("on_failure":[{"drop":{}}],"_meta":{"a":1},"deprecated":false})";
  const auto pipeline = Pipeline::read("p", *json::parse(body));
  ASSERT_TRUE(pipeline);
  EXPECT_EQ(pipeline->id(), "p");
  EXPECT_EQ(json::write(pipeline->body()), body);
  EXPECT_EQ(pipeline->steps().front().tag, "t");
  EXPECT_EQ(pipeline->steps().front().description, "x");
  EXPECT_EQ(pipeline->on_failure().size(), 1U);
}

TEST(Pipeline, members_are_checked) {
  EXPECT_EQ(refusal(R"({"processors":[]})"), "read");
  EXPECT_EQ(refusal("{}"), "[processors] required property is missing; property_name=processors");
  EXPECT_EQ(refusal(R"({"processors":null})"), "[processors] required property is missing; property_name=processors");
  EXPECT_EQ(refusal(R"({"processors":{}})"),
            "[processors] property isn't a list, but of type [java.util.HashMap]; property_name=processors");
  EXPECT_EQ(refusal(R"({"processors":[],"what":1})"),
            "pipeline [test] doesn't support one or more provided configuration parameters [what]");
  EXPECT_EQ(refusal(R"({"processors":[],"version":"x"})"), "[version] property cannot be converted to an int [x]; property_name=version");
  EXPECT_EQ(refusal(R"({"processors":[],"description":1})"),
            "[description] property isn't a string, but of type [java.lang.Integer]; property_name=description");
  EXPECT_EQ(refusal(R"({"processors":[],"_meta":1})"),
            "[_meta] property isn't a map, but of type [java.lang.Integer]; property_name=_meta");
  EXPECT_EQ(refusal(R"({"processors":[],"deprecated":1})"),
            "[deprecated] property isn't a boolean, but of type [java.lang.Integer]; property_name=deprecated");
  EXPECT_EQ(refusal(R"({"processors":[],"on_failure":[]})"), "pipeline [test] cannot have an empty on_failure option defined");
  EXPECT_EQ(refusal("[]"), "request body is required to be an object");
}

// Case 69: an unknown processor is refused.
TEST(Pipeline, case_69_unknown_types_are_refused) {
  EXPECT_EQ(refusal(R"({"processors":[{"nope":{}}]})"), "No processor type exists with name [nope]; processor_type=nope");
  EXPECT_EQ(refusal(R"({"processors":[{"nope":{"tag":"t"}}]})"),
            "No processor type exists with name [nope]; processor_type=nope; processor_tag=t");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"a","value":1,"on_failure":[{"nope":{}}]}}]})"),
            "No processor type exists with name [nope]; processor_type=nope");
}

TEST(Pipeline, options_are_checked) {
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"value":1}}]})"),
            "[field] required property is missing; property_name=field; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"a","tag":"t"}}]})"),
            "[value] required property is missing; property_name=value; processor_type=set; processor_tag=t");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":1,"value":1}}]})"),
            "[field] property isn't a string, but of type [java.lang.Integer]; property_name=field; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"a","value":1,"override":"x"}}]})"),
            "[override] property isn't a boolean, but of type [java.lang.String]; property_name=override; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"a","value":1,"x":1,"y":2}}]})"),
            "processor [set] doesn't support one or more provided configuration parameters [x, y]; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"","value":1}}]})"),
            "[field] path cannot be null nor empty; property_name=field; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"set":{"field":"{{a","value":1}}]})"),
            "[field] improperly closed variable in the template [{{a]; property_name=field; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"attachment":{"field":"a","indexed_chars":"many"}}]})"),
            "[indexed_chars] property cannot be converted to an int [many]; property_name=indexed_chars; processor_type=attachment");
  EXPECT_TRUE(refusal(R"({"processors":[{"attachment":{"field":"a","properties":["smell"]}}]})")
                  .starts_with("[properties] illegal field option [smell]. valid values are [CONTENT, TITLE,"));
  EXPECT_EQ(refusal(R"({"processors":[{"remove":{"field":1}}]})"),
            "[field] property isn't a list, but of type [java.lang.Integer]; property_name=field; processor_type=remove");
  EXPECT_EQ(refusal(R"({"processors":[{"fail":{}}]})"),
            "[message] required property is missing; property_name=message; processor_type=fail");
  EXPECT_EQ(refusal(R"({"processors":[{"pipeline":{}}]})"),
            "[name] required property is missing; property_name=name; processor_type=pipeline");
  EXPECT_EQ(refusal(R"({"processors":[{"drop":{"field":"a"}}]})"),
            "processor [drop] doesn't support one or more provided configuration parameters [field]; processor_type=drop");
  EXPECT_EQ(refusal(R"({"processors":[{"gsub":{"field":"a","replacement":""}}]})"),
            "[pattern] required property is missing; property_name=pattern; processor_type=gsub");
  EXPECT_EQ(refusal(R"({"processors":[{"date":{"field":"a","formats":[]}}]})"),
            "[formats] required property is missing; property_name=formats; processor_type=date");
}

TEST(Pipeline, what_all_processors_have_is_checked) {
  EXPECT_EQ(refusal(R"({"processors":["set"]})"), "a processor isn't a map, but of type [java.lang.String]");
  EXPECT_EQ(refusal(R"({"processors":[{"set":1}]})"), "property isn't a map, but of type [java.lang.Integer]; processor_type=set");
  EXPECT_EQ(refusal(R"({"processors":[{"drop":{"on_failure":[]}}]})"),
            "[on_failure] processors list cannot be empty; property_name=on_failure; processor_type=drop");
  EXPECT_EQ(refusal(R"({"processors":[{"drop":{"on_failure":{}}}]})"),
            "[on_failure] property isn't a list, but of type [java.util.HashMap]; property_name=on_failure; processor_type=drop");
  EXPECT_EQ(refusal(R"({"processors":[{"drop":{"ignore_failure":"x"}}]})"),
            "[ignore_failure] property isn't a boolean, but of type [java.lang.String]; property_name=ignore_failure; processor_type=drop");
  EXPECT_EQ(refusal(R"({"processors":[{"drop":{},"trim":{"field":"a"}}]})"), "read") << "two in one object";
}

// 8.8: an inference processor or a script condition may be stored, but fails its items.
TEST(Pipeline, what_is_not_run_here_is_stored_and_fails) {
  EXPECT_EQ(outcome(R"({"inference":{"model_id":"m","anything":[1]}})", "{}"),
            "processors of type [inference] are stored, but not run by this server");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1,"if":"int x = 1; return x == 1"}})", "{}"),
            "compile error <- not understood here at offset [0]: [int x = 1; return x ]");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1,"if":{"source":"ctx.b == 1","lang":"painless"}}})", R"({"b":1})"), R"({"b":1,"a":1})");
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1,"if":{"id":"stored"}}})", "{}"),
            R"(compile error <- not understood here at offset [0]: [{"id":"stored"}])");
}

TEST(Pipeline, knows_texts_that_it_leaves_alone) {
  const auto& built_in = *built_in_pipeline(default_pipeline);
  EXPECT_TRUE(built_in.leaves_alone(R"({"id":"1","body":"text \u00e9 \uD83D\uDE00 \n"})"));
  EXPECT_FALSE(built_in.leaves_alone(R"({"_reduce_whitespace":true})"));
  EXPECT_FALSE(built_in.leaves_alone(R"({"_run_ml_inference":true})"));
  EXPECT_FALSE(built_in.leaves_alone(R"({"\u005freduce_whitespace":true})"));
  const auto reads_everything = [](std::string_view processor) {
    const auto pipeline = Pipeline::read("p", *json::parse(R"({"processors":[)" + std::string(processor) + "]}"));
    return !pipeline->leaves_alone("{}");
  };
  EXPECT_TRUE(reads_everything(R"({"set":{"field":"a","value":1}})"));
  EXPECT_TRUE(reads_everything(R"({"set":{"field":"a","value":1,"if":"ctx.a == null"}})"));
  EXPECT_TRUE(reads_everything(R"({"remove":{"field":"a"}})"));
  EXPECT_TRUE(reads_everything(R"({"remove":{"field":"a/b","ignore_missing":true}})")) << "a slash has two spellings";
  EXPECT_TRUE(reads_everything(R"({"remove":{"field":"_id","ignore_missing":true}})"));
  EXPECT_FALSE(reads_everything(R"({"set":{"field":"a","value":1,"if":"ctx?.a?.b == 1"}})"));
  EXPECT_FALSE(reads_everything(R"({"remove":{"field":["a","b.c"],"ignore_missing":true}})"));
}

}  // namespace
}  // namespace headrace::content::ingest
