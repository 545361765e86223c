#include "engine/query_plan.h"

#include <gtest/gtest.h>

#include <map>

namespace headrace::engine {
namespace {

using json::Value;

/// A mapping made of rules; nested objects are `comments` and `comments.votes`.
class Mapping final : public FieldTypes {
 public:
  explicit Mapping(FieldType otherwise = FieldType::unmapped) : otherwise_(otherwise) {
    add("n", {.type = FieldType::number, .type_name = "long", .number = NumberKind::integer});
    add("f", {.type = FieldType::number, .type_name = "float", .number = NumberKind::single});
    add("k", {.type = FieldType::keyword, .type_name = "keyword", .null_value = Value("none"), .ignore_above = 5});
    add("low", {.type = FieldType::keyword, .type_name = "keyword", .lower_case = true});
    add("t", {.type = FieldType::text, .type_name = "text"});
    add("t.raw", {.type = FieldType::keyword, .type_name = "keyword", .source_path = "t"});
    add("b", {.type = FieldType::boolean, .type_name = "boolean"});
    add("d", {.type = FieldType::date, .type_name = "date"});
    add("day", {.type = FieldType::date, .type_name = "date", .format = base::DateFormat::compile("dd/MM/yyyy").value()});
    add("ip", {.type = FieldType::ip, .type_name = "ip"});
    add("hidden", {.type = FieldType::text, .type_name = "text", .is_searchable = false});
    add("comments.author", {.type = FieldType::keyword, .type_name = "keyword"});
    add("comments.stars", {.type = FieldType::number, .type_name = "long", .number = NumberKind::integer});
    add("comments.votes.by", {.type = FieldType::keyword, .type_name = "keyword"});
  }
  [[nodiscard]] FieldType type_of(std::string_view path) const override {
    const auto* rules = rules_of(path);
    return rules == nullptr ? otherwise_ : rules->type;
  }
  [[nodiscard]] const FieldRules* rules_of(std::string_view path) const override {
    const auto found = rules_.find(path);
    return found == rules_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::vector<std::string> paths() const override {
    std::vector<std::string> paths;
    for (const auto& [path, rules] : rules_) paths.push_back(path);
    return paths;
  }
  [[nodiscard]] bool is_nested(std::string_view path) const override { return path == "comments" || path == "comments.votes"; }
  [[nodiscard]] bool is_within(std::string_view path, std::string_view nested) const override {
    return nested == (path.starts_with("comments.votes.") ? "comments.votes" : path.starts_with("comments.") ? "comments" : "");
  }
  [[nodiscard]] std::vector<std::string> index_names() const override { return {"books"}; }

 private:
  void add(const std::string& path, FieldRules rules) { rules_[path] = std::move(rules); }
  FieldType otherwise_;
  std::map<std::string, FieldRules, std::less<>> rules_;
};

const base::Instant noon = *base::parse_instant("2026-03-04T12:00:00Z");

/// "yes", "no", or what is wrong.
std::string answer(auto node, std::string_view source, FieldType otherwise = FieldType::unmapped) {
  if constexpr (requires { node.now; }) node.now = noon;
  const Mapping types(otherwise);
  const auto plan = QueryPlan::make(Query{std::move(node)}, types);
  if (!plan) return plan.error().caused_by.at(0).reason;
  return plan->matches("id-1", *json::parse(source)) ? "yes" : "no";
}
std::string dynamic(auto node, std::string_view source) { return answer(std::move(node), source, FieldType::dynamic); }

Terms term(std::string field, Value value) { return {.field = std::move(field), .values = {std::move(value)}}; }
Value number(const char* spelling) { return json::Number{spelling}; }
Range from(std::string field, Value gte, Value lte) {
  return {.field = std::move(field), .gt = {}, .gte = std::move(gte), .lt = {}, .lte = std::move(lte)};
}

TEST(QueryPlan, integers_are_exact_to_64_bits_and_cut_off_what_is_behind_the_point) {
  EXPECT_EQ(answer(term("n", number("9007199254740993")), R"({"n":9007199254740993})"), "yes");
  EXPECT_EQ(answer(term("n", number("9007199254740993")), R"({"n":9007199254740992})"), "no");
  EXPECT_EQ(answer(term("n", number("18446744073709551615")), R"({"n":18446744073709551615})"), "yes");
  EXPECT_EQ(answer(term("n", 5), R"({"n":"5.7"})"), "yes");
  EXPECT_EQ(answer(term("n", number("5.5")), R"({"n":5})"), "no");
  EXPECT_EQ(answer(from("n", number("4.5"), number("5.5")), R"({"n":5.9})"), "yes");
  EXPECT_EQ(answer(term("f", number("0.1")), R"({"f":0.10000000149})"), "yes");
}

TEST(QueryPlan, what_a_type_cannot_read_is_an_error) {
  EXPECT_EQ(answer(term("n", "many"), "{}"), "For input string: \"many\"");
  EXPECT_EQ(answer(term("b", "maybe"), "{}"), "Can't parse boolean value [maybe], expected [true] or [false]");
  EXPECT_EQ(answer(term("ip", "1.2.3"), "{}"), "'1.2.3' is not an IP string literal.");
  EXPECT_EQ(answer(from("n", "a", "b"), "{}"), "For input string: \"a\"");
  EXPECT_EQ(answer(from("n", 1, number("9223372036854775808")), "{}"), "Value [9223372036854775808] is out of range for a long");
  EXPECT_EQ(answer(term("d", "soon"), "{}"), "failed to parse date field [soon] with format [strict_date_optional_time||epoch_millis]");
  EXPECT_EQ(answer(Match{.field = "n", .text = "many"}, "{}"), "For input string: \"many\"");
  EXPECT_EQ(answer(Match{.field = "n", .text = "many", .lenient = true}, R"({"n":1})"), "no");
  EXPECT_EQ(answer(Prefix{"n", "1"}, "{}"),
            "Can only use prefix queries on keyword, text and wildcard fields - not on [n] which is of type [long]");
  EXPECT_EQ(answer(term("hidden", "x"), "{}"), "Cannot search on field [hidden] since it is not indexed.");
  EXPECT_EQ(answer(Match{.field = "k", .text = "x", .form = Match::Form::phrase_prefix}, "{}"),
            "Can only use phrase prefix queries on text fields - not on [k] which is of type [keyword]");
  Range custom = from("k", "a", "b");
  custom.format = "yyyy";
  EXPECT_EQ(answer(custom, "{}"), "Field [k] of type [keyword] does not support custom formats");
}

TEST(QueryPlan, keywords_by_their_mapping) {
  EXPECT_EQ(answer(term("k", "abcde"), R"({"k":"abcde"})"), "yes");
  EXPECT_EQ(answer(term("k", "abcdef"), R"({"k":"abcdef"})"), "no");  // ignore_above
  EXPECT_EQ(answer(term("k", "none"), R"({"k":null})"), "yes");       // null_value
  EXPECT_EQ(answer(term("k", "none"), "{}"), "no");
  EXPECT_EQ(answer(term("low", "ABC"), R"({"low":"aBc"})"), "yes");
  EXPECT_EQ(answer(term("t.raw", "The Fox"), R"({"t":"The Fox"})"), "yes");
  EXPECT_EQ(answer(from("k", "2026-01-02", "2026-01-03"), R"({"k":"2026-01-02"})"), "no");
  EXPECT_EQ(answer(from("low", "2026-01-02", "2026-01-02"), R"({"low":"2026-01-02"})"), "yes");
}

TEST(QueryPlan, dates_by_their_format_and_as_long_as_they_leave_open) {
  EXPECT_EQ(answer(term("d", "2026-01-02"), R"({"d":"2026-01-02T10:00:00Z"})"), "yes");
  EXPECT_EQ(answer(term("d", "now/d"), R"({"d":"2026-03-04T01:00:00Z"})"), "yes");
  EXPECT_EQ(answer(term("d", "2026"), R"({"d":"2026-06-01"})"), "yes");
  EXPECT_EQ(answer(term("day", "02/01/2026"), R"({"day":"02/01/2026"})"), "yes");
  EXPECT_EQ(answer(term("day", "2026-01-02"), "{}"), "failed to parse date field [2026-01-02] with format [dd/MM/yyyy]");
  EXPECT_EQ(answer(from("day", "01/01/2026", "01/01/2026||+1d"), R"({"day":"02/01/2026"})"), "yes");
  EXPECT_EQ(answer(from("d", "2000", "9999-12-31"), R"({"d":"2026-01-02"})"), "yes");
  Range custom = from("d", "2026/01", "2026/02");
  custom.format = "yyyy/MM";
  EXPECT_EQ(answer(custom, R"({"d":"2026-02-28T23:00:00Z"})"), "yes");
}

TEST(QueryPlan, addresses_and_networks) {
  EXPECT_EQ(answer(term("ip", "10.0.0.0/8"), R"({"ip":"10.1.2.3"})"), "yes");
  EXPECT_EQ(answer(term("ip", "10.0.0.0/8"), R"({"ip":"11.1.2.3"})"), "no");
  EXPECT_EQ(answer(term("ip", "2001:db8::/32"), R"({"ip":"2001:0db8::1"})"), "yes");
  EXPECT_EQ(answer(from("ip", "10.0.0.9", "10.0.0.10"), R"({"ip":"10.0.0.10"})"), "yes");
  EXPECT_EQ(answer(term("ip", "1.2.3.4/40"), "{}"), "'1.2.3.4/40' is not an IP string literal.");
}

TEST(QueryPlan, phrases_stand_in_one_value_in_order) {
  const auto phrase = [](const char* text, Match::Form form = Match::Form::phrase) {
    return Match{.field = "t", .text = text, .all = true, .form = form};
  };
  constexpr auto source = R"({"t":["the quick brown fox","jumps over"]})";
  EXPECT_EQ(answer(phrase("Quick brown"), source), "yes");
  EXPECT_EQ(answer(phrase("brown quick"), source), "no");
  EXPECT_EQ(answer(phrase("quick fox"), source), "no");
  EXPECT_EQ(answer(phrase("fox jumps"), source), "no");
  EXPECT_EQ(answer(phrase("brown fo", Match::Form::phrase_prefix), source), "yes");
  EXPECT_EQ(answer(phrase("brown ox", Match::Form::phrase_prefix), source), "no");
  EXPECT_EQ(dynamic(Match{.field = "x", .text = "quick brown", .form = Match::Form::phrase}, R"({"x":"a quick brown"})"), "yes");
}

TEST(QueryPlan, some_of_the_words) {
  constexpr auto source = R"({"t":"the quick brown fox"})";
  const auto some = [](const char* minimum) { return Match{.field = "t", .text = "quick brown dog cat", .minimum = minimum}; };
  EXPECT_EQ(answer(some("2"), source), "yes");
  EXPECT_EQ(answer(some("75%"), source), "no");
  EXPECT_EQ(answer(some("-50%"), source), "yes");
  EXPECT_EQ(answer(some("5"), source), "no");
  EXPECT_EQ(answer(Match{.field = "t", .text = "fox", .minimum = "2"}, source), "yes");
  EXPECT_EQ(answer(Match{.field = "t", .text = "quick br", .all = true, .form = Match::Form::words_prefix}, source), "yes");
  EXPECT_EQ(answer(Match{.field = "t", .text = "...", .none_matches_all = true}, source), "yes");
  EXPECT_EQ(answer(Match{.field = "t", .text = "..."}, source), "no");
}

TEST(QueryPlan, nested_objects_are_searched_each_for_itself) {
  constexpr auto source = R"({"comments":[{"author":"ann","stars":1,"votes":[{"by":"x"}]},{"author":"bob","stars":5}]})";
  const auto both = [](const char* author, int stars) {
    return Nested{
        "comments",
        {Query{
            Bool{.must = {Query{term("comments.author", author)}, Query{term("comments.stars", stars)}}, .should = {}, .must_not = {}}}}};
  };
  EXPECT_EQ(answer(both("ann", 1), source), "yes");
  EXPECT_EQ(answer(both("ann", 5), source), "no");
  EXPECT_EQ(answer(term("comments.author", "ann"), source), "no");  // not part of the document itself
  EXPECT_EQ(answer(Nested{"comments", {Query{term("n", 1)}}}, R"({"n":1,"comments":[{"author":"a"}]})"), "no");
  EXPECT_EQ(answer(Nested{"comments.votes", {Query{term("comments.votes.by", "x")}}}, source), "yes");
  EXPECT_EQ(answer(Nested{"comments", {Query{Nested{"comments.votes", {Query{term("comments.votes.by", "x")}}}}}}, source), "yes");
  EXPECT_EQ(answer(Nested{"comments", {Query{Exists{"comments.author"}}}}, source), "yes");
  EXPECT_EQ(answer(Nested{"t", {Query{MatchAll{}}}}, source), "[nested] failed to find nested object under path [t]");
  EXPECT_EQ(answer(Nested{"t", {Query{MatchAll{}}}, true}, source), "no");
}

TEST(QueryPlan, any_of_several_fields) {
  const auto any = [](std::vector<std::string> fields, const char* text, bool all = false, bool across = false) {
    return AnyField{std::move(fields), {Query{Match{.field = "", .text = text, .all = all}}}, across};
  };
  EXPECT_EQ(answer(any({"k", "t"}, "fox"), R"({"t":"the fox"})"), "yes");
  EXPECT_EQ(answer(any({"*"}, "fox"), R"({"t":"the fox","n":1})"), "yes");
  EXPECT_EQ(answer(any({"t.*"}, "fox"), R"({"t":"fox"})"), "yes");
  EXPECT_EQ(answer(any({"n"}, "fox"), "{}"), "For input string: \"fox\"");
  EXPECT_EQ(dynamic(any({"x*"}, "fox"), R"({"xa":{"b":"a fox"}})"), "yes");
  EXPECT_EQ(dynamic(any({"y*"}, "fox"), R"({"xa":"a fox"})"), "no");
  EXPECT_EQ(dynamic(any({"*.keyword"}, "A Fox"), R"({"xa":"A Fox"})"), "yes");
  EXPECT_EQ(dynamic(any({"*"}, "5"), R"({"xa":5})"), "yes");
  EXPECT_EQ(dynamic(any({"a", "c"}, "will smith", true), R"({"a":"will","c":"smith"})"), "no");
  EXPECT_EQ(dynamic(any({"a", "c"}, "will smith", true, true), R"({"a":"will","c":"smith"})"), "yes");
  EXPECT_EQ(dynamic(any({"*"}, "will smith", true, true), R"({"a":"will","c":"smith"})"), "yes");
}

TEST(QueryPlan, dynamic_fields_are_what_dynamic_mapping_makes_of_them) {
  EXPECT_EQ(dynamic(term("x", "2026-01-02"), R"({"x":"2026-01-02T10:00:00Z"})"), "yes");
  EXPECT_EQ(dynamic(term("x", "2026"), R"({"x":"2026"})"), "yes");
  EXPECT_EQ(dynamic(from("x", "2026-01-01", "now"), R"({"x":"2026-01-02"})"), "yes");
  EXPECT_EQ(dynamic(from("x", 1, 10), R"({"x":"5"})"), "no");  // a text: by its letters
  EXPECT_EQ(dynamic(from("x", 1, 10), R"({"x":5})"), "yes");
  EXPECT_EQ(dynamic(term("x.keyword", "a b"), R"({"x":"a b"})"), "yes");
  EXPECT_EQ(dynamic(term("x.keyword", Value(std::string(257, 'a'))), fmt::format(R"({{"x":"{}"}})", std::string(257, 'a'))), "no");
  EXPECT_EQ(dynamic(term("t.keyword", "a b"), R"({"t":"a b"})"), "no");  // t is mapped, without subfield
}

TEST(QueryPlan, exists_with_patterns_and_subfields) {
  EXPECT_EQ(answer(Exists{"comm*"}, R"({"comments":[{"author":"a"}]})"), "no");
  EXPECT_EQ(answer(Exists{"t*"}, R"({"t":"a"})"), "yes");
  EXPECT_EQ(answer(Exists{"k"}, R"({"k":"much too long"})"), "no");
  EXPECT_EQ(answer(Exists{"k"}, R"({"k":null})"), "yes");
  EXPECT_EQ(dynamic(Exists{"x*"}, R"({"xa":[{"b":1}]})"), "yes");
}

TEST(QueryPlan, the_index_by_its_name_and_what_cannot_be_searched) {
  EXPECT_EQ(answer(term("_index", "books"), "{}"), "yes");
  EXPECT_EQ(answer(Prefix{"_index", "x"}, "{}"), "no");
  EXPECT_EQ(answer(term("_seq_no", 1), "{}"), "field [_seq_no] cannot be searched by this server");
}

TEST(QueryPlan, terms_are_bounded_and_cost_one_look) {
  Terms many{.field = "x", .values = {}};
  for (int i = 0; i < 65'536; ++i) many.values.emplace_back(i);
  const Mapping types(FieldType::dynamic);
  const auto plan = QueryPlan::make(Query{many}, types);
  ASSERT_TRUE(plan);
  for (int i = 0; i < 20'000; ++i) EXPECT_TRUE(plan->matches("x", json::object({{"x", i}})));
  many.values.emplace_back(-1);
  EXPECT_EQ(dynamic(many, "{}").substr(0, 27), "The number of terms [65537]");
}

TEST(QueryPlan, clauses_are_bounded) {
  const AnyField any{{"*"}, {Query{Match{.field = "", .text = "x"}}}};
  Bool many{.must = {}, .should = std::vector<Query>(2'000, Query{any}), .must_not = {}};
  EXPECT_EQ(answer(many, "{}"), "too_many_clauses: maxClauseCount is set to 100000");
  EXPECT_EQ(answer(AnyField{std::vector<std::string>(300, "*"), any.query}, "{}").substr(0, 19), "field expansion for");
}

}  // namespace
}  // namespace headrace::engine
