#include "content/ingest/pipeline.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

// The numbers behind tests are those of the cases in docs/spec/document-api.md 13.

namespace headrace::content::ingest {
namespace {

json::Value json_of(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text << ": " << value.error().reason;
  return value ? std::move(*value) : json::Value();
}

class PipelineTest : public ::testing::Test {
 protected:
  void put(const std::string& id, std::string_view body) {
    auto pipeline = Pipeline::read(id, json_of(body));
    ASSERT_TRUE(pipeline) << pipeline.error().reason;
    pipelines_[id] = *pipeline;
  }

  /// The source afterwards, "dropped", or "type: reason".
  std::string run(const std::string& id, std::string_view source) {
    struct Run run{.find_pipeline = [this](const std::string& name) {
      const auto found = pipelines_.find(name);
      return found == pipelines_.end() ? nullptr : found->second;
    }};
    document_ = std::make_unique<Document>("books", "1", json_of(source), *base::parse_instant("2026-01-02T03:04:05Z"));
    const auto fate = pipelines_.at(id)->run(*document_, run);
    if (!fate) return "error: " + fate.error().reason;
    return *fate == Fate::dropped ? "dropped" : json::write(document_->source());
  }

  /// Of a pipeline of one processor.
  std::string run_one(std::string_view processor, std::string_view source) {
    put("p", fmt::format(R"({{"processors":[{}]}})", processor));
    return run("p", source);
  }

  std::string run_default(std::string_view source) {
    put("search-default-ingestion", json::write(*built_in_pipeline("search-default-ingestion")));
    return run("search-default-ingestion", source);
  }

  static std::string refused(std::string_view body) {
    const auto pipeline = Pipeline::read("p", json_of(body));
    if (pipeline) return "no error";
    std::string text = pipeline.error().reason;
    for (const auto& [name, value] : pipeline.error().metadata) text += fmt::format(" {}={}", name, value);
    return text;
  }

