// Searches of text through the index of words, against the same searches by reading.

#include <random>

#include "engine/embedded/engine_fixture.h"

namespace headrace::engine::embedded {
namespace {

using Ids = std::vector<std::string>;

const std::string mappings = R"({"properties":{"title":{"type":"text","fields":{"raw":{"type":"keyword"}}},"tag":{"type":"keyword"},
  "count":{"type":"long"},"at":{"type":"date"},"host":{"type":"ip"},"on":{"type":"boolean"},"pad":{"type":"keyword","null_value":"none"},
  "notes":{"type":"nested","properties":{"by":{"type":"keyword"},"text":{"type":"text"}}}}})";

/// One engine that asks an index of words, and one that reads.
class TextSearches : public ::testing::Test {
 protected:
  TextSearches() : clock_(*base::parse_instant("2026-03-04T05:06:07.089Z")) {
    open_engines();
    for (auto* engine : engines()) {
      EXPECT_TRUE(run(
          engine->content().create_index({.name = "i", .uuid = {}, .aliases = {}, .mappings = *json::parse(mappings), .settings = {}})));
    }
  }

  std::vector<Engine*> engines() { return {asking_.get(), reading_.get()}; }

  void open_engines() {
    asking_ = opened(asking_folder_, 0);
    reading_ = opened(reading_folder_, 1'000'000'000);
  }
  void restart() {
    for (auto* engine : engines()) engine->close();
    asking_.reset();
    reading_.reset();
    open_engines();
  }

  void write(const std::string& id, std::optional<std::string> source) {
    for (auto* engine : engines()) {
      std::vector<Write> writes(1);
      writes[0].action = source ? Write::Action::index : Write::Action::remove;
      writes[0].index = "i";
      writes[0].id = id;
      writes[0].source = source.value_or("");
      ASSERT_TRUE(run(engine->content().write(std::move(writes))));
    }
  }

  static Ids found(Engine& engine, SearchRequest request) {
    request.indices = {"i"};
    request.size = 1'000;
    const auto result = run(engine.content().search(std::move(request)));
    if (!result) return {"error: " + result.error().reason};
    Ids ids;
    for (const auto& hit : result->hits) ids.push_back(hit.document.id);
    if (result->timed_out) ids.emplace_back("timed out");
    return ids;
  }
  Ids found(Query query) {
    SearchRequest request;
    request.query = std::move(query);
    return found(*asking_, std::move(request));
  }
  [[nodiscard]] bool has_index() const {
    const auto folder = asking_folder_.path() / "text";
    return std::filesystem::exists(folder) && !std::filesystem::is_empty(folder);
  }

  base::ManualClock clock_;
  TemporaryFolder asking_folder_, reading_folder_;
  std::unique_ptr<Engine> asking_, reading_;

 private:
  std::unique_ptr<Engine> opened(const TemporaryFolder& folder, std::uint64_t from) {
    auto engine = open({.folder = folder.path(), .clock = &clock_, .text_index_from = from, .on_fatal = {}});
    if (!engine) throw std::runtime_error(engine.error().reason);
    return std::move(*engine);
  }
};

Query match(std::string field, std::string text) { return {Match{.field = std::move(field), .text = std::move(text)}}; }

TEST_F(TextSearches, what_was_acknowledged_before_is_found_and_what_is_gone_is_not) {
  write("1", R"({"title":"the quick fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"1"}));
  EXPECT_TRUE(has_index());
  write("2", R"({"title":"a slow fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"1", "2"}));
  write("1", R"({"title":"a hound"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"2"}));
  write("2", std::nullopt);
  EXPECT_EQ(found(match("title", "fox hound")), (Ids{"1"}));
}

TEST_F(TextSearches, after_a_restart_the_index_is_brought_up_to_date) {
  write("1", R"({"title":"fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"1"}));
  write("2", R"({"title":"fox"})");
  write("1", std::nullopt);
  restart();
  EXPECT_EQ(found(match("title", "fox")), (Ids{"2"}));
}

TEST_F(TextSearches, an_index_of_the_same_name_is_another_one) {
  write("1", R"({"title":"fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"1"}));
  ASSERT_TRUE(run(asking_->content().delete_index("i")));
  EXPECT_EQ(found(match("title", "fox")), (Ids{"error: no such index [i]"}));
  write("2", R"({"title":"fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"2"}));
}

TEST_F(TextSearches, a_state_that_is_kept_is_searched_as_it_was) {
  write("1", R"({"title":"fox"})");
  SearchRequest request;
  request.query = match("title", "fox");
  const auto view = run(asking_->content().open_view({"i"}));
  ASSERT_TRUE(view);
  request.view = *view;
  EXPECT_EQ(found(*asking_, request), (Ids{"1"}));
  write("1", R"({"title":"hound"})");
  write("2", R"({"title":"fox"})");
  EXPECT_EQ(found(match("title", "fox")), (Ids{"2"}));
  EXPECT_EQ(found(*asking_, request), (Ids{"1"}));
}

TEST_F(TextSearches, a_query_that_cannot_be_asked_fails_as_without_an_index) {
  write("1", R"({"title":"fox"})");
  const Query query{Bool{.must = {match("title", "fox"), match("at", "no date")}, .should = {}, .must_not = {}}};
  SearchRequest request;
  request.query = query;
  EXPECT_EQ(found(query), found(*reading_, request));
  EXPECT_TRUE(found(query).at(0).starts_with("error: "));
}

