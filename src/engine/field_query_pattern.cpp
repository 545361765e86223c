// Prefix, wildcard and regexp: of whole keywords, or of the words of a text.

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/field_query.h"
#include "engine/field_value.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;
using TermTest = std::function<bool(std::string_view)>;

constexpr std::size_t longest_pattern = 4'000;

Result<FieldTest> any_term_test(std::string_view name, std::string_view path, const FieldRules& rules, TermTest test) {
  if (rules.type != FieldType::keyword && rules.type != FieldType::text && rules.type != FieldType::dynamic)
    return fail(ErrorKind::illegal_argument,
                fmt::format("Can only use {} queries on keyword, text and wildcard fields - not on [{}] which is of type [{}]", name, path,
                            rules.type_name));
  if (!rules.is_searchable)
    return fail(ErrorKind::illegal_argument, fmt::format("Cannot search on field [{}] since it is not indexed.", path));
  return [test = std::move(test), rules](FieldValues values) {
    return std::ranges::any_of(values, [&](const Value* value) { return any_term(*value, rules, test); });
  };
}

/// A pattern as it is compared to the terms of the field.
std::string folded(const std::string& pattern, bool folds, bool ignore_case, const FieldRules& rules) {
  if (rules.lower_case || (folds && has_words(rules))) return lower_case(pattern);
  return ignore_case ? base::to_lower(pattern) : pattern;
}

}  // namespace

Result<FieldTest> make_field_test(const Prefix& prefix, std::string_view path, const FieldRules& rules) {
  return any_term_test(
      "prefix", path, rules,
      [wanted = folded(prefix.prefix, prefix.folds, prefix.ignore_case, rules), ignore_case = prefix.ignore_case](std::string_view term) {
        if (!ignore_case) return term.starts_with(wanted);
        return term.size() >= wanted.size() && base::equals_ignoring_case(term.substr(0, wanted.size()), wanted);
      });
}

Result<FieldTest> make_field_test(const Wildcard& wildcard, std::string_view path, const FieldRules& rules) {
  if (wildcard.pattern.size() > longest_pattern)
    return fail(ErrorKind::illegal_argument, fmt::format("The length of the wildcard pattern [{}] has exceeded the allowed maximum of [{}]",
                                                         wildcard.pattern.size(), longest_pattern));
  return any_term_test("wildcard", path, rules,
                       [wanted = folded(wildcard.pattern, wildcard.folds, wildcard.ignore_case, rules),
                        ignore_case = wildcard.ignore_case](std::string_view term) {
                         return ignore_case ? base::glob_matches(wanted, base::to_lower(term), true)
                                            : base::glob_matches(wanted, term, true);
                       });
}

Result<FieldTest> make_field_test(const Regexp& regexp, std::string_view path, const FieldRules& rules) {
  return any_term_test("regexp", path, rules, [pattern = regexp.pattern](std::string_view term) { return pattern.matches(term); });
}

}  // namespace headrace::engine
