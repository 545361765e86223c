// docs/spec/document-api.md 3.12
#include "engine/mapping/index_mapping.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace headrace::engine::mapping {
namespace {

using json::Value;

Value value(std::string_view text) { return json::parse(text).value(); }

/// An index: its mappings as text, with what documents add to them.
struct Index {
  explicit Index(std::string_view mappings_text = "{}", std::string_view settings_text = "{}")
      : mappings(value(mappings_text)), settings(value(settings_text)), compiled(mappings, settings) {}

  /// "" when it is taken, else the reason and below it those of the causes.
  std::string put(std::string_view source) {
    auto read = compiled.read(source, "1");
    if (!read) {
      std::string reasons;
      for (const auto* error = &read.error(); error != nullptr; error = error->caused_by.empty() ? nullptr : &error->caused_by.front())
        reasons += (reasons.empty() ? "" : "\n") + error->reason;
      return reasons;
    }
    added = read->size();
    add_to(mappings, *read);
    return "";
  }
  [[nodiscard]] std::string shown() const { return json::write(mappings); }

  Value mappings, settings;
  IndexMapping compiled;
  std::size_t added = 0;
};

Index with_field(std::string_view type) { return Index(fmt::format(R"({{"properties":{{"f":{{"type":"{}"}}}}}})", type)); }

/// The values that a type takes, and those that it refuses. Each is tried alone, in a list behind null, and in a list in a list.
struct Family {
  std::string_view type;
  std::vector<std::string_view> fitting, conflicting;
};

const std::vector<Family> families{
    {"keyword", {R"("a")", "1", "1.5", "true", "null", "[]"}, {R"({"a":1})", "{}"}},
    {"text", {R"("a")", "1", "true"}, {R"({"a":1})"}},
    {"long",
     {"1", R"("7")", R"("")", "3.7", R"("3.7")", "-9223372036854775808", "9223372036854775807", "1e3", R"("+5")"},
     {R"("abc")", "true", R"({"a":1})", "9223372036854775808", "1e300", R"("99999999999999999999")", R"(" 7")", R"("nan")"}},
    {"integer", {"1", R"("7")", "3.7", "2147483647", R"("")"}, {R"("abc")", "2147483648", "-2147483649", "true", R"({"a":1})"}},
    {"short", {"32767"}, {"32768", R"("40000")", "false"}},
    {"byte", {"-128", "127.0"}, {"128", R"("x")"}},
    {"unsigned_long", {"0", "18446744073709551615", "3.0"}, {"-1", "18446744073709551616", "3.5", "true"}},
    {"double", {"1", R"("2.5")", "1e300", "1e-400", R"("")"}, {R"("abc")", "true", R"({"a":1})", R"("1e400")", R"("Infinity")"}},
    {"float", {"1", R"("2.5")"}, {R"("abc")", "1e300", "true"}},
    {"half_float", {"65504"}, {"70000"}},
    {"scaled_float", {"1.25"}, {R"("abc")"}},
    {"boolean", {"true", R"("true")", R"("false")", R"("")"}, {R"("yes")", R"("True")", "1", "0", R"({"a":1})", R"("on")"}},
    {"date",
     {R"("2024-01-01")", "1704067200000", R"("1704067200000")", R"("2024-03")", R"("2026-11-23T15:00:13.811366+00:00")"},
     {R"("nonsense")", R"("2024-13-01")", "true", R"("2024-01-01 10:00:00")", R"({"a":1})", R"("")", R"("01/02/2024")"}},
    {"ip", {R"("10.0.0.1")", R"("::1")"}, {R"("10.0.0")", "1", "true", R"("")", "{}"}},
    {"alias", {"null"}, {"1"}},
    {"flattened", {"{}", R"({"a":{"b":1}})"}, {}},
    {"geo_point", {R"({"lat":1,"lon":2})", "[1,2]", R"("1,2")"}, {}},
    {"of_a_plugin", {"{}", "1", "true"}, {}}};

TEST(index_mapping, each_type_takes_its_values_and_refuses_the_others) {
  for (const auto& family : families) {
    auto index = with_field(family.type);
    for (const auto* form : {R"({{"f":{}}})", R"({{"f":[null,{}]}})", R"({{"f":[[{}]]}})"}) {
      for (const auto one : family.fitting)
        EXPECT_EQ(index.put(fmt::format(fmt::runtime(form), one)), "") << family.type << " " << form << " " << one;
      for (const auto one : family.conflicting)
        EXPECT_NE(index.put(fmt::format(fmt::runtime(form), one)), "") << family.type << " " << form << " " << one;
    }
    EXPECT_EQ(index.shown(), with_field(family.type).shown());
  }
}

TEST(index_mapping, errors_say_where_what_and_why) {
  EXPECT_EQ(
      with_field("long").put(R"({"f":"abc"})"),
      "[1:6] failed to parse field [f] of type [long] in document with id '1'. Preview of field's value: 'abc'\nFor input string: \"abc\"");
  EXPECT_EQ(with_field("text").put(R"({"f":{"a":1,"b":["x"]}})"),
            "[1:22] failed to parse field [f] of type [text] in document with id '1'. Preview of field's value: '{a=1, b=[x]}'\n"
            "Can't get text on a START_OBJECT at 1:6");
  EXPECT_EQ(
      with_field("date").put("{\n \"f\":\"x\"}"),
      "[2:6] failed to parse field [f] of type [date] in document with id '1'. Preview of field's value: 'x'\n"
      "failed to parse date field [x] with format [strict_date_optional_time||epoch_millis]\nFailed to parse with all enclosed parsers");
  EXPECT_EQ(with_field("boolean").put(R"({"f":"yes"})"),
            "[1:6] failed to parse field [f] of type [boolean] in document with id '1'. Preview of field's value: 'yes'\n"
            "Failed to parse value [yes] as only [true] or [false] are allowed.");
  EXPECT_TRUE(
      with_field("integer").put(R"({"f":2147483648})").ends_with("'2147483648'\nValue [2147483648] is out of range for an integer"));
}

TEST(index_mapping, an_object_is_no_field_and_a_field_no_object) {
  Index index(R"({"properties":{"who":{"properties":{"age":{"type":"long"}}}}})");
  EXPECT_EQ(index.put(R"({"who":"text"})"),
            "[1:8] object mapping for [who] tried to parse field [who] as object, but found a concrete value");
  EXPECT_EQ(index.put(R"({"who":["text"]})"),
            "[1:9] object mapping for [who] tried to parse field [null] as object, but found a concrete value");
  EXPECT_EQ(index.put(R"({"who":[{"age":1},null,[{"age":"2"}]]})"), "");
  EXPECT_NE(index.put(R"({"who":{"age":"x"}})"), "");
  EXPECT_NE(index.put(R"({"who.age":"x"})"), "");
  EXPECT_EQ(index.put(R"({"who.age":"5"})"), "");
  EXPECT_NE(index.put(R"({"who.age.x":5})"), "");
}

TEST(index_mapping, the_first_value_decides) {
  const std::vector<std::pair<std::string_view, std::string_view>> firsts{
      {"1", R"({"type":"long"})"},
      {"1.5", R"({"type":"float"})"},
      {"1e2", R"({"type":"float"})"},
      {"true", R"({"type":"boolean"})"},
      {R"("2024-01-01")", R"({"type":"date"})"},
      {R"("2024-01-01T10:00:00Z")", R"({"type":"date"})"},
      {R"("2024/01/01")", R"({"type":"date","format":"yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis"})"},
      {R"("word")", R"({"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}})"},
      {R"("5")", R"({"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}})"},
      {R"("2024")", R"({"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}})"},
      {R"("")", R"({"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}})"},
      {R"([null,[],7,"8"])", R"({"type":"long"})"},
      {R"({"a":true})", R"({"properties":{"a":{"type":"boolean"}}})"},
      {R"([{"a":true},{"b":1}])", R"({"properties":{"a":{"type":"boolean"},"b":{"type":"long"}}})"},
      {"{}", R"({"type":"object"})"}};
  for (const auto& [first, definition] : firsts) {
    Index index;
    EXPECT_EQ(index.put(fmt::format(R"({{"f":{}}})", first)), "") << first;
    EXPECT_EQ(index.shown(), fmt::format(R"({{"properties":{{"f":{}}}}})", definition));
    // What it is now it stays.
    EXPECT_EQ(index.put(fmt::format(R"({{"f":{}}})", first)), "") << first;
    EXPECT_EQ(index.added, 0);
  }
  Index index;
  for (const auto* nothing : {R"({"f":null})", R"({"f":[]})", R"({"f":[null,[]]})"}) EXPECT_EQ(index.put(nothing), "");
  EXPECT_EQ(index.shown(), "{}");
}