TEST_F(TextSearches, without_words_in_the_query_no_index_is_made) {
  write("1", R"({"count":7})");
  EXPECT_EQ(found(match("count", "7.0")), (Ids{"1"}));
  EXPECT_EQ(found({Bool{.must = {}, .should = {}, .must_not = {match("title", "fox")}}}), (Ids{"1"}));
  EXPECT_FALSE(has_index());
}

/// Random documents and queries.
class RandomTextSearches : public TextSearches {
 protected:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  const char* one_of(std::initializer_list<const char*> all) { return *(all.begin() + below(all.size())); }

  const char* text() {
    return one_of({"fox", "Fox hound", "hare", "the fox, the HOUND", "don't", "5", "5.0", "true", "2024-01-01", "2024", "now", "x-y", "x y",
                   "10.0.0.1", "Größe", "none", "中文"});
  }
  std::string value() {
    switch (below(8)) {
      case 0:
        return one_of({"5", "5.00", "7", "true", "false", "null", "1704067200000"});
      case 1:
        return "[\"" + std::string(text()) + "\",\"" + text() + "\"]";
      case 2:
        return R"({"deep":")" + std::string(text()) + "\"}";
      default:
        return "\"" + std::string(text()) + "\"";
    }
  }
  std::string document() {
    std::string source = "{\"id\":1";
    if (below(4) > 0) source += std::string(",\"title\":\"") + text() + "\"";
    if (below(2) > 0) source += std::string(",\"tag\":\"") + text() + "\"";
    if (below(3) == 0) source += ",\"pad\":null";
    if (below(3) == 0) source += std::string(",\"count\":") + one_of({"5", "5.00", "\"5\"", "7"});
    if (below(3) == 0) source += std::string(",\"at\":") + one_of({"\"2024-01-01\"", "1704067200000", "\"2024-01-01T10:00:00Z\""});
    if (below(3) == 0) source += R"(,"host":"10.0.0.1","on":"true")";
    if (below(3) == 0) source += std::string(",\"notes\":[{\"by\":\"") + text() + "\",\"text\":\"" + text() + "\"},{\"text\":\"hare\"}]";
    if (below(2) > 0) source += ",\"free\":" + value();
    if (below(4) == 0) source += ",\"free.deep\":" + value();
    return source + "}";
  }
  Query leaf(bool is_nested) {
    auto field = is_nested ? one_of({"notes.by", "notes.text", "notes.*", "title"})
                           : one_of({"title", "title.raw", "tag", "count", "at", "host", "on", "pad", "free", "free.deep", "free.keyword",
                                     "notes.text", "none", "_id"});
    switch (below(5)) {
      case 0:
        return {Terms{.field = field, .values = {json::Value(text()), json::Value(text())}, .ignore_case = below(3) == 0}};
      case 1:
        return {Prefix{.field = field, .prefix = one_of({"f", "fox", "Fo", "x-", "hou", "1"}), .ignore_case = below(2) == 0}};
      case 2: {
        auto fields = is_nested ? std::vector<std::string>{"notes.*"} : std::vector<std::string>{one_of({"*", "title", "t*"}), field};
        return {AnyField{.fields = std::move(fields), .query = {word_match("")}, .across = below(3) == 0}};
      }
      default:
        return word_match(field);
    }
  }
  Query word_match(std::string field) {
    constexpr Match::Form forms[] = {Match::Form::words, Match::Form::phrase, Match::Form::phrase_prefix, Match::Form::words_prefix};
    return {Match{.field = std::move(field),
                  .text = text(),
                  .all = below(3) == 0,
                  .form = forms[below(4)],
                  .minimum = one_of({"", "2", "-1", "75%"}),
                  .none_matches_all = below(4) == 0,
                  .lenient = below(4) > 0}};
  }
  Query query(int depth, bool is_nested = false) {
    const auto kind = depth == 0 ? 9 : below(6);
    if (kind == 0 && !is_nested) return {Nested{.path = "notes", .query = {query(depth - 1, true)}}};
    if (kind > 2) return leaf(is_nested);
    Bool all;
    for (auto i = below(3); i > 0; --i) all.must.push_back(query(depth - 1, is_nested));
    for (auto i = below(3); i > 0; --i) all.should.push_back(query(depth - 1, is_nested));
    if (below(4) == 0) all.must_not.push_back(query(depth - 1, is_nested));
    all.minimum_should_match = static_cast<int>(below(3));
    return {std::move(all)};
  }

  std::mt19937 random_{20261128};
};

TEST_F(RandomTextSearches, find_what_reading_finds) {
  constexpr int rounds = 600;
  std::size_t hits = 0, errors = 0;
  for (int i = 0; i < rounds; ++i) {
    for (auto writes = below(3); writes > 0; --writes) {
      const auto id = std::to_string(below(60));
      if (below(5) == 0) {
        write(id, std::nullopt);
      } else {
        write(id, document());
      }
    }
    if (i == rounds / 2) restart();
    SearchRequest request;
    request.query = query(2);
    const auto expected = found(*reading_, request);
    ASSERT_EQ(found(*asking_, request), expected) << "round " << i;
    const bool failed = !expected.empty() && expected.front().starts_with("error");
    (failed ? errors : hits) += expected.size();
  }
  EXPECT_GT(hits, 1'000U);
  EXPECT_LT(errors, rounds / 2U);
}

}  // namespace
}  // namespace headrace::engine::embedded
