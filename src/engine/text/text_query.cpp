#include "engine/text/text_query.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/query_words.h"
#include "engine/text/document_words.h"

namespace headrace::engine::text {
namespace {

/// FTS5 takes time in the square of the words of a query.
constexpr std::size_t most_words = 2'000;

/// No word holds a quote.
std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

/// What has all words has the first of them.
std::string expression_of(const TextQuery& query, std::vector<std::string> words) {
  const bool last_is_prefix = query.last_is_prefix && words.size() <= most_words;
  words.resize(std::min(words.size(), most_words));
  for (auto& word : words) word = indexed_word(word);
  if (query.form == TextQuery::Form::phrase) return in_quotes(joined(words, " ")) + (last_is_prefix ? " *" : "");
  std::vector<std::string> terms;
  for (const auto& word : words) terms.push_back(in_quotes(word));
  if (last_is_prefix) terms.back() += " *";
  std::ranges::sort(terms);
  const auto repeated = std::ranges::unique(terms);
  terms.erase(repeated.begin(), repeated.end());
  return joined(terms, query.form == TextQuery::Form::all ? " AND " : " OR ");
}

/// `{c0 c3} : (expression)`; the expression itself when all fields are asked, none when no document has any of them.
Result<std::optional<std::string>> within_fields(const TextQuery& query, const std::string& expression, Columns& columns) {
  if (query.fields.empty()) return fmt::format("({})", expression);
  std::vector<std::string> names;
  for (const auto& field : query.fields) {
    TRY(const auto column, columns.column_of(field));
    if (column) names.push_back(fmt::format("c{}", *column));
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("({{{}}} : ({}))", joined(names, " "), expression);
}

}  // namespace

Result<Expressions> make_expressions(const std::vector<TextQuery>& any_of, Columns& columns) {
  std::vector<std::string> words, marks = {in_quotes(part_mark)};
  for (const auto& query : any_of) {
    auto wanted = words_of(query.text);
    const bool are_too_many = query.form == TextQuery::Form::any && wanted.size() > most_words;
    if (wanted.empty() || are_too_many) return Expressions{.finds_all = true, .words = std::nullopt, .marks = {}};
    TRY(auto expression, within_fields(query, expression_of(query, std::move(wanted)), columns));
    if (expression) words.push_back(std::move(*expression));
    if (!query.or_by_value) continue;
    TRY(auto mark, within_fields(query, in_quotes(value_mark), columns));
    if (mark) marks.push_back(std::move(*mark));
  }
  return Expressions{
      .finds_all = false, .words = words.empty() ? std::nullopt : std::optional(joined(words, " OR ")), .marks = joined(marks, " OR ")};
}

}  // namespace headrace::engine::text
