// Ways through pipelines: handlers, nesting, bounds (docs/spec/document-api.md 8.3, 8.7, 8.8).
#include "content/ingest/run.h"

#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

constexpr std::string_view told =
    R"([{"set":{"field":"e","value":"{{_ingest.on_failure_message}}|{{_ingest.on_failure_processor_type}}|{{_ingest.on_failure_processor_tag}}|{{_ingest.on_failure_pipeline}}"}}])";

std::string whole(std::string_view body, std::string_view source, const Shelf& shelf = {}) {
  const auto pipeline = Pipeline::read("outer", *json::parse(body));
  return pipeline ? outcome(*pipeline, source, shelf) : "refused: " + pipeline.error().reason;
}

TEST(Run, conditions_decide) {
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1,"if":"ctx?.x == true"}},{"set":{"field":"b","value":1,"if":"ctx?.x == false"}})",
                    R"({"x":true})"),
            R"({"x":true,"a":1})");
}

// 8.7
TEST(Run, an_error_that_nobody_handles_is_that_of_the_processor) {
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1}},{"trim":{"field":"b"}},{"set":{"field":"c","value":1}})", "{}"),
            "field [b] not present as part of path [b]");
}

TEST(Run, a_failure_may_be_ignored) {
  EXPECT_EQ(outcome(R"({"trim":{"field":"b","ignore_failure":true,"on_failure":[{"drop":{}}]}},{"set":{"field":"c","value":1}})", "{}"),
            R"({"c":1})");
}

TEST(Run, a_processors_handlers_know_what_failed_and_the_pipeline_goes_on) {
  EXPECT_EQ(outcome(R"({"trim":{"field":"b","tag":"t","on_failure":)" + std::string(told) +
                        R"(}},{"set":{"field":"c","value":"{{_ingest.on_failure_message}}"}})",
                    "{}"),
            R"({"e":"field [b] not present as part of path [b]|trim|t|test","c":""})");
}

TEST(Run, a_pipelines_handlers_end_it) {
  EXPECT_EQ(
      whole(R"({"processors":[{"trim":{"field":"b"}},{"set":{"field":"c","value":1}}],"on_failure":)" + std::string(told) + "}", "{}"),
      R"({"e":"field [b] not present as part of path [b]|trim||outer"})");
}

TEST(Run, handlers_may_fail_and_be_handled) {
  EXPECT_EQ(outcome(R"({"trim":{"field":"b","on_failure":[{"fail":{"message":"again"}}]}})", "{}"), "again");
  EXPECT_EQ(whole(R"({"processors":[{"trim":{"field":"b","on_failure":[{"fail":{"message":"again","tag":"f"}}]}}],"on_failure":)" +
                      std::string(told) + "}",
                  "{}"),
            R"({"e":"again|fail|f|outer"})");
  EXPECT_EQ(outcome(R"({"trim":{"field":"b","on_failure":[{"drop":{}}]}})", "{}"), "dropped");
}

TEST(Run, the_message_is_that_of_the_innermost_cause) {
  EXPECT_EQ(outcome(R"({"convert":{"field":"a","type":"long","on_failure":)" + std::string(told) + "}}", R"({"a":"x"})"),
            R"({"a":"x","e":"For input string: \\\"x\\\"|convert||test"})");
}

TEST(Run, a_condition_that_does_not_come_out_fails_as_a_conditional) {
  EXPECT_EQ(outcome(R"({"set":{"field":"a","value":1,"if":"ctx.n.m == 1","tag":"t","on_failure":)" + std::string(told) + "}}", "{}"),
            R"({"e":"cannot access method/field [m] from a null def reference|conditional|t|test"})");
}

TEST(Run, pipelines_call_each_other) {
  Shelf shelf;
  shelf.put("inner", R"({"processors":[{"set":{"field":"{{f}}","value":"{{_ingest.pipeline}}"}}]})");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"inner"}},{"set":{"field":"p","value":"{{_ingest.pipeline}}"}},{"pipeline":{"name":"{{g}}"}})",
                    R"({"f":"a","g":"inner"})", shelf),
            R"({"f":"a","g":"inner","a":"inner","p":"test"})");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"none"}})", "{}", shelf), "Pipeline processor configured for non-existent pipeline [none]");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"none","ignore_missing_pipeline":true}})", "{}", shelf), "{}");
}

TEST(Run, a_failure_within_another_pipeline_is_told_as_it_was) {
  Shelf shelf;
  shelf.put("inner", R"({"processors":[{"trim":{"field":"b","tag":"t"}}]})");
  shelf.put("handled", R"({"processors":[{"trim":{"field":"b"}}],"on_failure":[{"set":{"field":"h","value":1}}]})");
  shelf.put("dropping", R"({"processors":[{"drop":{}}]})");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"inner","tag":"call","on_failure":)" + std::string(told) + "}}", "{}", shelf),
            R"({"e":"field [b] not present as part of path [b]|trim|t|inner"})");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"handled"}},{"set":{"field":"c","value":1}})", "{}", shelf), R"({"h":1,"c":1})");
  EXPECT_EQ(outcome(R"({"pipeline":{"name":"dropping"}},{"set":{"field":"c","value":1}})", "{}", shelf), "dropped");
}

TEST(Run, circles_are_refused) {
  Shelf shelf;
  shelf.put("a", R"({"processors":[{"pipeline":{"name":"b"}}]})");
  shelf.put("b", R"({"processors":[{"pipeline":{"name":"a"}}]})");
  EXPECT_EQ(outcome(*shelf.pipelines["a"], "{}", shelf), "Cycle detected for pipeline: a");
  auto changed = document("{}");
  const auto surroundings = shelf.surroundings();
  EXPECT_EQ(run(*shelf.pipelines["a"], changed, surroundings).error().kind, ErrorKind::graph_structure);
}

TEST(Run, long_chains_end) {
  Shelf shelf;
  for (int i = 0; i < 101; ++i) shelf.put(std::to_string(i), R"({"processors":[{"pipeline":{"name":")" + std::to_string(i + 1) + "\"}}]}");
  EXPECT_EQ(outcome(*shelf.pipelines["0"], "{}", shelf), "Too many nested pipelines. Cannot have more than 100 nested pipelines");
  std::string nested = R"({"trim":{"field":"b"}})";
  for (int i = 0; i < 200; ++i) nested = R"({"trim":{"field":"b","on_failure":[)" + nested + "]}}";
  EXPECT_EQ(outcome(nested, "{}"), "pipelines and handlers are nested more than 150 deep");
}

TEST(Run, pipelines_that_call_each_other_twice_end) {
  Shelf shelf;
  for (int i = 0; i < 60; ++i) {
    const auto call = R"({"pipeline":{"ignore_failure":true,"name":")" + std::to_string(i + 1) + "\"}}";
    shelf.put(std::to_string(i), R"({"processors":[)" + call + "," + call + "]}");
  }
  shelf.put("60", R"({"processors":[]})");
  EXPECT_EQ(outcome(*shelf.pipelines["0"], "{}", shelf), "more than 100000 processors would run for one document");
}

}  // namespace
}  // namespace headrace::content::ingest
