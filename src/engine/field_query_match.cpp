// Match: words on fields of words, the text itself on all others (docs/spec/document-api.md 5.5).

#include <fmt/format.h>

#include <algorithm>

#include "engine/field_query.h"
#include "engine/field_value.h"
#include "engine/minimum_match.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;
using Form = Match::Form;

struct WantedWords {
  std::vector<std::string> words;
  std::size_t needed = 1;
  bool last_is_prefix = false;
  bool is_phrase = false;
  bool none_matches_all = false;
};

Result<WantedWords> wanted_words(const Match& match) {
  WantedWords wanted{.words = words_of(match.text)};
  const auto count = static_cast<int>(wanted.words.size());
  wanted.is_phrase = match.form == Form::phrase || match.form == Form::phrase_prefix;
  wanted.last_is_prefix = match.form == Form::phrase_prefix || match.form == Form::words_prefix;
  wanted.none_matches_all = match.none_matches_all;
  if (match.all) {
    wanted.needed = wanted.words.size();
  } else if (count > 1 && !match.minimum.empty()) {  // one word alone is needed, whatever is asked for
    TRY(const auto needed, minimum_match(match.minimum, count));
    wanted.needed = static_cast<std::size_t>(std::max(needed, 1));
  }
  return wanted;
}

/// True when the word at `i` of those that are wanted is `word`.
bool is_word(const WantedWords& wanted, std::size_t i, std::string_view word) {
  const bool is_begin = wanted.last_is_prefix && i + 1 == wanted.words.size();
  return is_begin ? word.starts_with(wanted.words[i]) : word == wanted.words[i];
}

bool has_phrase(const WantedWords& wanted, const std::vector<std::string>& words) {
  const auto count = wanted.words.size();
  for (std::size_t start = 0; start + count <= words.size(); ++start) {
    std::size_t i = 0;
    while (i < count && is_word(wanted, i, words[start + i])) ++i;
    if (i == count) return true;
  }
  return false;
}

bool is_text(const Value& value, const FieldRules& rules) { return rules.type == FieldType::text || is_dynamic_text(value); }

/// The words may stand in different values of the field; a phrase stands in one.
bool has_words(const WantedWords& wanted, const FieldRules& rules, FieldValues values) {
  if (wanted.words.empty()) return wanted.none_matches_all;
  if (wanted.needed > wanted.words.size()) return false;
  std::vector<bool> found(wanted.words.size(), false);
  std::size_t count = 0;
  for (const auto* value : values) {
    const auto text = is_text(*value, rules) ? text_of(*value) : std::nullopt;
    if (!text) continue;
    auto words = words_of(*text);
    if (wanted.is_phrase) {
      if (has_phrase(wanted, words)) return true;
      continue;
    }
    std::ranges::sort(words);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) continue;
      const auto at = std::ranges::lower_bound(words, wanted.words[i]);
      if (at == words.end() || !is_word(wanted, i, *at)) continue;
      found[i] = true;
      if (++count >= wanted.needed) return true;
    }
  }
  return false;
}

/// The whole text as the one term there is, on fields that have no words.
Result<FieldTest> term_test(const Match& match, std::string_view path, const FieldRules& rules) {
  if (match.form == Form::phrase_prefix)
    return fail(
        ErrorKind::illegal_argument,
        fmt::format("Can only use phrase prefix queries on text fields - not on [{}] which is of type [{}]", path, rules.type_name));
  if (match.form == Form::words_prefix) return make_field_test(Prefix{.field = match.field, .prefix = match.text}, path, rules);
  return make_field_test(Terms{.field = match.field, .values = {Value(match.text)}, .now = match.now}, path, rules);
}

Result<FieldTest> words_test(const Match& match, std::string_view path, const FieldRules& rules) {
  if (!rules.is_searchable)
    return fail(ErrorKind::illegal_argument, fmt::format("Cannot search on field [{}] since it is not indexed.", path));
  TRY(auto wanted, wanted_words(match));
  const FieldTest words = [wanted = std::move(wanted), rules](FieldValues values) { return has_words(wanted, rules, values); };
  if (rules.type == FieldType::text) return words;
  // A dynamic field may hold numbers, booleans and dates as well.
  TRY(auto value, make_field_test(Terms{.field = match.field, .values = {Value(match.text)}, .now = match.now}, path, rules));
  return [words, value = std::move(value)](FieldValues values) {
    if (words(values)) return true;
    return std::ranges::any_of(values, [&](const Value* one) { return !is_dynamic_text(*one) && value({&one, 1}); });
  };
}

}  // namespace

Result<FieldTest> make_field_test(const Match& match, std::string_view path, const FieldRules& rules) {
  auto test = engine::has_words(rules) ? words_test(match, path, rules) : term_test(match, path, rules);
  if (!test && match.lenient) return [](FieldValues) { return false; };
  return test;
}

}  // namespace headrace::engine
