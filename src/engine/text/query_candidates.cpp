#include "engine/text/query_candidates.h"

#include <algorithm>
#include <iterator>

#include "engine/field_access.h"
#include "engine/query_words.h"

namespace headrace::engine::text {
namespace {

using Queries = std::optional<std::vector<TextQuery>>;

/// Whether a number, boolean, date or address may equal a text that its own words do not have: `7.0` for 7, `now/d`, `10.0.0.0/8`.
bool may_be_value(std::string_view text) {
  const bool has_digit = std::ranges::any_of(text, [](char c) { return (c >= '0' && c <= '9') || c == ':'; });
  return has_digit || text.starts_with("now") || text == "true" || text == "false";
}

TextQuery::Form form_of(const Match& match) {
  if (match.form == Match::Form::phrase || match.form == Match::Form::phrase_prefix) return TextQuery::Form::phrase;
  return match.all ? TextQuery::Form::all : TextQuery::Form::any;
}

/// Goes from one node to the next.
class Candidates {
 public:
  Candidates(const FieldTypes& types, std::string nested) : types_(types), nested_(std::move(nested)) {}

  Queries of(const Query& query) const { return std::visit(*this, query.node); }

  Queries operator()(const Match& match) const {
    auto wanted = query_of(match);
    if (!wanted || !add_field(match.field, match.text, *wanted)) return std::nullopt;
    return found_by(std::move(*wanted));
  }

  /// A text that equals a value has its words. With very many of them, reading is as fast.
  Queries operator()(const Terms& terms) const {
    constexpr std::size_t most_values = 64;
    if (terms.values.empty() || terms.values.size() > most_values) return std::nullopt;
    std::vector<TextQuery> all;
    for (const auto& value : terms.values) {
      if (!value.is_string() || words_of(value.as_string()).empty()) return std::nullopt;
      TextQuery wanted{.form = TextQuery::Form::phrase, .text = value.as_string()};
      if (!add_field(terms.field, value.as_string(), wanted) || wanted.fields.empty()) return std::nullopt;
      all.push_back(std::move(wanted));
    }
    return all;
  }

  Queries operator()(const Prefix& prefix) const {
    const auto words = words_of(prefix.prefix);
    if (words.size() != 1 || words.front() != lower_case(prefix.prefix)) return std::nullopt;
    if (types_.type_of(prefix.field) != FieldType::text) return std::nullopt;
    TextQuery wanted{.text = prefix.prefix, .last_is_prefix = true};
    if (!add_field(prefix.field, prefix.prefix, wanted)) return std::nullopt;
    return found_by(std::move(wanted));
  }

  Queries operator()(const AnyField& any) const {
    const auto* match = std::get_if<Match>(&any.query.front().node);
    auto wanted = match == nullptr ? std::nullopt : query_of(*match);
    if (!wanted) return std::nullopt;
    const bool has_pattern = std::ranges::any_of(any.fields, [](const auto& name) { return name.contains('*'); });
    for (const auto& name : has_pattern ? types_.paths() : any.fields) {
      if (!add_field(name, match->text, *wanted)) return std::nullopt;
    }
    if (has_pattern) {  // fields that the mapping does not name, too
      wanted->fields.clear();
      wanted->or_by_value = may_be_value(match->text);
      return std::vector{std::move(*wanted)};
    }
    return found_by(std::move(*wanted));
  }

  Queries operator()(const Nested& nested) const { return Candidates(types_, nested.path).of(nested.query.front()); }

  /// One part that must hold is enough; of those of which some must hold, each may be the one.
  Queries operator()(const Bool& node) const {
    for (const auto& part : node.must) {
      if (auto found = of(part)) return found;
    }
    if (node.minimum_should_match < 1 || node.should.empty()) return std::nullopt;
    std::vector<TextQuery> all;
    for (const auto& part : node.should) {
      auto found = of(part);
      if (!found) return std::nullopt;
      std::ranges::move(*found, std::back_inserter(all));
    }
    return all;
  }

  Queries operator()(const auto& /*other*/) const { return std::nullopt; }

 private:
  static std::optional<TextQuery> query_of(const Match& match) {
    if (words_of(match.text).empty()) return std::nullopt;
    return TextQuery{.form = form_of(match),
                     .text = match.text,
                     .last_is_prefix = match.form == Match::Form::phrase_prefix || match.form == Match::Form::words_prefix};
  }

  /// Of a field that no document has, nothing is found either way: reading says so with less.
  static Queries found_by(TextQuery wanted) {
    if (wanted.fields.empty()) return std::nullopt;
    return std::vector{std::move(wanted)};
  }

  /// False: the field may hold the text without its words.
  bool add_field(const std::string& name, std::string_view text, TextQuery& to) const {
    if (name.starts_with('_')) return false;
    for (const auto& access : accesses_of(name, nested_, types_)) {
      const auto type = access.rules.type;
      const bool has_own_words = type == FieldType::text || type == FieldType::keyword || type == FieldType::dynamic;
      if (access.rules.null_value || (!has_own_words && may_be_value(text))) return false;
      to.or_by_value = to.or_by_value || (type == FieldType::dynamic && may_be_value(text));
      to.fields.push_back(nested_.empty() ? access.path : nested_ + "." + access.path);
    }
    return true;
  }

  const FieldTypes& types_;
  std::string nested_;  ///< the objects that are searched; "": documents
};

}  // namespace

Queries candidate_queries(const Query& query, const FieldTypes& types) { return Candidates(types, "").of(query); }

}  // namespace headrace::engine::text