  std::map<std::string, std::shared_ptr<const Pipeline>> pipelines_;
  std::unique_ptr<Document> document_;
};

TEST_F(PipelineTest, set) {
  EXPECT_EQ(run_one(R"({"set":{"field":"a.b","value":{"c":"{{x}}"}}})", R"({"x":5})"), R"({"x":5,"a":{"b":{"c":"5"}}})");
  EXPECT_EQ(run_one(R"({"set":{"field":"a","value":1,"override":false}})", R"({"a":2})"), R"({"a":2})");
  EXPECT_EQ(run_one(R"({"set":{"field":"a","value":1,"override":false}})", R"({"a":null})"), R"({"a":1})");
  EXPECT_EQ(run_one(R"({"set":{"field":"b","copy_from":"a"}})", R"({"a":[1]})"), R"({"a":[1],"b":[1]})");
  EXPECT_EQ(run_one(R"({"set":{"field":"b","copy_from":"a"}})", "{}"), "error: field [a] not present as part of path [a]");
  EXPECT_EQ(run_one(R"({"set":{"field":"b","copy_from":"a","ignore_empty_value":true}})", "{}"), "{}");
  EXPECT_EQ(run_one(R"({"set":{"field":"b","value":"{{none}}","ignore_empty_value":true}})", "{}"), "{}");
  EXPECT_EQ(run_one(R"({"set":{"field":"a.b","value":1}})", R"({"a":"x"})"),
            "error: cannot set [b] with parent object of type [java.lang.String] as part of path [a.b]");
  EXPECT_EQ(run_one(R"({"set":{"field":"t","value":"{{_ingest.timestamp}} {{_index}}/{{{_id}}}"}})", "{}"),
            R"({"t":"2026-01-02T03:04:05.000Z books/1"})");
  run_one(R"({"set":{"field":"_index","value":"other"}})", "{}");
  EXPECT_EQ(document_->index(), "other");
}

TEST_F(PipelineTest, remove_and_rename) {
  EXPECT_EQ(run_one(R"({"remove":{"field":["a","b.c"]}})", R"({"a":1,"b":{"c":2,"d":3}})"), R"({"b":{"d":3}})");
  EXPECT_EQ(run_one(R"({"remove":{"field":"a"}})", "{}"), "error: field [a] not present as part of path [a]");
  EXPECT_EQ(run_one(R"({"remove":{"field":"a","ignore_missing":true}})", "{}"), "{}");
  EXPECT_EQ(run_one(R"({"remove":{"keep":["a","b.c"]}})", R"({"a":1,"b":{"c":2},"d":3})"), R"({"a":1,"b":{"c":2}})");
  EXPECT_EQ(run_one(R"({"rename":{"field":"a","target_field":"b.c"}})", R"({"a":1})"), R"({"b":{"c":1}})");
  EXPECT_EQ(run_one(R"({"rename":{"field":"a","target_field":"b"}})", "{}"), "error: field [a] doesn't exist");
  EXPECT_EQ(run_one(R"({"rename":{"field":"a","target_field":"b"}})", R"({"a":1,"b":2})"), "error: field [b] already exists");
  EXPECT_EQ(run_one(R"({"rename":{"field":"a","target_field":"b","override":true}})", R"({"a":1,"b":2})"), R"({"b":1})");
}

TEST_F(PipelineTest, append) {
  EXPECT_EQ(run_one(R"({"append":{"field":"a","value":[1,2]}})", "{}"), R"({"a":[1,2]})");
  EXPECT_EQ(run_one(R"({"append":{"field":"a","value":"x"}})", R"({"a":"x"})"), R"({"a":["x","x"]})");
  EXPECT_EQ(run_one(R"({"append":{"field":"a","value":["x","y"],"allow_duplicates":false}})", R"({"a":"x"})"), R"({"a":["x","y"]})");
}

TEST_F(PipelineTest, texts) {
  EXPECT_EQ(run_one(R"({"lowercase":{"field":"a"}})", R"({"a":["ÄB","C"]})"), R"({"a":["äb","c"]})");
  EXPECT_EQ(run_one(R"({"uppercase":{"field":"a","target_field":"b"}})", R"({"a":"äb"})"), R"({"a":"äb","b":"ÄB"})");
  EXPECT_EQ(run_one(R"({"trim":{"field":"a"}})", R"({"a":" \t\u0000x y\n "})"), R"({"a":"x y"})");
  EXPECT_EQ(run_one(R"x({"gsub":{"field":"a","pattern":"(\\w)-(\\w)","replacement":"$2$1"}})x", R"({"a":"a-b c-d"})"), R"({"a":"ba dc"})");
  EXPECT_EQ(run_one(R"({"gsub":{"field":"a","pattern":"x","replacement":"\\$"}})", R"({"a":"axb"})"), R"({"a":"a$b"})");
  EXPECT_EQ(run_one(R"({"split":{"field":"a","separator":",\\s*"}})", R"({"a":"a, b,,c,,"})"), R"({"a":["a","b","","c"]})");
  EXPECT_EQ(run_one(R"({"split":{"field":"a","separator":",","preserve_trailing":true}})", R"({"a":"a,"})"), R"({"a":["a",""]})");
  EXPECT_EQ(run_one(R"({"split":{"field":"a","separator":""}})", R"({"a":"aäb"})"), R"({"a":["a","ä","b"]})");
  EXPECT_EQ(run_one(R"({"join":{"field":"a","separator":"-"}})", R"({"a":["x",1,true]})"), R"({"a":"x-1-true"})");
  EXPECT_EQ(run_one(R"({"html_strip":{"field":"a"}})", R"({"a":"<p>x <b>y</b></p>"})"), R"({"a":"x y"})");
  EXPECT_EQ(run_one(R"({"trim":{"field":"a"}})", R"({"a":5})"),
            "error: field [a] of type [java.lang.Integer] cannot be cast to [java.lang.String]");
  EXPECT_EQ(run_one(R"({"trim":{"field":"a"}})", R"({"a":null})"), "error: field [a] is null, cannot process it.");
  EXPECT_EQ(run_one(R"({"trim":{"field":"a","ignore_missing":true}})", R"({"a":null})"), R"({"a":null})");
  EXPECT_EQ(
      run_one(R"({"gsub":{"field":"a","pattern":"(a+)+$","replacement":""}})", R"({"a":")" + std::string(200, 'a') + "b\"}").substr(0, 41),
      "error: the regular expression cannot be r");
}

TEST_F(PipelineTest, convert) {
  const auto convert = [&](std::string_view type, std::string_view value) {
    return run_one(fmt::format(R"({{"convert":{{"field":"a","type":"{}"}}}})", type), fmt::format(R"({{"a":{}}})", value));
  };
  EXPECT_EQ(convert("integer", R"("42")"), R"({"a":42})");
  EXPECT_EQ(convert("integer", R"("0x10")"), R"({"a":16})");
  EXPECT_EQ(convert("integer", R"("2147483648")"), "error: unable to convert [2147483648] to integer");
  EXPECT_EQ(convert("long", R"("-9223372036854775808")"), R"({"a":-9223372036854775808})");
  EXPECT_EQ(convert("double", R"("1.5")"), R"({"a":1.5})");
  EXPECT_EQ(convert("float", R"("x")"), "error: unable to convert [x] to float");
  EXPECT_EQ(convert("boolean", R"("TRUE")"), R"({"a":true})");
  EXPECT_EQ(convert("boolean", "1"), "error: [1] is not a boolean value, cannot convert to boolean");
  EXPECT_EQ(convert("string", "[1,true]"), R"({"a":["1","true"]})");
  EXPECT_EQ(convert("auto", R"(["7","7.5","true","x",8])"), R"({"a":[7,7.5,true,"x",8]})");
  EXPECT_EQ(convert("ip", R"("10.0.0.1")"), R"({"a":"10.0.0.1"})");
  EXPECT_EQ(convert("ip", R"("ten")"), "error: 'ten' is not an IP string literal.");
}

TEST_F(PipelineTest, date) {
  const auto date = [&](std::string_view options, std::string_view value) {
    return run_one(fmt::format(R"({{"date":{{"field":"a","target_field":"a",{}}}}})", options), fmt::format(R"({{"a":{}}})", value));
  };
  EXPECT_EQ(date(R"("formats":["dd/MM/yyyy HH:mm","ISO8601"])", R"("03/02/2026 04:05")"), R"({"a":"2026-02-03T04:05:00.000Z"})");
  EXPECT_EQ(date(R"("formats":["ISO8601"])", R"("2026-02-03T04:05:06.789+02:00")"), R"({"a":"2026-02-03T02:05:06.789Z"})");
  EXPECT_EQ(date(R"("formats":["UNIX"])", "1700000000.5"), R"({"a":"2023-11-14T22:13:20.500Z"})");
  EXPECT_EQ(date(R"("formats":["UNIX_MS"])", R"("1700000000123")"), R"({"a":"2023-11-14T22:13:20.123Z"})");
  EXPECT_EQ(date(R"("formats":["EEE, d MMM yyyy hh:mm a Z"],"timezone":"+01:00")", R"("Tue, 3 Feb 2026 04:05 PM +0200")"),
            R"({"a":"2026-02-03T15:05:00.000+01:00"})");
  EXPECT_EQ(date(R"("formats":["yyyy"],"output_format":"EEEE dd. MMMM yy 'at' H")", R"("2026")"),
            R"({"a":"Thursday 01. January 26 at 0"})");
  EXPECT_EQ(date(R"("formats":["yyyy-MM-dd"])", R"("2026-02-30")"), "error: unable to parse date [2026-02-30]");
  EXPECT_EQ(refused(R"({"processors":[{"date":{"field":"a","formats":["b"]}}]})"),
            "[formats] Invalid format: [b]: Unknown pattern letter: b property_name=formats processor_type=date");
}

TEST_F(PipelineTest, drop_fail_and_other_pipelines) {
  EXPECT_EQ(run_one(R"({"drop":{"if":"ctx.a == 1"}})", R"({"a":1})"), "dropped");
  EXPECT_EQ(run_one(R"({"drop":{"if":"ctx.a == 1"}})", R"({"a":2})"), R"({"a":2})");
  EXPECT_EQ(run_one(R"({"fail":{"message":"no {{a}}"}})", R"({"a":2})"), "error: no 2");
  put("inner", R"({"processors":[{"set":{"field":"inner","value":true}}]})");
  EXPECT_EQ(run_one(R"({"pipeline":{"name":"inner"}})", "{}"), R"({"inner":true})");
  EXPECT_EQ(run_one(R"({"pipeline":{"name":"none"}})", "{}"), "error: Pipeline processor configured for non-existent pipeline [none]");
  EXPECT_EQ(run_one(R"({"pipeline":{"name":"none","ignore_missing_pipeline":true}})", "{}"), "{}");
  EXPECT_EQ(run_one(R"({"pipeline":{"name":"p"}})", "{}"), "error: Cycle detected for pipeline: p");
}

TEST_F(PipelineTest, pipelines_that_call_one_another_twice_end) {
  for (int i = 0; i < 60; ++i) {
    const auto call = fmt::format(R"({{"pipeline":{{"name":"{}","ignore_failure":true}}}})", i + 1);
    put(std::to_string(i), fmt::format(R"({{"processors":[{},{}],"on_failure":[{{"set":{{"field":"h","value":1}}}}]}})", call, call));
  }
  put("60", R"({"processors":[]})");
  EXPECT_EQ(run("0", "{}"), "error: more than 100000 processors would run for one document");
}

TEST_F(PipelineTest, chains_of_pipelines_and_handlers_have_an_end) {
  for (int i = 0; i < 101; ++i) put(std::to_string(i), fmt::format(R"({{"processors":[{{"pipeline":{{"name":"{}"}}}}]}})", i + 1));
  EXPECT_EQ(run("0", "{}"), "error: Too many nested pipelines. Cannot have more than 100 nested pipelines");
  std::string nested = R"({"fail":{"message":"m"}})";
  for (int i = 0; i < 200; ++i) nested = fmt::format(R"({{"fail":{{"message":"m","on_failure":[{}]}}}})", nested);
  EXPECT_EQ(run_one(nested, "{}"), "error: pipelines and handlers are nested more than 150 deep");
}

TEST_F(PipelineTest, a_document_does_not_grow_without_bounds) {
  std::string doubled = R"({"set":{"field":"a","value":"{{{a}}}{{{a}}}"}})";
  for (int i = 0; i < 5; ++i) doubled += "," + doubled;
  const auto source = fmt::format(R"({{"a":"{}"}})", std::string(2'000'000, 'x'));
  EXPECT_EQ(run_one(doubled, source), "error: a template gives more than 50000000 bytes");
  std::string copies;
  for (int i = 0; i < 300; ++i)
    copies += fmt::format(R"({}{{"set":{{"field":"{}","copy_from":"a","ignore_failure":true}}}})", i == 0 ? "" : ",", i);
  EXPECT_EQ(run_one(copies, source), "error: the pipeline writes more than 536870912 bytes into one document");
  std::string deep = "a";
  for (int i = 0; i < 1'000; ++i) deep += ".a";
  EXPECT_EQ(run_one(fmt::format(R"({{"set":{{"field":"{}","value":1}}}})", deep), "{}"),
            fmt::format("error: field [{}] would be nested too deeply", deep));
}

TEST_F(PipelineTest, failures_are_handled_or_ignored) {
  EXPECT_EQ(run_one(R"({"fail":{"message":"m","ignore_failure":true}},{"set":{"field":"a","value":1}})", "{}"), R"({"a":1})");
  EXPECT_EQ(run_one(R"({"fail":{"message":"m","tag":"t","on_failure":[{"set":{"field":"e","value":
              "{{_ingest.on_failure_message}}/{{_ingest.on_failure_processor_type}}/{{_ingest.on_failure_processor_tag}}/{{_ingest.on_failure_pipeline}}"}}]}},
              {"set":{"field":"a","value":1}})",
                    "{}"),
            R"({"e":"m/fail/t/p","a":1})");
  put("q",
      R"({"processors":[{"rename":{"field":"a","target_field":"b"}}],"on_failure":[{"set":{"field":"e","value":"{{_ingest.on_failure_processor_type}}"}}]})");
  EXPECT_EQ(run("q", "{}"), R"({"e":"rename"})");
  EXPECT_EQ(run_one(R"({"fail":{"message":"m","on_failure":[{"fail":{"message":"again"}}]}})", "{}"), "error: again");
  EXPECT_EQ(run_one(R"({"set":{"field":"m","value":"{{_ingest.on_failure_message}}"}})", "{}"), R"({"m":""})") << "nothing has failed";
}

