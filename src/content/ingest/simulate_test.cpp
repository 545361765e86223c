#include "content/ingest/simulate.h"

#include "content/ingest/ingest_fixture.h"

namespace headrace::content::ingest {
namespace {

std::string simulated(std::string_view body, const Shelf& shelf = {}, std::optional<std::string_view> id = {}, bool verbose = false) {
  SimulateOptions options{id, verbose, noon(), [](const Error& error) { return json::object({{"reason", error.reason}}); }};
  const auto surroundings = shelf.surroundings();
  const auto answer = simulate(*json::parse(body), options, surroundings);
  return answer ? json::write(*answer) : answer.error().reason;
}

TEST(Simulate, shows_what_becomes_of_each_document) {
  EXPECT_EQ(
      simulated(
          R"({"pipeline":{"processors":[{"drop":{"if":"ctx.x == 1"}},{"fail":{"message":"no","if":"ctx.x == 2"}},{"set":{"field":"a","value":"{{_index}}"}}]},)"
          R"("docs":[{"_index":"i","_id":3,"_routing":"r","_source":{}},{"_source":{"x":1}},{"_source":{"x":2}}]})"),
      R"({"docs":[{"doc":{"_index":"i","_version":"-3","_id":"3","_routing":"r","_source":{"a":"i"},"_ingest":{"timestamp":"2026-03-04T12:00:00.123Z"}}},null,{"error":{"reason":"no"}}]})");
}

TEST(Simulate, a_stored_pipeline_goes_before_the_one_of_the_body) {
  Shelf shelf;
  shelf.put("p", R"({"processors":[{"set":{"field":"a","value":1}}]})");
  EXPECT_TRUE(simulated(R"({"pipeline":{"processors":[]},"docs":[{"_source":{}}]})", shelf, "p").contains(R"("_source":{"a":1})"));
  EXPECT_EQ(simulated(R"({"docs":[{"_source":{}}]})", shelf, "none"), "pipeline [none] does not exist");
}

TEST(Simulate, bodies_are_checked) {
  EXPECT_EQ(simulated(R"({"docs":[{"_source":{}}]})"), "[pipeline] required property is missing");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]}})"), "[docs] required property is missing");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]},"docs":[]})"), "must specify at least one document in [docs]");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]},"docs":{}})"), "[docs] property isn't a list, but of type [java.util.HashMap]");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]},"docs":[{}]})"), "[_source] required property is missing");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]},"docs":[1]})"), "malformed [docs] section, should include an inner object");
  EXPECT_EQ(simulated(R"({"pipeline":{"processors":[]},"docs":[{"_id":[],"_source":{}}]})"),
            "[_id] property isn't a string or int, but of type [java.util.ArrayList]");
  EXPECT_EQ(simulated(R"({"pipeline":{},"docs":[{"_source":{}}]})"), "[processors] required property is missing");
  EXPECT_EQ(simulated(R"({"pipeline":1,"docs":[{"_source":{}}]})"), "[pipeline] property isn't a map, but of type [java.lang.Integer]");
  EXPECT_EQ(simulated("[]"), "request body is required");
}

/// The entries of the first document, without the documents themselves.
std::string entries(std::string_view processors, const Shelf& shelf = {}) {
  const auto answer = json::parse(
      simulated(R"({"pipeline":{"processors":[)" + std::string(processors) + R"(]},"docs":[{"_source":{}}]})", shelf, {}, true));
  std::string text;
  for (const auto& entry : answer->find("docs")->as_array()[0].find("processor_results")->as_array()) {
    text += std::string(entry.text("processor_type")) + " " + std::string(entry.text("status"));
    if (entry.find("doc") != nullptr) text += " " + json::write(*entry.find("doc")->find("_source"));
    if (entry.find("error") != nullptr) text += " " + json::write(*entry.find("error"));
    text += "\n";
  }
  return text;
}

TEST(Simulate, verbose_shows_every_step) {
  EXPECT_EQ(
      simulated(
          R"({"pipeline":{"processors":[{"set":{"field":"a","value":1,"tag":"t","description":"d","if":"ctx.b == null"}}]},"docs":[{"_source":{}}]})",
          {}, {}, true),
      R"({"docs":[{"processor_results":[{"processor_type":"set","status":"success","description":"d","tag":"t",)"
      R"("if":{"condition":"ctx.b == null","result":true},"doc":{"_index":"_index","_version":"-3","_id":"_id","_source":{"a":1},)"
      R"("_ingest":{"pipeline":"_simulate_pipeline","timestamp":"2026-03-04T12:00:00.123Z"}}}]}]})");
  EXPECT_EQ(
      entries(
          R"({"set":{"field":"a","value":1}},{"set":{"field":"a","value":2,"if":"ctx.b == 1"}},{"trim":{"field":"x","ignore_failure":true}},{"drop":{}})"),
      "set success {\"a\":1}\nset skipped\ntrim error_ignored {\"a\":1}\ndrop dropped\n");
}

TEST(Simulate, verbose_shows_failures_and_their_handlers) {
  EXPECT_EQ(
      entries(R"({"trim":{"field":"x","on_failure":[{"set":{"field":"h","value":1}}]}},{"fail":{"message":"no"}})"),
      "trim error {\"reason\":\"field [x] not present as part of path [x]\"}\nset success {\"h\":1}\nfail error {\"reason\":\"no\"}\n");
}

TEST(Simulate, verbose_shows_pipelines_and_what_is_in_them) {
  Shelf shelf;
  shelf.put("inner", R"({"processors":[{"set":{"field":"a","value":1}},{"fail":{"message":"no"}}]})");
  shelf.put("circle", R"({"processors":[{"pipeline":{"name":"circle"}}]})");
  EXPECT_EQ(entries(R"({"pipeline":{"name":"inner"}})", shelf),
            "pipeline success\nset success {\"a\":1}\nfail error {\"reason\":\"no\"}\n");
  EXPECT_EQ(entries(R"({"pipeline":{"name":"circle"}})", shelf),
            "pipeline success\npipeline error {\"reason\":\"Cycle detected for pipeline: circle\"}\n");
  EXPECT_EQ(entries(R"({"pipeline":{"name":"none","ignore_missing_pipeline":true}})", shelf), "pipeline success\n");
}

TEST(Simulate, answers_have_bounds) {
  std::string processors;
  for (int i = 0; i < 200; ++i) processors += R"({"set":{"field":"a","value":1}},)";
  processors.pop_back();
  const auto body =
      R"({"pipeline":{"processors":[)" + processors + R"(]},"docs":[{"_source":{"x":")" + std::string(1'000'000, 'x') + "\"}}]}";
  EXPECT_EQ(simulated(body, {}, {}, true), "the answer has more than 100000000 bytes");
}

}  // namespace
}  // namespace headrace::content::ingest
