#include "json/object_reader.h"

#include <gtest/gtest.h>

namespace headrace::json {
namespace {

/// One field `f` of this kind.
ObjectTable table_of(FieldKind kind) { return {.parser = "p", .fields = {{.name = "f", .kind = kind}}}; }

/// The reasons of an error and its causes, innermost last.
std::string reasons(const Error& error) {
  return error.caused_by.empty() ? error.reason : error.reason + " <- " + reasons(error.caused_by.front());
}

std::string read(const ObjectTable& table, std::string_view body) {
  const auto value = read_body(table, body);
  return value ? write(*value) : reasons(value.error());
}

/// What a field of this kind makes of a value.
std::string field(FieldKind kind, std::string_view value) {
  const auto made = read_body(table_of(kind), "{\"f\":" + std::string(value) + "}");
  return made ? write(*made->find("f")) : reasons(made.error());
}

const ObjectTable& put_table() {
  static const ObjectTable table{.parser = "connector_put_request",
                                 .fields = {{.name = "description", .kind = FieldKind::string_or_null},
                                            {.name = "index_name", .kind = FieldKind::string_or_null},
                                            {.name = "is_native", .kind = FieldKind::boolean},
                                            {.name = "name", .kind = FieldKind::string}}};
  return table;
}

TEST(ReadBody, an_empty_body_is_named_so) {
  const auto none = read_body(put_table(), "");
  EXPECT_EQ(none.error().kind, ErrorKind::parse);
  EXPECT_EQ(none.error().reason, "request body is required");
  EXPECT_EQ(read_body(put_table(), "  ").error().kind, ErrorKind::x_content_e_o_f);
  EXPECT_EQ(read_body(put_table(), "{").error().kind, ErrorKind::x_content_e_o_f);
}

TEST(ReadBody, keeps_known_fields_in_the_order_they_were_sent) {
  EXPECT_EQ(read(put_table(), R"({"name":"n","is_native":"true","description":null})"),
            R"({"name":"n","is_native":true,"description":null})");
  EXPECT_EQ(read(put_table(), "{}"), "{}");
}

TEST(ReadBody, what_is_no_object_is_refused) {
  EXPECT_EQ(read(put_table(), "[1]"), "[1:1] [connector_put_request] Expected START_OBJECT but was: START_ARRAY");
  EXPECT_EQ(read(put_table(), " null"), "[1:2] [connector_put_request] Expected START_OBJECT but was: VALUE_NULL");
  EXPECT_EQ(read_body(put_table(), "7").error().kind, ErrorKind::x_content_parse);
}

TEST(ReadBody, unknown_fields_are_named_with_what_was_meant) {
  // docs/spec/connectors.md 0
  const auto unknown = [](std::string_view name) { return read(put_table(), "{\"name\":\"n\",\"" + std::string(name) + "\":1}"); };
  constexpr std::string_view start = "[1:13] [connector_put_request] unknown field ";
  EXPECT_EQ(unknown("nam"), std::string(start) + "[nam] did you mean [name]?");
  EXPECT_EQ(unknown("index-name"), std::string(start) + "[index-name] did you mean [index_name]?");
  EXPECT_EQ(unknown("foo"), std::string(start) + "[foo]");
  EXPECT_EQ(unknown("configuration"), std::string(start) + "[configuration]");
  const ObjectTable similar{.parser = "p", .fields = {{"synced", FieldKind::any}, {"sync_at", FieldKind::any}, {"syncer", FieldKind::any}}};
  EXPECT_EQ(read(similar, R"({"syncee":1})"), "[1:2] [p] unknown field [syncee] did you mean any of [synced, syncer, sync_at]?");
}

TEST(ReadBody, a_lenient_table_drops_unknown_fields) {
  auto table = table_of(FieldKind::string);
  table.strict = false;
  EXPECT_EQ(read(table, R"({"x":{"y":[1]},"f":"v","g":null})"), R"({"f":"v"})");
}

TEST(ReadBody, missing_fields_are_named_together_in_the_order_of_the_table) {
  const ObjectTable table{.parser = "p",
                          .fields = {{.name = "b", .kind = FieldKind::any, .required = true},
                                     {.name = "o", .kind = FieldKind::any},
                                     {.name = "a", .kind = FieldKind::any, .required = true}}};
  EXPECT_EQ(read(table, "{}"), "Required [b, a]");
  EXPECT_EQ(read(table, R"({"b":null})"), "Required [a]");
  EXPECT_EQ(read(table, R"({"a":1,"b":null})"), R"({"a":1,"b":null})");
  EXPECT_EQ(read_body(table, "{}").error().kind, ErrorKind::illegal_argument);
}

TEST(FieldKind, each_lets_in_the_tokens_of_the_specification) {
  // docs/spec/configuration-filtering-secrets.md 0.3
  constexpr std::string_view values[] = {"null", "true", "1", "\"\"", "[]", "{}"};
  struct Row {
    FieldKind kind;
    std::string_view let_in;  ///< one letter per value: x or -
  };
  for (const auto& [kind, let_in] :
       {Row{FieldKind::string, "---x--"}, Row{FieldKind::string_or_null, "x--x--"}, Row{FieldKind::integer, "--xx--"},
        Row{FieldKind::long_integer, "--xx--"}, Row{FieldKind::boolean, "-x-x--"}, Row{FieldKind::value, "xxxx--"},
        Row{FieldKind::object, "-----x"}, Row{FieldKind::object_or_null, "x----x"}, Row{FieldKind::object_list, "----xx"},
        Row{FieldKind::string_list, "---xx-"}, Row{FieldKind::object_or_array, "----xx"}, Row{FieldKind::any, "xxxxxx"}}) {
    for (std::size_t i = 0; i < std::size(values); ++i) {
      const auto answer = field(kind, values[i]);
      const auto token = parse(values[i])->token_name();
      const bool refused = answer == "[1:6] [p] f doesn't support values of type: " + std::string(token);
      EXPECT_EQ(refused, let_in[i] == '-') << static_cast<int>(kind) << " " << token << " " << answer;
    }
  }
}

TEST(FieldKind, integers_lose_their_fraction_and_must_fit_32_bits) {
  constexpr auto kind = FieldKind::integer;
  for (const auto& [given, made] : {std::pair("4.9", "4"),
                                    {"-4.9", "-4"},
                                    {"\"7\"", "7"},
                                    {"\"8.9\"", "8"},
                                    {"\"+3\"", "3"},
                                    {"1e3", "1000"},
                                    {"-0.5", "0"},
                                    {"2147483647", "2147483647"},
                                    {"-2147483648.9", "-2147483648"},
                                    {"1e-400", "0"}}) {
    EXPECT_EQ(field(kind, given), made) << given;
  }
  EXPECT_EQ(field(kind, "2147483648"), "[1:6] [p] failed to parse field [f] <- Value [2147483648] is out of range for an integer");
  EXPECT_EQ(field(kind, "\"abc\""), "[1:6] [p] failed to parse field [f] <- For input string: \"abc\"");
  EXPECT_EQ(field(kind, "\"\""), "[1:6] [p] failed to parse field [f] <- empty String");
  for (const auto* bad : {"\"1x\"", "\"nan\"", "\"inf\"", "\"+-1\"", "\"++1\"", "\" \"", "\"-\"", "1e10"}) {
    EXPECT_TRUE(field(kind, bad).starts_with("[1:6] [p] failed to parse field [f]")) << bad;
  }
}

TEST(FieldKind, longs_are_read_to_the_digit_and_must_fit_64_bits) {
  constexpr auto kind = FieldKind::long_integer;
  EXPECT_EQ(field(kind, "9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(field(kind, "\"9223372036854775807.9\""), "9223372036854775807");
  EXPECT_EQ(field(kind, "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(field(kind, "9.2e18"), "9200000000000000000");
  for (const auto* bad : {"9223372036854775808", "1e19", "-1e19", "1e999", "-1e999", "\"1e999\""}) {
    EXPECT_TRUE(field(kind, bad).contains("is out of range for a long")) << bad;
  }
}

TEST(FieldKind, booleans_may_be_texts) {
  constexpr auto kind = FieldKind::boolean;
  EXPECT_EQ(field(kind, "\"true\""), "true");
  EXPECT_EQ(field(kind, "\"false\""), "false");
  EXPECT_EQ(field(kind, "\"\""), "false");
  EXPECT_EQ(field(kind, "\" \\t\""), "false");
  EXPECT_EQ(field(kind, "\"yes\""),
            "[1:6] [p] failed to parse field [f] <- Failed to parse value [yes] as only [true] or [false] are allowed.");
  EXPECT_TRUE(field(kind, "\"True\"").contains("failed to parse"));
}

TEST(FieldKind, lists_may_be_one_element_without_its_list) {
  EXPECT_EQ(field(FieldKind::object_list, R"({"a":1})"), R"([{"a":1}])");
  EXPECT_EQ(field(FieldKind::object_list, R"([{"a":1},{}])"), R"([{"a":1},{}])");
  EXPECT_EQ(field(FieldKind::string_list, R"("a")"), R"(["a"])");
  EXPECT_EQ(field(FieldKind::string_list, R"(["a",5,1.50,true])"), R"(["a","5","1.50","true"])");
  EXPECT_EQ(field(FieldKind::string_list, R"(["a",null])"), "[1:6] [p] failed to parse field [f] <- Expected text but found VALUE_NULL");
  EXPECT_TRUE(field(FieldKind::string_list, R"([["a"]])").ends_with("START_ARRAY"));
}

TEST(FieldKind, values_keep_their_spelling_and_their_place) {
  EXPECT_EQ(field(FieldKind::value, "1.10"), "1.10");
  EXPECT_EQ(field(FieldKind::any, R"({"a.b":[1.0,null]})"), R"({"a.b":[1.0,null]})");
  const auto made = read_body(table_of(FieldKind::integer), R"(  {"f": "7"})").value();
  EXPECT_EQ(made.offset(), 2U);
  EXPECT_EQ(made.find("f")->offset(), 8U);
  EXPECT_EQ(made.as_object().at(0).offset, 3U);
}

/// Three tables, one in the other, as configurations have them.
const ObjectTable& outer_table() {
  static const ObjectTable inner{.parser = "inner",
                                 .fields = {{.name = "label", .kind = FieldKind::string, .required = true},
                                            {.name = "display",
                                             .kind = FieldKind::string,
                                             .read = [](const Value& value, std::string_view) -> Result<Value> {
                                               if (value.as_string() == "TEXT") return Value("text");
                                               return fail(ErrorKind::illegal_argument, "Unknown Display [" + value.as_string() + "].");
                                             }}},
                                 .strict = false};
  static const ObjectTable outer{
      .parser = "outer",
      .fields = {{.name = "one",
                  .kind = FieldKind::object,
                  .read = [](const Value& value, std::string_view text) { return read_object(inner, value, text); }},
                 {.name = "many", .kind = FieldKind::object_list, .read = [](const Value& value, std::string_view text) -> Result<Value> {
                    Array list;
                    for (const auto& element : value.as_array()) {
                      TRY(list.emplace_back(), read_object(inner, element, text));
                    }
                    return Value(std::move(list));
                  }}}};
  return outer;
}

TEST(ReadBody, a_field_is_read_further_and_may_be_replaced) {
  EXPECT_EQ(read(outer_table(), R"({"one":{"label":"L","display":"TEXT","x":1},"many":{"label":"M"}})"),
            R"({"one":{"label":"L","display":"text"},"many":[{"label":"M"}]})");
}

TEST(ReadBody, every_level_adds_a_link_at_the_place_where_reading_stopped) {
  EXPECT_EQ(read(outer_table(), R"({"one":{"label":"L","display":"slider"}})"),
            "[1:31] [outer] failed to parse field [one] <- [1:31] [inner] failed to parse field [display] <- Unknown Display [slider].");
  EXPECT_EQ(read(outer_table(), R"({"one":{"label":7}})"),
            "[1:17] [outer] failed to parse field [one] <- [1:17] [inner] label doesn't support values of type: VALUE_NUMBER");
  EXPECT_EQ(read(outer_table(), "{\"many\":\n [{\"label\":\"L\"},\n  7]}"),
            "[3:3] [outer] failed to parse field [many] <- [3:3] [inner] Expected START_OBJECT but was: VALUE_NUMBER");
}

TEST(ReadBody, a_missing_field_of_an_inner_object_is_a_parse_error_outside) {
  const auto refused = read_body(outer_table(), R"({"many":[{"display":"TEXT"}]})");
  EXPECT_EQ(reasons(refused.error()), "[1:9] [outer] failed to parse field [many] <- Required [label]");
  EXPECT_EQ(refused.error().kind, ErrorKind::x_content_parse);
  EXPECT_EQ(refused.error().caused_by.at(0).kind, ErrorKind::illegal_argument);
}

TEST(ReadBody, the_first_fault_in_the_text_is_the_one_told) {
  EXPECT_TRUE(read(put_table(), R"({"name":7,"foo":1})").contains("name doesn't support"));
  EXPECT_TRUE(read(put_table(), R"({"foo":1,"name":7})").contains("unknown field [foo]"));
}

TEST(ReadBody, an_unknown_name_may_be_long) {
  const std::string name(100'000, 'n');
  EXPECT_EQ(read(put_table(), "{\"" + name + "\":1}"), "[1:2] [connector_put_request] unknown field [" + name + "]");
}

}  // namespace
}  // namespace headrace::json