TEST(index_mapping, a_document_that_is_refused_adds_nothing) {
  Index index;
  EXPECT_NE(index.put(R"({"a":{"b":1},"c":[{"d":1},{"d":"x"}]})"), "");
  EXPECT_EQ(index.shown(), "{}");
  EXPECT_EQ(index.put(R"({"a":"text","c":"text"})"), "");
  EXPECT_NE(index.put(R"({"f":1e300})"), "") << "more than a float holds";
  EXPECT_NE(index.put(R"({"f":9223372036854775808})"), "");
  EXPECT_NE(index.put(R"({"f":[1,"word"]})"), "");
  EXPECT_EQ(index.put(R"({"f":["word",1]})"), "");
}

TEST(index_mapping, names_with_dots_are_objects) {
  Index index;
  EXPECT_EQ(index.put(R"({"a.b.c":1,"a":{"d":true}})"), "");
  EXPECT_EQ(index.shown(), R"({"properties":{"a":{"properties":{"b":{"properties":{"c":{"type":"long"}}},"d":{"type":"boolean"}}}}})");
  EXPECT_NE(index.put(R"({"a":{"b":{"c":"x"}}})"), "");
  EXPECT_NE(index.put(R"({"a.b":1})"), "");
  for (const auto* name : {"", " ", ".", "a..b", ".a", "a.", "a. .b", "_id", "_source", "_version"})
    EXPECT_NE(index.put(fmt::format(R"({{"{}":1}})", name)), "") << name;
  EXPECT_EQ(index.put(R"({"x":{"_id":1},"_extract_binary_content":true})"), "");
}

