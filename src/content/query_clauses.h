#pragma once
// What the two query languages have in common: clauses of a text, put together as the original does.

#include "content/query_parser.h"

namespace headrace::content {

/// What holds for a whole text in one of the query languages.
struct LanguageOptions {
  std::string_view name;            ///< of the query, for errors
  std::vector<std::string> fields;  ///< those that are asked where the text names none
  bool all = false;                 ///< `default_operator` is `and`
  bool lenient = false;
  std::string minimum = {};  ///< `minimum_should_match`
  engine::Match::Form phrase_form = engine::Match::Form::phrase;
  bool across = false;
  std::optional<std::chrono::seconds> zone = std::nullopt;
  base::Instant now{};
};

/// The options of `body` that both have; `fields` may be empty. Errors: parsing, illegal_argument.
Result<LanguageOptions> read_language_options(std::string_view name, const json::Value& body, const OptionForm& form,
                                              const QueryText& context);

/// The parentheses of a text in one of the languages may be so deep.
inline constexpr int deepest_parentheses = 100;

engine::Query word_query(const LanguageOptions& options, std::string text, const std::vector<std::string>& fields);
engine::Query phrase_query(const LanguageOptions& options, std::string text, const std::vector<std::string>& fields);
/// A bool query that only excludes is about everything else.
engine::Query bool_query(engine::Bool node);

/// `Failed to parse query [text]`, as a failure of the search.
Error unreadable_query(std::string_view text, std::string_view why);

}  // namespace headrace::content
