// An index against the matcher that reads documents: it may find too many, never too few.

#include <gtest/gtest.h>

#include <random>

#include "engine/query.h"
#include "engine/query_words.h"
#include "engine/text/text_fixture.h"
#include "json/value.h"

namespace headrace::engine::text {
namespace {

using json::Value;
using Form = TextQuery::Form;

class OneType final : public FieldTypes {
 public:
  explicit OneType(FieldType type) : type_(type) {}
  [[nodiscard]] FieldType type_of(std::string_view) const override { return type_; }

 private:
  FieldType type_;
};

const Value values[] = {"fox",
                        "Fox hound",
                        "the fox, the HOUND and the hare",
                        "don't",
                        "example.com",
                        "a.b",
                        "x_y",
                        "1.5",
                        "1,000",
                        "5",
                        "5.0",
                        5,
                        1.5,
                        json::Number{"5.00"},
                        json::Number{"-1e3"},
                        true,
                        false,
                        "true",
                        "",
                        "!!!",
                        nullptr,
                        "2024-01-01",
                        "2024-01-01T00:00:00Z",
                        "2023-12-31T23:00:00-01:00",
                        "Größe",
                        "GRÖSSE",
                        "中文搜索",
                        "文 中",
                        "Съешь ещё",
                        "съешь",
                        "e\u0301te\u0301",
                        "été",
                        "right\u2019s",
                        "AND OR NOT",
                        "\"quoted\" * text",
                        "soft\u00ADhyphen",
                        "日本語 テスト",
                        "😀",
                        "hound hare",
                        "hare fox"};
constexpr Form forms[] = {Form::any, Form::all, Form::phrase};
const char* const names[] = {"a", "b", "a.b", "b.a", "", "ä", "t"};

class Scanner : public ::testing::Test {
 protected:
  template <class T, std::size_t count>
  const T& some_of(const T (&all)[count]) {
    return all[below(count)];
  }
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  Value some_value(int depth) {
    const auto kind = depth == 0 ? 0 : below(5);
    if (kind == 3) {
      json::Array array;
      for (auto i = below(4); i > 0; --i) array.push_back(some_value(depth - 1));
      return array;
    }
    return kind == 4 ? some_object(depth - 1) : some_of(values);
  }

  Value some_object(int depth) {
    Value object(json::Object{});
    for (auto i = below(4); i > 0; --i) object.set(names[below(most_names_)], some_value(depth));
    return object;
  }

  /// A text of some of the values, so that there is something to find.
  std::string some_text() {
    const auto& value = some_of(values);
    std::string text = value.is_string() ? value.as_string() : json::write(value);
    return below(3) == 0 ? text + " " + (below(2) == 0 ? "hound" : "中") : text;
  }

  void write(std::size_t count) {
    std::vector<Change> changes;
    for (std::size_t i = 0; i < count; ++i) {
      const auto id = fmt::format("{}", below(800));
      if (below(5) == 0) {
        documents_.erase(id);
        changes.push_back({.id = id, .seq_no = next_++, .source = std::nullopt});
      } else {
        documents_.insert_or_assign(id, some_object(depth_));
        changes.push_back({.id = id, .seq_no = next_++, .source = json::write(documents_.at(id))});
      }
    }
    const auto applied = index_->apply(changes, next_);
    ASSERT_TRUE(applied) << applied.error().reason;
  }

  Ids scanned(const TextQuery& query, FieldType type) {
    const OneType types(type);
    const bool is_phrase = query.form == Form::phrase;
    const auto form = is_phrase ? (query.last_is_prefix ? Match::Form::phrase_prefix : Match::Form::phrase)
                                : (query.last_is_prefix ? Match::Form::words_prefix : Match::Form::words);
    const Query wanted{.node = Match{.field = query.fields.front(), .text = query.text, .all = query.form == Form::all, .form = form}};
    Ids ids;
    for (const auto& [id, source] : documents_) {
      if (matches(wanted, id, source, types)) ids.push_back(id);
    }
    return ids;
  }

  TemporaryFolder folder_;
  std::unique_ptr<TextIndex> index_ = opened(folder_.path());
  std::map<std::string, Value> documents_;
  std::uint64_t next_ = 0;
  std::mt19937 random_{20'260'304};
  int depth_ = 3;
  std::size_t most_names_ = std::size(names);
};

bool includes(const Ids& all, const Ids& some) { return std::ranges::includes(all, some); }

TEST_F(Scanner, fields_of_text_are_found_to_the_document) {
  most_names_ = 2;  // so few fields that each has a column of its own
  depth_ = 2;
  for (int round = 0; round < 20; ++round) {
    write(200);
    for (int i = 0; i < 100; ++i) {
      const TextQuery query{.form = below(2) == 0 ? Form::any : Form::all, .text = some_text(), .fields = {some_of(names)}};
      const auto found = found_in(*index_, query);
      const auto expected = scanned(query, FieldType::text);
      if (words_of(query.text).empty()) {
        EXPECT_TRUE(includes(found, expected)) << query.text;
      } else {
        EXPECT_EQ(found, expected) << query.text << " in " << query.fields.front();
      }
    }
  }
}

TEST_F(Scanner, fields_without_a_type_are_all_found) {
  for (int round = 0; round < 20; ++round) {
    write(200);
    for (int i = 0; i < 100; ++i) {
      const TextQuery query{
          .form = below(2) == 0 ? Form::any : Form::all, .text = some_text(), .fields = {some_of(names)}, .or_by_value = true};
      const auto found = found_in(*index_, query);
      EXPECT_TRUE(includes(found, scanned(query, FieldType::dynamic))) << query.text << " in " << query.fields.front();
    }
  }
}

TEST_F(Scanner, phrases_and_begins_of_words_are_all_found) {
  write(1'000);
  for (int i = 0; i < 1'000; ++i) {
    auto text = some_text();
    const bool last_is_prefix = below(2) == 0;
    if (last_is_prefix && text.size() > 3 && text.ends_with("d")) text.resize(text.size() - 2);
    TextQuery query{.form = some_of(forms), .text = text, .last_is_prefix = last_is_prefix, .fields = {some_of(names)}};
    const auto expected = scanned(query, FieldType::text);
    EXPECT_TRUE(includes(found_in(*index_, query), expected)) << text;
    query.fields.clear();
    EXPECT_TRUE(includes(found_in(*index_, query), expected)) << text << " everywhere";
  }
}

}  // namespace
}  // namespace headrace::engine::text
