#include "engine/text/text_index.h"

#include <gtest/gtest.h>

#include "engine/query_words.h"
#include "engine/text/text_fixture.h"
#include "json/value.h"

namespace headrace::engine::text {
namespace {

using Form = TextQuery::Form;

class TextIndexTest : public ::testing::Test {
 protected:
  void put(const std::string& id, std::string source) { apply({.id = id, .seq_no = next_, .source = std::move(source)}); }
  void remove(const std::string& id) { apply({.id = id, .seq_no = next_, .source = std::nullopt}); }
  void apply(const Change& change) {
    ++next_;
    const auto applied = index_->apply({&change, 1}, next_);
    EXPECT_TRUE(applied) << applied.error().reason;
  }
  Ids found(const std::string& text, Form form = Form::any, std::vector<std::string> fields = {}) {
    return found_in(*index_, TextQuery{.form = form, .text = text, .fields = std::move(fields)});
  }
  double score(const std::string& text, const std::string& id) {
    double score = -1;
    EXPECT_TRUE(index_->find({{.text = text}}, [&](const Candidate& candidate) {
      if (candidate.id == id) score = candidate.score;
      return true;
    }));
    return score;
  }

  TemporaryFolder folder_;
  std::unique_ptr<TextIndex> index_ = opened(folder_.path());
  std::uint64_t next_ = 0;
};

TEST_F(TextIndexTest, finds_any_word_all_words_and_phrases) {
  put("1", R"({"t":"The quick brown fox"})");
  put("2", R"({"t":"brown quick"})");
  put("3", R"({"t":"red"})");
  EXPECT_EQ(found("QUICK red"), (Ids{"1", "2", "3"}));
  EXPECT_EQ(found("quick fox", Form::all), (Ids{"1"}));
  EXPECT_EQ(found("quick brown", Form::phrase), (Ids{"1"}));
  EXPECT_EQ(found("brown"), (Ids{"1", "2"}));
  EXPECT_EQ(found("bro"), Ids{});
}

TEST_F(TextIndexTest, the_last_word_may_be_a_begin) {
  put("1", R"({"t":"quick brown fox"})");
  put("2", R"({"t":"brown quick"})");
  EXPECT_EQ(found_in(*index_, TextQuery{.text = "nothing bro", .last_is_prefix = true}), (Ids{"1", "2"}));
  EXPECT_EQ(found_in(*index_, TextQuery{.form = Form::phrase, .text = "quick bro", .last_is_prefix = true}), (Ids{"1"}));
  EXPECT_EQ(found_in(*index_, TextQuery{.form = Form::all, .text = "brown fo", .last_is_prefix = true, .fields = {"t"}}), (Ids{"1"}));
}

TEST_F(TextIndexTest, looks_into_the_fields_that_are_named) {
  put("1", R"({"title":"fox","body":"hound"})");
  put("2", R"({"title":"hound","a":{"b":"fox"}})");
  EXPECT_EQ(found("fox"), (Ids{"1", "2"}));
  EXPECT_EQ(found("fox", Form::any, {"title"}), (Ids{"1"}));
  EXPECT_EQ(found("fox", Form::phrase, {"a.b"}), (Ids{"2"}));
  EXPECT_EQ(found("fox", Form::any, {"title", "a.b", "none"}), (Ids{"1", "2"}));
  EXPECT_EQ(found("fox", Form::any, {"none"}), Ids{});
}

TEST_F(TextIndexTest, several_queries_find_what_one_of_them_finds) {
  put("1", R"({"a":"fox"})");
  put("2", R"({"b":"hound"})");
  put("3", R"({"b":"fox"})");
  EXPECT_EQ(found_in(*index_, {{.text = "fox", .fields = {"a"}}, {.form = Form::all, .text = "hound", .fields = {"b"}}}), (Ids{"1", "2"}));
}

TEST_F(TextIndexTest, fields_beyond_the_first_ones_are_found_too) {
  std::string source = "{";
  for (int field = 0; field < 100; ++field) source += fmt::format(R"({}"f{}":"word{}")", field == 0 ? "" : ",", field, field);
  put("1", source + "}");
  put("2", R"({"late":"other"})");
  for (int field = 0; field < 100; ++field)
    EXPECT_EQ(found(fmt::format("word{}", field), Form::any, {fmt::format("f{}", field)}), (Ids{"1"}));
  EXPECT_EQ(found("other", Form::any, {"late"}), (Ids{"2"}));
}

TEST_F(TextIndexTest, ids_come_by_their_bytes) {
  for (const auto* id : {"b", "\xFF\x01", "a", "ab", "B", "\xC3\xA9"}) put(id, R"({"t":"x"})");
  EXPECT_EQ(found("x"), (Ids{"B", "a", "ab", "b", "\xC3\xA9", "\xFF\x01"}));
  EXPECT_TRUE(index_->find({{.text = "x"}}, [](const Candidate&) { return false; }));
}

TEST_F(TextIndexTest, what_is_rarer_and_oftener_there_has_the_higher_score) {
  for (int i = 0; i < 20; ++i) put(fmt::format("{}", i), R"({"t":"common filler text"})");
  put("once", R"({"t":"rare filler text"})");
  put("twice", R"({"t":"rare rare text"})");
  EXPECT_GT(score("rare", "once"), 0);
  EXPECT_GT(score("rare", "twice"), score("rare", "once"));
  EXPECT_GT(score("rare common", "once"), score("rare common", "3"));
}

TEST_F(TextIndexTest, a_document_is_found_by_what_it_says_now) {
  put("1", R"({"t":"old words"})");
  put("1", R"({"t":"new words"})");
  EXPECT_EQ(found("old"), Ids{});
  EXPECT_EQ(found("new"), (Ids{"1"}));
  put("1", R"({"u":"new words"})");
  EXPECT_EQ(found("new", Form::any, {"t"}), Ids{});
  EXPECT_EQ(found("new", Form::any, {"u"}), (Ids{"1"}));
  remove("1");
  EXPECT_EQ(found("new"), Ids{});
  remove("never there");
  put("1", R"({"t":"old"})");
  EXPECT_EQ(found("old"), (Ids{"1"}));
}

TEST_F(TextIndexTest, a_change_that_is_behind_does_nothing) {
  apply({.id = "1", .seq_no = 5, .source = R"({"t":"newer"})"});
  apply({.id = "1", .seq_no = 4, .source = R"({"t":"older"})"});
  apply({.id = "1", .seq_no = 3, .source = std::nullopt});
  EXPECT_EQ(found("newer older"), (Ids{"1"}));
  EXPECT_EQ(found("older"), Ids{});
}

TEST_F(TextIndexTest, words_of_the_query_language_are_words) {
  put("1", R"({"t":"AND OR NOT NEAR words t c0"})");
  for (const auto* text :
       {"AND", "or", "Not", "NEAR", "near words", "c0 : t", "t*", "^and", "\"or\"", "{c0}", "-t", "words MATCH t", "#value t", "''t"})
    EXPECT_EQ(found(text), (Ids{"1"})) << text;
  EXPECT_EQ(found("\"AND\" OR (NOT) NEAR", Form::phrase), (Ids{"1"}));
}

TEST_F(TextIndexTest, words_of_many_languages_are_those_of_the_scanner) {
  const char* texts[] = {"The QUICK brown-fox don't v2.5 1,000 foo_bar example.com",
                         "Größe Straße ÉTÉ Œuvre İstanbul ŁÓDŹ naïve cafe\u0301",
                         "Съешь ещё этих мягких французских булок ΟΔΥΣΣΕΥΣ Ωραίος",
                         "中文 搜索 日本語テスト ひらがな カタカナ ｶﾀｶﾅ 한국어 검색",
                         "शब्द खोज அகராதி ไทยคำ العربية بحث עברית חיפוש",
                         "😀 smile𝔘𝔫𝔦 \U00020BB7野家 ﬁle ǅ ② ½ x²  non\u00A0breaking zero\u200Bwidth soft\u00ADhyphen right\u2019s",
                         "a\tb\nc e.g. U.S.A. 3.14.15 ,., ''' a'b'c _x_ __"};
  for (std::size_t i = 0; i < std::size(texts); ++i) put(std::to_string(i), json::write(json::object({{"t", texts[i]}})));
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const Ids only{std::to_string(i)};
    EXPECT_EQ(found(texts[i], Form::phrase), only) << texts[i];
    for (const auto& word : words_of(texts[i])) {
      const auto ids = found(word);
      Ids expected;
      for (std::size_t k = 0; k < std::size(texts); ++k) {
        const auto words = words_of(texts[k]);
        if (std::ranges::find(words, word) != words.end()) expected.push_back(std::to_string(k));
      }
      EXPECT_EQ(ids, expected) << word;
    }
  }
}

TEST_F(TextIndexTest, without_words_everything_is_found) {
  put("1", R"({"t":"x"})");
  put("2", R"({})");
  EXPECT_EQ(found("!!!"), (Ids{"1", "2"}));
  EXPECT_EQ(found(""), (Ids{"1", "2"}));
  EXPECT_EQ(found_in(*index_, std::vector<TextQuery>{}), Ids{});
}

TEST_F(TextIndexTest, fields_by_value_are_found_where_that_is_asked_for) {
  put("1", R"({"n":5.0,"t":"x"})");
  put("2", R"({"n":"5"})");
  put("3", R"({"n":"2024-01-01"})");
  put("4", R"({"t":7})");
  EXPECT_EQ(found("5", Form::any, {"n"}), (Ids{"2"}));
  EXPECT_EQ(found_in(*index_, TextQuery{.text = "5", .fields = {"n"}, .or_by_value = true}), (Ids{"1", "2", "3"}));
  EXPECT_EQ(found_in(*index_, TextQuery{.text = "5", .or_by_value = true}), (Ids{"1", "2", "3", "4"}));
}

TEST_F(TextIndexTest, a_huge_document_is_found_whatever_is_searched) {
  std::string text;
  for (int i = 0; text.size() < (std::size_t{3} << 20); ++i) text += fmt::format("word{} ", i);
  put("huge", json::write(json::object({{"t", text + "last"}})));
  put("small", R"({"t":"last"})");
  EXPECT_EQ(found("word0"), (Ids{"huge"}));
  EXPECT_EQ(found("last"), (Ids{"huge", "small"}));
  EXPECT_EQ(found("nowhere", Form::phrase, {"t"}), (Ids{"huge"}));
  put("huge", R"({"t":"word0"})");
  EXPECT_EQ(found("last"), (Ids{"small"}));
}

TEST_F(TextIndexTest, a_query_may_have_very_many_words) {
  const auto words = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += fmt::format("word{} ", i);
    return text;
  };
  put("1", R"({"t":"word1999"})");
  put("2", R"({"t":"other"})");
  put("3", R"({"t":")" + words(3'000) + R"("})");
  EXPECT_EQ(found(words(2'000), Form::any, {"t"}), (Ids{"1", "3"}));
  EXPECT_EQ(found(words(100'000), Form::any, {"t"}), (Ids{"1", "2", "3"}));
  for (const auto form : {Form::all, Form::phrase}) {
    EXPECT_EQ(found(words(2'000), form), (Ids{"3"}));
    EXPECT_EQ(found(words(3'000), form), (Ids{"3"}));
    EXPECT_EQ(found("other " + words(100'000), form), Ids{});
    EXPECT_EQ(found_in(*index_, TextQuery{.form = form, .text = words(2'900) + "wo", .last_is_prefix = true}), (Ids{"3"}));
  }
  EXPECT_EQ(found(std::string(100'000, 'x')), Ids{});
}

TEST_F(TextIndexTest, a_word_that_is_cut_is_found) {
  const std::string word(40'000, 'x');
  put("1", R"({"t":")" + word + R"("})");
  EXPECT_EQ(found(word), (Ids{"1"}));
  EXPECT_EQ(found_in(*index_, TextQuery{.text = word.substr(0, 300), .last_is_prefix = true}), (Ids{"1"}));
}

TEST_F(TextIndexTest, one_commit_moves_content_and_position) {
  const std::vector<Change> changes = {{.id = "1", .seq_no = 0, .source = R"({"t":"x"})"},
                                       {.id = "2", .seq_no = 4, .source = R"({"t":"x"})"}};
  ASSERT_TRUE(index_->apply(changes, 9));
  EXPECT_EQ(index_->position(), 9);
  EXPECT_EQ(index_->find({{.text = "x"}}, [](const Candidate&) { return true; }), 9);
}

// Scans.

TEST_F(TextIndexTest, a_scan_takes_what_is_new_and_removes_what_it_does_not_show) {
  for (const auto* id : {"a", "c", "d", "f"}) put(id, R"({"t":"old"})");
  const auto before = index_->position();
  const std::vector<Change> first = {{.id = "b", .seq_no = 4, .source = R"({"t":"new"})"}, {.id = "c", .seq_no = 1}};
  const std::vector<Change> second = {{.id = "d", .seq_no = 5, .source = R"({"t":"new"})"},
                                      {.id = "e", .seq_no = 6, .source = R"({"t":"new"})"}};
  ASSERT_EQ(index_->apply_scan(first, std::nullopt, false, before), true);
  EXPECT_EQ(index_->position(), before);
  EXPECT_EQ(found("old"), (Ids{"c", "d", "f"}));
  ASSERT_EQ(index_->apply_scan(second, "c", true, 7), true);
  EXPECT_EQ(index_->position(), 7);
  EXPECT_EQ(found("old"), (Ids{"c"}));
  EXPECT_EQ(found("new"), (Ids{"b", "d", "e"}));
  ASSERT_EQ(index_->apply_scan({}, std::nullopt, true, 8), true);
  EXPECT_EQ(found("old new"), Ids{});
}

TEST_F(TextIndexTest, a_scan_removes_very_many_in_several_commits) {
  std::vector<Change> many;
  for (std::uint64_t i = 0; i < 2'500; ++i) many.push_back({.id = fmt::format("{:04}", i), .seq_no = i, .source = R"({"t":"x"})"});
  ASSERT_TRUE(index_->apply(many, 2'500));
  // Behind what goes are one that is new and one that need not be looked at.
  const std::vector<Change> rest = {{.id = "2400", .seq_no = 2'600, .source = R"({"t":"y"})"}, {.id = "2450", .seq_no = 2'450}};
  for (const bool is_done : {false, false, true}) {
    EXPECT_EQ(index_->position(), 2'500);
    EXPECT_EQ(index_->apply_scan(rest, std::nullopt, true, 2'700), is_done);
  }
  EXPECT_EQ(index_->position(), 2'700);
  EXPECT_EQ(found("x y"), (Ids{"2400", "2450"}));
}

TEST_F(TextIndexTest, a_scan_that_contradicts_the_index_says_so) {
  put("a", R"({"t":"x"})");
  const Change unknown{.id = "b", .seq_no = 0};
  const auto applied = index_->apply_scan({&unknown, 1}, std::nullopt, true, 5);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind, ErrorKind::internal);
  EXPECT_EQ(index_->position(), 1);
  const Change missed{.id = "a", .seq_no = 3};
  EXPECT_FALSE(index_->apply_scan({&missed, 1}, std::nullopt, true, 5));
  EXPECT_EQ(found("x"), (Ids{"a"}));
}

}  // namespace
}  // namespace headrace::engine::text