TEST_F(PipelineTest, conditions) {
  const auto holds = [&](std::string_view script, std::string_view source) {
    const auto result = run_one(fmt::format(R"({{"drop":{{"if":{}}}}})", json::write(json::Value(script))), source);
    return result == "dropped" ? "yes" : result.starts_with("error") ? result : "no";
  };
  EXPECT_EQ(holds("ctx?.a == true", R"({"a":true})"), "yes");
  EXPECT_EQ(holds("ctx?.a == true", R"({"a":"true"})"), "no");
  EXPECT_EQ(holds("ctx.a?.b?.c == null", "{}"), "yes");
  EXPECT_EQ(holds("ctx.a.b == null", "{}"), "error: cannot access method/field [b] from a null def reference");
  EXPECT_EQ(holds("ctx['a'] != 'x' && (ctx.n > 3 || !(ctx.n >= 1.5))", R"({"a":"y","n":4})"), "yes");
  EXPECT_EQ(holds("ctx.a.contains('b') && ctx.a.startsWith(\"a\") && ctx.a.length() == 3", R"({"a":"abc"})"), "yes");
  EXPECT_EQ(holds("ctx.list.contains(2) && ctx.containsKey('list') && ctx.list instanceof List", R"({"list":[1,2]})"), "yes");
  EXPECT_EQ(holds("ctx._index == 'books' && ctx.a == null", "{}"), "yes");
  EXPECT_EQ(holds("return ctx.a == 1;", R"({"a":1.0})"), "yes");
  EXPECT_EQ(holds("ctx.a", R"({"a":1})"), "error: cannot convert [1] to a boolean");
  EXPECT_EQ(holds("def x = 1; x == 1", "{}").substr(0, 60), "error: the condition [def x = 1; x == 1] cannot be run: this");
  EXPECT_EQ(holds(std::string(1'000, '!') + "true", "{}").substr(0, 20), "error: the condition");
}

TEST_F(PipelineTest, what_cannot_be_read_is_told_when_it_is_put) {  // 69
  EXPECT_EQ(refused(R"({"processors":[{"nonsense":{}}]})"), "No processor type exists with name [nonsense] processor_type=nonsense");
  EXPECT_EQ(refused(R"({"processors":[{"set":{"value":1,"tag":"t"}}]})"),
            "[field] required property is missing property_name=field processor_type=set processor_tag=t");
  EXPECT_EQ(refused(R"({"processors":[{"set":{"field":"a","value":1,"x":1,"y":2}}]})"),
            "processor [set] doesn't support one or more provided configuration parameters [x, y] processor_type=set");
  EXPECT_EQ(refused(R"({"processors":[{"set":{"field":["a"],"value":1}}]})"),
            "[field] property isn't a string, but of type [java.util.ArrayList] property_name=field processor_type=set");
  EXPECT_EQ(refused(R"({})"), "[processors] required property is missing property_name=processors");
  EXPECT_EQ(refused(R"({"processors":[],"x":1})"), "pipeline [p] doesn't support one or more provided configuration parameters [x]");
  EXPECT_EQ(refused(R"({"processors":[{"trim":{"field":"a","on_failure":[]}}]})"),
            "[on_failure] processors list cannot be empty property_name=on_failure processor_type=trim");
  EXPECT_TRUE(
      refused(R"({"processors":[{"gsub":{"field":"a","pattern":"(","replacement":""}}]})").starts_with("[pattern] Invalid regex pattern."));
  EXPECT_EQ(refused(R"({"processors":[{"convert":{"field":"a","type":"x"}}]})"),
            "[type] type [x] not supported, cannot convert field. property_name=type processor_type=convert");
}

TEST_F(PipelineTest, the_default_pipeline_takes_the_marks_away) {  // 61
  EXPECT_EQ(
      run_default(
          R"({"title":"a","_extract_binary_content":false,"_reduce_whitespace":false,"_run_ml_inference":true,"_attachment":"eA=="})"),
      R"({"title":"a"})");  // 63
  EXPECT_EQ(run_default(R"({"title":"a"})"), R"({"title":"a"})");
}

TEST_F(PipelineTest, the_default_pipeline_takes_text_out_of_an_attachment) {  // 62, 64
  const std::string marks = R"("_extract_binary_content":true,"_reduce_whitespace":)";
  EXPECT_EQ(run_default("{" + marks + R"(true,"_attachment":"aGVsbG8gIAoKICB3b3JsZAo="})"), R"({"body":"hello world"})");
  EXPECT_EQ(run_default("{" + marks + R"(false,"_attachment":"aGVsbG8gIAoKICB3b3JsZAo="})"), R"({"body":"hello  \n\n  world"})");
  EXPECT_EQ(run_default("{" + marks + R"(true,"_attachment":"PGh0bWw+PGJvZHk+PGgxPk9uZTwvaDE+PHA+dHdvPC9wPjwvYm9keT48L2h0bWw+"})"),
            R"({"body":"One two"})");
  EXPECT_EQ(run_default("{" + marks + R"(true,"_attachment":"aGVsbG8=","_attachment_indexed_chars":2})"), R"({"body":"he"})");
  EXPECT_EQ(run_default("{" + marks + R"(true})"), "{}");
}

TEST_F(PipelineTest, the_default_pipeline_says_what_went_wrong) {  // 65, 66, 67
  const std::string marks = R"("_extract_binary_content":true,"_reduce_whitespace":true)";
  EXPECT_EQ(
      run_default("{" + marks + R"(,"_attachment":"!!"})"),
      R"({"_ingestion_errors":["Processor 'attachment' in pipeline 'search-default-ingestion' failed with message 'field [_attachment] is no base64'"]})");
  EXPECT_EQ(run_default("{" + marks + R"(,"body":" a  b "})"), R"({"body":"a b"})");
  const auto numeric = run_default("{" + marks + R"(,"body":5})");
  EXPECT_TRUE(numeric.starts_with(R"({"body":5,"_ingestion_errors":["Processor 'gsub' with tag 'remove_replacement_chars' in pipeline)"))
      << numeric;
  EXPECT_TRUE(numeric.contains("field [body] of type [java.lang.Integer] cannot be cast to [java.lang.String]"));
  EXPECT_TRUE(numeric.contains("Processor 'trim' in pipeline 'search-default-ingestion' failed"));
  EXPECT_TRUE(run_default("{" + marks + R"(,"_attachment":"JVBERi0xLjc="})").contains("_ingestion_errors")) << "a PDF file";
}

TEST_F(PipelineTest, lists_of_bodies_are_worked_on_one_by_one) {  // 8.5
  EXPECT_EQ(run_default(R"({"_reduce_whitespace":true,"body":[" a  b ","c\n\nd"]})"), R"({"body":["a b","c d"]})");
}

}  // namespace
}  // namespace headrace::content::ingest
