#include "engine/query.h"

#include <algorithm>

#include "base/strings.h"
#include "engine/query_compare.h"
#include "engine/query_values.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;

constexpr std::string_view id_field = "_id";
constexpr std::string_view whole_text = ".keyword";

/// Answers one node after the other for one document.
class Matcher {
 public:
  Matcher(std::string_view id, const Value& source, const FieldTypes& types) : id_(id), source_(source), types_(types) {}

  bool matches(const Query& query) const { return std::visit(*this, query.node); }

  bool operator()(const MatchAll&) const { return true; }
  bool operator()(const MatchNone&) const { return false; }

  bool operator()(const Terms& terms) const {
    return any_value_of(terms.field, [&](const Value& stored, FieldType type) {
      return std::ranges::any_of(terms.values, [&](const Value& wanted) { return equals(stored, wanted, type, terms.ignore_case); });
    });
  }

  /// On types without words a match is a term (docs/spec/document-api.md 5.5).
  bool operator()(const Match& match) const {
    const Value text(match.text);
    auto missing = words_of(match.text);
    if (any_value_of(match.field,
                     [&](const Value& stored, FieldType type) { return type != FieldType::text && equals(stored, text, type); })) {
      return true;
    }
    // The words may stand in different values of the field.
    return any_value_of(match.field, [&](const Value& stored, FieldType type) {
      const auto words = stored_words(stored, type);
      const auto found = std::erase_if(missing, [&](const std::string& word) { return std::ranges::find(words, word) != words.end(); });
      return found > 0 && (!match.all || missing.empty());
    });
  }

  bool operator()(const Range& range) const {
    return any_value_of(range.field, [&](const Value& stored, FieldType type) { return in_range(stored, range, type); });
  }

  /// docs/spec/document-api.md 5.7; an object exists by what it holds.
  bool operator()(const Exists& exists) const {
    if (exists.field == id_field) return true;
    if (any_scalar(source_, exists.field,
                   [&](std::string_view path, const Value&) { return types_.type_of(path) != FieldType::unmapped; })) {
      return true;
    }
    return any_value_of(exists.field, [](const Value& stored, FieldType) { return !stored.is_null() && !stored.is_object(); });
  }

  bool operator()(const Prefix& prefix) const {
    return any_value_of(prefix.field, [&](const Value& stored, FieldType type) {
      return any_term(stored, type, [&](std::string_view term) { return term.starts_with(prefix.prefix); });
    });
  }

  bool operator()(const Wildcard& wildcard) const {
    return any_value_of(wildcard.field, [&](const Value& stored, FieldType type) {
      return any_term(stored, type, [&](std::string_view term) { return base::glob_matches(wildcard.pattern, term, true); });
    });
  }

  bool operator()(const Bool& node) const {
    const auto holds = [this](const Query& clause) { return matches(clause); };
    return std::ranges::all_of(node.must, holds) && std::ranges::none_of(node.must_not, holds) && enough(node);
  }

 private:
  using Accept = std::function<bool(const Value& stored, FieldType type)>;

  /// Every value of the field, with the type to compare it by, until one is accepted.
  bool any_value_of(std::string_view field, const Accept& accept) const {
    if (field == id_field) return accept(Value(id_), FieldType::keyword);
    const auto type = types_.type_of(field);
    if (type == FieldType::unmapped) return false;
    if (any_value(source_, field, [&](const Value& stored) { return accept(stored, type); })) return true;
    if (!field.ends_with(whole_text)) return false;
    // The subfield of a text: the same values, whole.
    return any_value(source_, field.substr(0, field.size() - whole_text.size()), [&](const Value& stored) {
      return (type == FieldType::keyword || stored.is_string()) && accept(stored, FieldType::keyword);
    });
  }

  bool enough(const Bool& node) const {
    int found = 0;
    for (const auto& clause : node.should) {
      if (found >= node.minimum_should_match) break;
      if (matches(clause)) ++found;
    }
    return found >= node.minimum_should_match;
  }

  std::string_view id_;
  const Value& source_;
  const FieldTypes& types_;
};

}  // namespace

bool matches(const Query& query, std::string_view id, const Value& source, const FieldTypes& types) {
  return Matcher(id, source, types).matches(query);
}

}  // namespace headrace::engine