TEST(index_mapping, dynamic_false_strict_and_runtime) {
  Index ignoring(R"({"dynamic":"false","properties":{"o":{"dynamic":"true","properties":{}}}})");
  EXPECT_EQ(ignoring.put(R"({"a":1,"b":{"c":[1,"x"]},"d.e":2})"), "");
  EXPECT_EQ(ignoring.added, 0);
  EXPECT_EQ(ignoring.put(R"({"o":{"a":1}})"), "");
  EXPECT_EQ(ignoring.added, 1);

  Index strict(R"({"dynamic":"strict","properties":{"o":{"properties":{}}}})");
  EXPECT_EQ(strict.put(R"({"n":1})"), "[1:6] mapping set to strict, dynamic introduction of [n] within [_doc] is not allowed");
  EXPECT_EQ(strict.put(R"({"o":{"n":1}})"), "[1:11] mapping set to strict, dynamic introduction of [n] within [o] is not allowed");
  EXPECT_EQ(strict.put(R"({"o":{}})"), "");

  Index runtime(R"({"dynamic":"runtime"})");
  EXPECT_EQ(runtime.put(R"({"a":1,"b":{"c":"word","d":1.5},"e":"2024-01-01","f":true})"), "");
  EXPECT_EQ(
      runtime.shown(),
      R"({"dynamic":"runtime","runtime":{"a":{"type":"long"},"b.c":{"type":"keyword"},"b.d":{"type":"double"},"e":{"type":"date"},"f":{"type":"boolean"}}})");
  EXPECT_EQ(runtime.put(R"({"a":"x","b":{"c":{"deep":1}}})"), "");
  // An object without fields leaves nothing behind that would stand in the way of a value.
  EXPECT_EQ(runtime.put(R"({"g":{},"h":{"i":{},"j":{"k":1}},"l":{"m":[{}]}})"), "");
  EXPECT_EQ(runtime.put(R"({"g":true,"h":{"i":2},"l":3})"), "");
  EXPECT_TRUE(runtime.shown().contains(R"("h.j.k":{"type":"long"},"g":{"type":"boolean"},"h.i":{"type":"long"},"l":{"type":"long"})"))
      << runtime.shown();
  EXPECT_EQ(runtime.put(R"({"b":7})"), "");
  Index named(R"({"dynamic":"runtime","dynamic_templates":[{"t":{"match_mapping_type":"string","mapping":{"type":"keyword"}}}]})");
  EXPECT_NE(named.put(R"({"a":[{"b":"x"},true]})"), "") << "an object with a field of the mapping is one itself";
  EXPECT_EQ(named.put(R"({"a":true,"c":{"d":"x"}})"), "");
  EXPECT_NE(named.put(R"({"c":true})"), "");
  Index again(runtime.shown());
  EXPECT_EQ(again.put(R"({"a":"x","b":{"c":1}})"), "");
  EXPECT_EQ(again.added, 0);
}

