// docs/spec/document-api.md 5
#include "engine/query.h"

#include <gtest/gtest.h>

#include <map>

namespace headrace::engine {
namespace {

using json::Value;

/// A mapping in words; every other path is `otherwise`.
class Mapping final : public FieldTypes {
 public:
  explicit Mapping(FieldType otherwise, std::map<std::string, FieldType, std::less<>> types = {})
      : otherwise_(otherwise), types_(std::move(types)) {}
  [[nodiscard]] FieldType type_of(std::string_view path) const override {
    const auto found = types_.find(path);
    return found == types_.end() ? otherwise_ : found->second;
  }

 private:
  FieldType otherwise_;
  std::map<std::string, FieldType, std::less<>> types_;
};

/// The fields of the state that these tests use (docs/spec/document-api.md 3.6).
const Mapping& mapped() {
  static const Mapping mapping(FieldType::unmapped, {{"status", FieldType::keyword},
                                                     {"connector.id", FieldType::keyword},
                                                     {"connector.index_name", FieldType::keyword},
                                                     {"is_native", FieldType::boolean},
                                                     {"last_seen", FieldType::date},
                                                     {"count", FieldType::number},
                                                     {"description", FieldType::text},
                                                     {"title", FieldType::text},
                                                     {"title.keyword", FieldType::keyword}});
  return mapping;
}

const Mapping& dynamic() {
  static const Mapping mapping(FieldType::dynamic);
  return mapping;
}

bool in(const Mapping& types, std::string_view source, const auto& node) {
  return matches(Query{node}, "id-1", json::parse(source).value(), types);
}

Terms term(std::string field, Value value, bool ignore_case = false) { return {std::move(field), {std::move(value)}, ignore_case}; }
Value number(std::string spelling) { return json::Number{std::move(spelling)}; }
Range at_least(std::string field, Value bound) {
  return {.field = std::move(field), .gt = {}, .gte = std::move(bound), .lt = {}, .lte = {}};
}
Range at_most(std::string field, Value bound) {
  return {.field = std::move(field), .gt = {}, .gte = {}, .lt = {}, .lte = std::move(bound)};
}
Range between(std::string field, Value above, Value below) {
  return {.field = std::move(field), .gt = std::move(above), .gte = {}, .lt = std::move(below), .lte = {}};
}

TEST(MatchAll, is_everything_and_match_none_is_nothing) {
  EXPECT_TRUE(in(mapped(), "{}", MatchAll{}));
  EXPECT_FALSE(in(mapped(), "{}", MatchNone{}));
}

TEST(Terms, on_a_keyword_compare_the_whole_text) {
  EXPECT_TRUE(in(mapped(), R"({"status":"pending"})", term("status", "pending")));
  EXPECT_FALSE(in(mapped(), R"({"status":"Pending"})", term("status", "pending")));
  EXPECT_FALSE(in(mapped(), R"({"status":"pending now"})", term("status", "pending")));
  EXPECT_TRUE(in(mapped(), R"({"status":"Pending"})", term("status", "pENDING", true)));
  EXPECT_TRUE(in(mapped(), R"({"status":""})", term("status", "")));
  EXPECT_FALSE(in(mapped(), R"({"status":""})", term("status", "", true)));
  EXPECT_TRUE(in(mapped(), R"({"status":5})", term("status", "5")));
  EXPECT_TRUE(in(mapped(), R"({"status":"5"})", term("status", 5)));
  EXPECT_TRUE(in(mapped(), R"({"status":true})", term("status", "true")));
  EXPECT_FALSE(in(mapped(), R"({"status":1.0})", term("status", 1)));
}

TEST(Terms, are_any_of_a_list_and_an_empty_list_is_nothing) {
  EXPECT_TRUE(in(mapped(), R"({"status":"b"})", Terms{"status", {"a", "b"}}));
  EXPECT_FALSE(in(mapped(), R"({"status":"c"})", Terms{"status", {"a", "b"}}));
  EXPECT_FALSE(in(mapped(), R"({"status":"c"})", Terms{"status", {}}));
}

TEST(Terms, null_and_missing_never_match) {
  EXPECT_FALSE(in(mapped(), R"({"status":null})", term("status", "null")));
  EXPECT_FALSE(in(mapped(), R"({"status":null})", term("status", nullptr)));
  EXPECT_FALSE(in(mapped(), "{}", term("status", "")));
  EXPECT_TRUE(in(mapped(), R"({"status":""})", term("status", "")));
  EXPECT_FALSE(in(mapped(), R"({"status":{"a":"x"}})", term("status", "x")));
}

TEST(Terms, on_booleans_take_the_texts_too) {
  EXPECT_TRUE(in(mapped(), R"({"is_native":true})", term("is_native", true)));
  EXPECT_TRUE(in(mapped(), R"({"is_native":true})", term("is_native", "true")));
  EXPECT_TRUE(in(mapped(), R"({"is_native":"false"})", term("is_native", false)));
  EXPECT_FALSE(in(mapped(), R"({"is_native":false})", term("is_native", true)));
  EXPECT_FALSE(in(mapped(), R"({"is_native":true})", term("is_native", 1)));
}

TEST(Terms, on_numbers_compare_by_value) {
  EXPECT_TRUE(in(mapped(), R"({"count":5})", term("count", number("5.0"))));
  EXPECT_TRUE(in(mapped(), R"({"count":"5"})", term("count", 5)));
  EXPECT_TRUE(in(mapped(), R"({"count":5})", term("count", "5")));
  EXPECT_FALSE(in(mapped(), R"({"count":9007199254740993})", term("count", number("9007199254740992"))));
  EXPECT_FALSE(in(mapped(), R"({"count":true})", term("count", 1)));
}

TEST(Terms, on_dates_compare_the_moment) {
  EXPECT_TRUE(in(mapped(), R"({"last_seen":"2026-11-23T15:00:13.500000+00:00"})", term("last_seen", "2026-11-23T15:00:13.5Z")));
  EXPECT_TRUE(in(mapped(), R"({"last_seen":"2026-11-23T16:00:13+01:00"})", term("last_seen", "2026-11-23T15:00:13Z")));
  EXPECT_TRUE(in(mapped(), R"({"last_seen":"1970-01-01T00:00:15Z"})", term("last_seen", 15000)));
  EXPECT_FALSE(in(mapped(), R"({"last_seen":"never"})", term("last_seen", "never")));
}

TEST(Terms, on_texts_find_words) {
  EXPECT_TRUE(in(mapped(), R"({"description":"The Quick fox"})", term("description", "quick")));
  EXPECT_FALSE(in(mapped(), R"({"description":"The Quick fox"})", term("description", "Quick")));
  EXPECT_FALSE(in(mapped(), R"({"description":"The Quick fox"})", term("description", "quick fox")));
  EXPECT_TRUE(in(mapped(), R"({"description":"The Quick fox"})", term("description", "QUICK", true)));
}

TEST(Terms, on_the_id_select_by_id) {
  EXPECT_TRUE(in(mapped(), "{}", term("_id", "id-1")));
  EXPECT_TRUE(in(mapped(), "{}", Terms{"_id", {"x", "id-1"}}));
  EXPECT_FALSE(in(mapped(), R"({"_id":"x"})", term("_id", "x")));
  EXPECT_TRUE(matches(Query{term("_id", 7)}, "7", Value(json::Object()), mapped()));
}

TEST(Paths, walk_objects_and_arrays_of_objects) {
  EXPECT_TRUE(in(mapped(), R"({"connector":{"id":"c"}})", term("connector.id", "c")));
  EXPECT_TRUE(in(mapped(), R"({"connector":[{"id":"a"},{"id":["b",["c"]]}]})", term("connector.id", "c")));
  EXPECT_FALSE(in(mapped(), R"({"connector":{"idx":"c"}})", term("connector.id", "c")));
  EXPECT_FALSE(in(mapped(), R"({"connector":"c"})", term("connector.id", "c")));
  EXPECT_FALSE(in(mapped(), R"({"connector":{"id":{"x":"c"}}})", term("connector.id", "c")));
}

TEST(Paths, a_literal_dotted_key_equals_the_nested_one) {
  EXPECT_TRUE(in(mapped(), R"({"connector.id":"c"})", term("connector.id", "c")));
  EXPECT_TRUE(in(mapped(), R"({"connector":{"id":"a"},"connector.id":"c"})", term("connector.id", "c")));
  EXPECT_TRUE(in(mapped(), R"({"connector":{"id":"a"},"connector.id":"c"})", term("connector.id", "a")));
  EXPECT_TRUE(in(dynamic(), R"({"a.b":{"c.d":[{"e":1}]}})", term("a.b.c.d.e", 1)));
  EXPECT_FALSE(in(dynamic(), R"({"a.b":{"c":1}})", term("a.c", 1)));
}

TEST(Paths, an_array_is_many_values) {
  EXPECT_TRUE(in(mapped(), R"({"status":["a",null,"b"]})", term("status", "b")));
  EXPECT_FALSE(in(mapped(), R"({"status":[]})", term("status", "b")));
}

TEST(Unmapped, fields_match_nothing) {
  constexpr auto source = R"({"x":"a","n":1})";
  EXPECT_FALSE(in(mapped(), source, term("x", "a")));
  EXPECT_FALSE(in(mapped(), source, Match{"x", "a"}));
  EXPECT_FALSE(in(mapped(), source, Exists{"x"}));
  EXPECT_FALSE(in(mapped(), source, Prefix{"x", ""}));
  EXPECT_FALSE(in(mapped(), source, Wildcard{"x", "*"}));
  EXPECT_FALSE(in(mapped(), source, at_least("n", 0)));
}

TEST(Dynamic, values_are_compared_as_what_they_are) {
  constexpr auto source = R"({"n":5,"b":true,"t":"The Quick fox","d":"2026-01-02T00:00:00+01:00"})";
  EXPECT_TRUE(in(dynamic(), source, term("n", "5.0")));
  EXPECT_TRUE(in(dynamic(), source, term("b", "true")));
  EXPECT_FALSE(in(dynamic(), source, term("b", "1")));
  EXPECT_FALSE(in(dynamic(), source, term("t", "The Quick fox")));  // the words are in the field, the whole is in t.keyword
  EXPECT_TRUE(in(dynamic(), source, term("t", "quick")));
  EXPECT_FALSE(in(dynamic(), source, term("t", "Quick")));
  EXPECT_TRUE(in(dynamic(), source, term("d", "2026-01-01T23:00:00Z")));
  EXPECT_FALSE(in(dynamic(), source, term("n", "many")));
}

TEST(Dynamic, the_keyword_subfield_is_the_whole_text) {
  constexpr auto source = R"({"t":"The Quick fox","n":5})";
  EXPECT_TRUE(in(dynamic(), source, term("t.keyword", "The Quick fox")));
  EXPECT_FALSE(in(dynamic(), source, term("t.keyword", "quick")));
  EXPECT_TRUE(in(dynamic(), source, Match{"t.keyword", "The Quick fox"}));
  EXPECT_FALSE(in(dynamic(), source, Match{"t.keyword", "quick"}));
  EXPECT_TRUE(in(dynamic(), source, Prefix{"t.keyword", "The Q"}));
  EXPECT_TRUE(in(dynamic(), source, Exists{"t.keyword"}));
  EXPECT_FALSE(in(dynamic(), source, Exists{"n.keyword"}));
  EXPECT_TRUE(in(dynamic(), R"({"t":{"keyword":"x"}})", term("t.keyword", "x")));
}

TEST(Mapped, a_text_may_have_a_keyword_subfield) {
  constexpr auto source = R"({"title":"The Quick fox"})";
  EXPECT_TRUE(in(mapped(), source, term("title.keyword", "The Quick fox")));
  EXPECT_FALSE(in(mapped(), source, term("title", "The Quick fox")));
  EXPECT_FALSE(in(mapped(), R"({"description":"x"})", term("description.keyword", "x")));
}

TEST(Match, on_a_keyword_is_a_term) {
  EXPECT_TRUE(in(mapped(), R"({"connector":{"index_name":"search-a"}})", Match{"connector.index_name", "search-a"}));
  EXPECT_FALSE(in(mapped(), R"({"connector":{"index_name":"search-a"}})", Match{"connector.index_name", "search"}));
  EXPECT_TRUE(in(mapped(), R"({"count":5})", Match{"count", "5"}));
  EXPECT_TRUE(in(mapped(), R"({"is_native":true})", Match{"is_native", "true"}));
  EXPECT_TRUE(in(mapped(), "{}", Match{"_id", "id-1"}));
}

TEST(Match, on_a_text_is_any_common_word_or_all) {
  constexpr auto source = R"({"description":"The Quick fox"})";
  EXPECT_TRUE(in(mapped(), source, Match{"description", "slow FOX"}));
  EXPECT_FALSE(in(mapped(), source, Match{"description", "slow FOX", true}));
  EXPECT_TRUE(in(mapped(), source, Match{"description", "fox the fox", true}));
  EXPECT_FALSE(in(mapped(), source, Match{"description", "foxes"}));
  EXPECT_FALSE(in(mapped(), source, Match{"description", ""}));
  EXPECT_FALSE(in(mapped(), source, Match{"description", "...", true}));
}

TEST(Match, the_words_may_stand_in_different_values) {
  EXPECT_TRUE(in(mapped(), R"({"description":["the quick","brown fox"]})", Match{"description", "quick fox", true}));
  EXPECT_FALSE(in(mapped(), R"({"description":["the quick","brown fox"]})", Match{"description", "quick dog", true}));
}

TEST(Match, on_dynamic_values_goes_by_words_and_by_value) {
  EXPECT_TRUE(in(dynamic(), R"({"body":"Annual Report 2026"})", Match{"body", "report"}));
  EXPECT_TRUE(in(dynamic(), R"({"n":5})", Match{"n", "5"}));
  EXPECT_FALSE(in(dynamic(), R"({"n":5})", Match{"n", "6"}));
  EXPECT_TRUE(in(dynamic(), R"({"b":false})", Match{"b", "false"}));
}

TEST(Range, on_numbers_is_by_value) {
  EXPECT_TRUE(in(mapped(), R"({"count":10})", at_least("count", 9)));
  EXPECT_TRUE(in(mapped(), R"({"count":10})", at_least("count", 10)));
  EXPECT_FALSE(in(mapped(), R"({"count":10})", between("count", 10, 20)));
  EXPECT_FALSE(in(mapped(), R"({"count":20})", between("count", 10, 20)));
  EXPECT_TRUE(in(mapped(), R"({"count":19.5})", between("count", "10", "20")));
  EXPECT_FALSE(in(mapped(), R"({"count":10})", at_least("count", "many")));
}

TEST(Range, on_dates_is_by_moment) {
  // case 38 of docs/spec/document-api.md 13
  constexpr auto bound = "2026-11-23T15:00:00.000Z";
  for (const auto* seen :
       {"2026-11-23T14:59:59.999999+00:00", "2026-11-23T14:59:59.999Z", "2026-11-23T15:00:00Z", "2026-11-23T17:00:00+02:00"}) {
    EXPECT_TRUE(in(mapped(), fmt::format(R"({{"last_seen":"{}"}})", seen), at_most("last_seen", bound))) << seen;
  }
  for (const auto* seen : {"2026-11-23T15:00:00.000001+00:00", "2026-11-23T15:00:01Z", "soon"}) {
    EXPECT_FALSE(in(mapped(), fmt::format(R"({{"last_seen":"{}"}})", seen), at_most("last_seen", bound))) << seen;
  }
  EXPECT_FALSE(in(mapped(), R"({"last_seen":null})", at_most("last_seen", bound)));
  EXPECT_FALSE(in(mapped(), "{}", at_most("last_seen", bound)));
  EXPECT_TRUE(in(mapped(), R"({"last_seen":0})", at_most("last_seen", bound)));
}

TEST(Range, on_keywords_is_by_bytes) {
  EXPECT_TRUE(in(mapped(), R"({"status":"b"})", between("status", "a", "c")));
  EXPECT_FALSE(in(mapped(), R"({"status":"B"})", between("status", "a", "c")));
  EXPECT_TRUE(in(mapped(), "{}", between("_id", "id-0", "id-2")));
}

TEST(Range, on_texts_is_by_word) {
  EXPECT_TRUE(in(mapped(), R"({"description":"zebra Mule"})", between("description", "m", "n")));
  EXPECT_FALSE(in(mapped(), R"({"description":"zebra ant"})", between("description", "m", "n")));
}

TEST(Range, on_dynamic_values_goes_by_what_they_are) {
  constexpr auto source = R"({"n":10,"d":"2026-01-02","t":"m","f":1.5})";
  EXPECT_TRUE(in(dynamic(), source, at_least("n", 9)));
  EXPECT_TRUE(in(dynamic(), source, at_least("f", "1.25")));
  EXPECT_TRUE(in(dynamic(), source, at_most("d", "2026-01-02T00:00:00.000Z")));
  EXPECT_FALSE(in(dynamic(), source, at_most("d", "2026-01-01T23:59:59.999Z")));
  EXPECT_TRUE(in(dynamic(), source, at_least("d", 0)));
  EXPECT_TRUE(in(dynamic(), source, between("t", "a", "z")));
  EXPECT_FALSE(in(dynamic(), source, between("n", "a", "z")));
}

TEST(Range, one_value_must_lie_within_all_bounds) {
  EXPECT_FALSE(in(mapped(), R"({"count":[1,30]})", between("count", 10, 20)));
  EXPECT_TRUE(in(mapped(), R"({"count":[1,15,30]})", between("count", 10, 20)));
}

TEST(Range, without_bounds_asks_for_a_value_of_the_type) {
  const Range open{.field = "count", .gt = {}, .gte = {}, .lt = {}, .lte = {}};
  EXPECT_TRUE(in(mapped(), R"({"count":1})", open));
  EXPECT_FALSE(in(mapped(), R"({"count":"x"})", open));
  EXPECT_FALSE(in(mapped(), R"({"count":null})", open));
  EXPECT_FALSE(in(mapped(), "{}", open));
}

TEST(Exists, asks_for_a_value_that_is_not_null) {
  EXPECT_TRUE(in(mapped(), R"({"status":""})", Exists{"status"}));
  EXPECT_TRUE(in(mapped(), R"({"status":[null,"a"]})", Exists{"status"}));
  EXPECT_FALSE(in(mapped(), R"({"status":null})", Exists{"status"}));
  EXPECT_FALSE(in(mapped(), R"({"status":[]})", Exists{"status"}));
  EXPECT_FALSE(in(mapped(), R"({"status":[null,[]]})", Exists{"status"}));
  EXPECT_FALSE(in(mapped(), "{}", Exists{"status"}));
  EXPECT_TRUE(in(mapped(), "{}", Exists{"_id"}));
  EXPECT_FALSE(in(mapped(), R"({"count":""})", Exists{"count"})) << "no number";
  EXPECT_TRUE(in(mapped(), R"({"count":["","7"]})", Exists{"count"}));
}

TEST(Exists, an_object_is_there_by_what_it_holds) {
  EXPECT_TRUE(in(mapped(), R"({"connector":{"x":1,"id":"c"}})", Exists{"connector"}));
  EXPECT_TRUE(in(mapped(), R"({"connector.id":"c"})", Exists{"connector.id"}));
  EXPECT_FALSE(in(mapped(), R"({"connector":{"x":1}})", Exists{"connector"}));
  EXPECT_FALSE(in(dynamic(), R"({"a":{}})", Exists{"a"}));
  EXPECT_TRUE(in(dynamic(), R"({"a.b.c":1})", Exists{"a"}));
  EXPECT_TRUE(in(dynamic(), R"({"a":{"b.c":1}})", Exists{"a.b"}));
  EXPECT_FALSE(in(dynamic(), R"({"ab.c":1})", Exists{"a"}));
  EXPECT_TRUE(in(dynamic(), R"({"a":{"b":[{"c":0}]}})", Exists{"a"}));
}

TEST(Prefix, is_of_the_text_or_of_a_word) {
  EXPECT_TRUE(in(mapped(), R"({"status":"pending"})", Prefix{"status", "pen"}));
  EXPECT_FALSE(in(mapped(), R"({"status":"pending"})", Prefix{"status", "ding"}));
  EXPECT_TRUE(in(mapped(), R"({"description":"The Quick fox"})", Prefix{"description", "qui"}));
  EXPECT_FALSE(in(mapped(), R"({"description":"The Quick fox"})", Prefix{"description", "The Q"}));
  EXPECT_TRUE(in(dynamic(), R"({"t":"The Quick fox"})", Prefix{"t.keyword", "The Q"}));
  EXPECT_FALSE(in(dynamic(), R"({"t":"The Quick fox"})", Prefix{"t", "The Q"}));
  EXPECT_TRUE(in(dynamic(), R"({"t":"The Quick fox"})", Prefix{"t", "qui"}));
  EXPECT_TRUE(in(mapped(), "{}", Prefix{"_id", "id-"}));
  EXPECT_FALSE(in(mapped(), R"({"count":123})", Prefix{"count", "12"}));
}

TEST(Wildcard, matches_runs_and_single_characters) {
  EXPECT_TRUE(in(mapped(), R"({"status":"pending"})", Wildcard{"status", "p*d?ng"}));
  EXPECT_FALSE(in(mapped(), R"({"status":"pending"})", Wildcard{"status", "p*d?n"}));
  EXPECT_TRUE(in(mapped(), R"({"status":"a*b"})", Wildcard{"status", R"(a\*b)"}));
  EXPECT_FALSE(in(mapped(), R"({"status":"axb"})", Wildcard{"status", R"(a\*b)"}));
  EXPECT_TRUE(in(dynamic(), R"({"path":"/data/a.txt"})", Wildcard{"path.keyword", "/data/*.txt"}));
}

TEST(Wildcard, a_hostile_pattern_does_not_explode) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  const auto source = fmt::format(R"({{"status":"{}"}})", std::string(20'000, 'a') + "b");
  EXPECT_FALSE(in(mapped(), source, Wildcard{"status", pattern + "c"}));
}

TEST(Bool, needs_every_must_and_no_must_not) {
  constexpr auto source = R"({"status":"pending","is_native":true})";
  const Query pending{term("status", "pending")};
  const Query native{term("is_native", true)};
  const Query done{term("status", "completed")};
  EXPECT_TRUE(in(mapped(), source, Bool{.must = {pending, native}, .should = {}, .must_not = {done}}));
  EXPECT_FALSE(in(mapped(), source, Bool{.must = {pending, done}, .should = {}, .must_not = {}}));
  EXPECT_FALSE(in(mapped(), source, Bool{.must = {pending}, .should = {}, .must_not = {native}}));
  EXPECT_TRUE(in(mapped(), source, Bool{.must = {}, .should = {}, .must_not = {done}}));
}

TEST(Bool, an_empty_one_is_everything) { EXPECT_TRUE(in(mapped(), "{}", Bool{})); }

TEST(Bool, needs_as_many_should_as_asked_for) {
  constexpr auto source = R"({"status":["a","b"]})";
  const std::vector<Query> clauses = {Query{term("status", "a")}, Query{term("status", "b")}, Query{term("status", "c")}};
  for (const auto& [needed, answer] : {std::pair(0, true), {1, true}, {2, true}, {3, false}}) {
    EXPECT_EQ(in(mapped(), source, Bool{.must = {}, .should = clauses, .must_not = {}, .minimum_should_match = needed}), answer) << needed;
  }
  EXPECT_FALSE(in(mapped(), source, Bool{.must = {}, .should = {clauses[2]}, .must_not = {}, .minimum_should_match = 1}));
}

TEST(Bool, the_query_for_orphaned_jobs_with_an_empty_list_is_every_running_job) {
  // Q7 of docs/spec/document-api.md 1.1, case 37
  const Query orphaned{
      Bool{.must = {Query{Terms{"status", {"in_progress", "canceling"}}}}, .should = {}, .must_not = {Query{Terms{"connector.id", {}}}}}};
  EXPECT_TRUE(matches(orphaned, "j", json::parse(R"({"status":"canceling","connector":{"id":"c"}})").value(), mapped()));
  EXPECT_FALSE(matches(orphaned, "j", json::parse(R"({"status":"pending","connector":{"id":"c"}})").value(), mapped()));
}

TEST(Matches, a_source_that_is_no_object_has_no_fields) {
  EXPECT_FALSE(matches(Query{term("a", 1)}, "x", Value(7), dynamic()));
  EXPECT_TRUE(matches(Query{MatchAll{}}, "x", Value(), dynamic()));
}

TEST(Matches, deep_documents_are_walked) {
  std::string text = "{\"a\":";
  std::string path = "a";
  for (int i = 0; i < 400; ++i) {
    text += "[{\"a\":";
    path += ".a";
  }
  text += "1";
  for (int i = 0; i < 400; ++i) text += "}]";
  EXPECT_TRUE(in(dynamic(), text + "}", term(path, 1)));
  EXPECT_TRUE(in(dynamic(), text + "}", Exists{"a"}));
}

}  // namespace
}  // namespace headrace::engine