TEST(index_mapping, date_and_numeric_detection) {
  Index dates(R"({"date_detection":false,"numeric_detection":true})");
  EXPECT_EQ(dates.put(R"({"d":"2024-01-01","n":"7","x":"1.5"})"), "");
  EXPECT_EQ(dates.mappings.at_path("properties.d.type")->as_string(), "text");
  EXPECT_EQ(dates.mappings.at_path("properties.n.type")->as_string(), "long");
  EXPECT_EQ(dates.mappings.at_path("properties.x.type")->as_string(), "float");
  Index formats(R"({"dynamic_date_formats":["MM/dd/yyyy"]})");
  EXPECT_EQ(formats.put(R"({"d":"09/25/2024","e":"2024-01-01"})"), "");
  EXPECT_EQ(json::write(*formats.mappings.at_path("properties.d")), R"({"type":"date","format":"MM/dd/yyyy"})");
  EXPECT_EQ(formats.mappings.at_path("properties.e.type")->as_string(), "text");
}

TEST(index_mapping, the_first_dynamic_template_that_fits_decides) {
  Index index(R"({"dynamic_templates":[
      {"ints":{"match_mapping_type":"long","mapping":{"type":"integer"}}},
      {"names":{"match":"*_name","unmatch":"no_*","match_mapping_type":"string","mapping":{"type":"keyword","copy_to":"{name}_all"}}},
      {"paths":{"path_match":"raw.*","mapping":{"type":"{dynamic_type}","store":true}}},
      {"numbered":{"match_pattern":"regex","match":"^f\\d+$","mapping":{"type":"text"}}},
      {"run":{"match":"late*","runtime":{}}},
      {"points":{"match_mapping_type":"object","match":"point","mapping":{"type":"geo_point"}}}]})");
  EXPECT_EQ(index.put(R"({"n":1,"first_name":"x","no_name":"x","f1":"x","late":"x","point":{"lat":1},"raw":{"b":true}})"), "");
  const auto* properties = index.mappings.find("properties");
  EXPECT_EQ(json::write(*properties),
            R"({"n":{"type":"integer"},"first_name":{"type":"keyword","copy_to":"first_name_all"},)"
            R"("no_name":{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}},"f1":{"type":"text"},)"
            R"("point":{"type":"geo_point"},"raw":{"properties":{"b":{"type":"boolean","store":true}}}})");
  EXPECT_EQ(json::write(*index.mappings.find("runtime")), R"({"late":{"type":"keyword"}})");
}

TEST(index_mapping, parameters_of_fields_and_settings_of_the_index) {
  Index lenient(
      R"({"properties":{"n":{"type":"long","ignore_malformed":true},"d":{"type":"date","format":"yyyy/MM"},"o":{"type":"object","enabled":false},
      "c":{"type":"long","coerce":false},"k":{"type":"keyword","fields":{"n":{"type":"long"}}}}})");
  EXPECT_EQ(lenient.put(R"({"n":"abc"})"), "");
  EXPECT_EQ(lenient.put(R"({"n":{"a":1}})"), "");
  EXPECT_EQ(lenient.put(R"({"d":"2024/01"})"), "");
  EXPECT_NE(lenient.put(R"({"d":"2024-01-01"})"), "");
  for (const auto* any : {"1", R"("x")", R"([{"a":[1,{}]},"x"])", R"({"a..b":1})"})
    EXPECT_EQ(lenient.put(fmt::format(R"({{"o":{}}})", any)), "");
  EXPECT_NE(lenient.put(R"({"c":"7"})"), "");
  EXPECT_NE(lenient.put(R"({"c":3.7})"), "");
  EXPECT_EQ(lenient.put(R"({"c":3.0})"), "");
  EXPECT_NE(lenient.put(R"({"k":"abc"})").find("field [k.n] of type [long]"), std::string::npos);
  EXPECT_EQ(lenient.added, 0);

  Index settings(R"({"properties":{"n":{"type":"long"}}})",
                 R"({"index":{"mapping":{"ignore_malformed":"true","total_fields":{"limit":"3"},"depth":{"limit":"2"}}}})");
  EXPECT_EQ(settings.put(R"({"n":"abc"})"), "");
  EXPECT_EQ(settings.put(R"({"a":{"b":1,"c":1}})"),
            "[1:17] failed to parse: Limit of total fields [3] has been exceeded while adding new fields [3]\n"
            "Limit of total fields [3] has been exceeded while adding new fields [3]");
  EXPECT_EQ(settings.put(R"({"a":{"b":{}}})").substr(0, 77),
            "[1:11] failed to parse: Limit of mapping depth [2] has been exceeded due to o");
  EXPECT_EQ(settings.put(R"({"a":{"b":1}})"), "");
  EXPECT_NE(settings.put(R"({"d":1})"), "");

  Index beyond("{}", R"({"index":{"mapping":{"total_fields":{"limit":"1","ignore_dynamic_beyond_limit":"true"}}}})");
  EXPECT_EQ(beyond.put(R"({"a":1,"b":{"c":1},"d":[1]})"), "");
  EXPECT_EQ(beyond.shown(), R"({"properties":{"a":{"type":"long"}}})");

  Index off(R"({"enabled":false})");
  EXPECT_TRUE(off.compiled.takes_everything());
  EXPECT_EQ(off.put(R"({"_id":1})"), "");
}

TEST(index_mapping, without_subobjects_names_keep_their_dots) {
  Index index(R"({"properties":{"m":{"type":"object","subobjects":false,"properties":{"a.b":{"type":"long"}}}}})");
  EXPECT_NE(index.put(R"({"m":{"a":{"b":"x"}}})"), "");
  EXPECT_NE(index.put(R"({"m":{"a.b":"x"}})"), "");
  EXPECT_EQ(index.put(R"({"m":{"a":{"c":true},"d":[{"e":1}]}})"), "");
  EXPECT_EQ(json::write(*index.mappings.at_path("properties.m.properties")),
            R"({"a.b":{"type":"long"},"a.c":{"type":"boolean"},"d.e":{"type":"long"}})");
}

TEST(index_mapping, a_thousand_fields_and_names_of_some_thousand_bytes_are_the_most) {
  Index index;
  std::string many = "{";
  for (int i = 0; i < 1'000; ++i) many += fmt::format("{}\"f{}\":1", i == 0 ? "" : ",", i);
  EXPECT_EQ(index.put(many + "}"), "");
  EXPECT_NE(index.put(R"({"one more":1})"), "");
  EXPECT_EQ(index.put(R"({"f999":2})"), "");
  const std::string long_name(9'000, 'n');
  EXPECT_NE(Index().put(fmt::format(R"({{"{}":1}})", long_name)), "");
  std::string deep;
  for (int i = 0; i < 900; ++i) deep += R"({"a":)";
  EXPECT_NE(Index().put(deep + "1" + std::string(900, '}')), "");
  EXPECT_EQ(Index(R"({"dynamic":false})").put(deep + "1" + std::string(900, '}')), "");
}

TEST(index_mapping, escapes_and_white_space_change_nothing) {
  Index index(R"({"properties":{"a":{"type":"long"},"q\"":{"type":"date"}}})");
  EXPECT_NE(index.put("{ \"\\u0061\" :\t\"x\" }"), "");
  EXPECT_EQ(index.put("{ \"\\u0061\" :\t\"\\u0037\"\n}"), "");
  EXPECT_NE(index.put(R"({"q\"":"x"})"), "");
  EXPECT_EQ(index.put(R"({"q\"":"2024-01-01","t":"a \" b \\","u":1})"), "");
  EXPECT_EQ(index.added, 2);
}

TEST(index_mapping, what_is_no_json_is_refused) {
  for (const auto* text :
       {"", "{", R"({"a")", R"({"a":)", R"({"a":"x)", R"({"a":[1)", "[]", R"({"a":{"b":1})", R"({"a":]})", R"({"a":\})"}) {
    Index index;
    EXPECT_NE(index.put(text), "") << text;
    EXPECT_EQ(index.shown(), "{}") << text;
  }
}

}  // namespace
}  // namespace headrace::engine::mapping
