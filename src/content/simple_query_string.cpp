// The simple_query_string query: words, "phrases", prefix*, + | - and parentheses. No text is an error, but for what is not here.

#include <fmt/format.h>

#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_clauses.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

/// Which operators the text may use; others are plain characters.
struct Operators {
  bool both = true, either = true, exclude = true, prefix = true, phrase = true, precedence = true, escape = true, whitespace = true,
       near = true;
};

struct OperatorName {
  std::string_view name;
  bool Operators::* flag;
};
constexpr std::array operator_names{
    OperatorName{"AND", &Operators::both},      OperatorName{"OR", &Operators::either},
    OperatorName{"NOT", &Operators::exclude},   OperatorName{"PREFIX", &Operators::prefix},
    OperatorName{"PHRASE", &Operators::phrase}, OperatorName{"PRECEDENCE", &Operators::precedence},
    OperatorName{"ESCAPE", &Operators::escape}, OperatorName{"WHITESPACE", &Operators::whitespace},
    OperatorName{"FUZZY", &Operators::near},    OperatorName{"NEAR", &Operators::near},
    OperatorName{"SLOP", &Operators::near},
};

Result<Operators> read_operators(const Value* value) {
  if (value == nullptr || scalar_text(*value) == "ALL" || scalar_text(*value).empty()) return Operators{};
  Operators operators{false, false, false, false, false, false, false, false, false};
  for (const auto& name : base::split_list(scalar_text(*value), '|')) {
    if (name == "ALL") return Operators{};
    const auto* known = std::ranges::find(operator_names, name, &OperatorName::name);
    if (known != operator_names.end()) {
      operators.*known->flag = true;
    } else if (name != "NONE") {
      return fail(ErrorKind::illegal_argument, fmt::format("Unknown simple_query_string flag [{}]", name));
    }
  }
  return operators;
}

/// Clauses one after the other: where the operator between them changes, all before it become one clause.
class Chain {
 public:
  void add(Query query, bool both) {
    if (!started_) {
      started_ = true;
      first_ = std::move(query);
      return;
    }
    if (!node_ || both != both_) {
      auto before = node_ ? bool_query(std::move(*node_)) : std::move(*first_);
      node_.emplace();
      (both ? node_->must : node_->should).push_back(std::move(before));
      both_ = both;
    }
    (both ? node_->must : node_->should).push_back(std::move(query));
  }

  Result<Query> finish(const std::string& minimum) {
    if (!started_) return Query{engine::MatchNone{}};
    if (!node_) return std::move(*first_);
    if (!minimum.empty() && !both_) {
      const auto optional = static_cast<int>(node_->should.size());
      TRY(node_->minimum_should_match, read_minimum_should_match(Value(minimum), optional));
      if (node_->minimum_should_match > optional) return Query{engine::MatchNone{}};
    }
    return bool_query(std::move(*node_));
  }

 private:
  bool started_ = false;
  bool both_ = false;
  std::optional<Query> first_;
  std::optional<engine::Bool> node_;
};

class Parser {
 public:
  Parser(std::string_view text, const LanguageOptions& options, const Operators& operators)
      : text_(text), options_(options), operators_(operators) {}

  Result<Query> run() { return group(0); }

 private:
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] bool is(bool enabled, char c) const { return enabled && more() && text_[at_] == c; }
  [[nodiscard]] bool is_space() const {
    return operators_.whitespace && more() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos;
  }
  /// Characters that end a word wherever they stand.
  [[nodiscard]] bool is_special() const {
    return is_space() || is(operators_.both, '+') || is(operators_.either, '|') || is(operators_.phrase, '"') ||
           is(operators_.precedence, '(') || is(operators_.precedence, ')');
  }

  Result<Query> group(int depth) {
    Chain chain;
    std::optional<bool> both;
    bool excluded = false;
    while (more() && !(depth > 0 && is(operators_.precedence, ')'))) {
      if (is_space()) {
        ++at_;
      } else if (is(operators_.both, '+')) {
        both = true;
        ++at_;
      } else if (is(operators_.either, '|')) {
        both = false;
        ++at_;
      } else if (is(operators_.exclude, '-')) {
        excluded = !excluded;
        ++at_;
      } else if (is(operators_.precedence, ')')) {
        ++at_;  // one that closes nothing
      } else {
        TRY(auto query, clause(depth));
        if (query) {
          if (excluded) query = Query{engine::Bool{.must = {}, .should = {}, .must_not = {std::move(*query)}}};
          chain.add(std::move(*query), both.value_or(options_.all));
        }
        both.reset();
        excluded = false;
      }
    }
    return chain.finish(depth == 0 ? options_.minimum : "");
  }

  /// None for what says nothing, such as `""`.
  Result<std::optional<Query>> clause(int depth) {
    if (is(operators_.precedence, '(')) {
      if (depth >= deepest_parentheses) return fail(unreadable_query(text_, "its parentheses are too deep"));
      ++at_;
      TRY(auto inner, group(depth + 1));
      if (more()) ++at_;
      if (std::holds_alternative<engine::MatchNone>(inner.node)) return std::nullopt;
      return std::optional(std::move(inner));
    }
    if (is(operators_.phrase, '"')) {
      if (const auto end = closing_quote()) return phrase(*end);
      ++at_;  // one that begins nothing
      return std::nullopt;
    }
    return word();
  }

  [[nodiscard]] std::optional<std::size_t> closing_quote() const {
    for (auto i = at_ + 1; i < text_.size(); ++i) {
      if (operators_.escape && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        return i;
      }
    }
    return std::nullopt;
  }

  Result<std::optional<Query>> phrase(std::size_t end) {
    const auto text = plain(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    TRY_VOID(check_near());
    if (text.empty()) return std::nullopt;
    return std::optional(phrase_query(options_, text, options_.fields));
  }

  Result<std::optional<Query>> word() {
    const auto start = at_;
    bool is_near = false;
    while (more() && !is_special() && !is_near) {
      at_ += operators_.escape && text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
      is_near = is(operators_.near, '~');
    }
    auto part = text_.substr(start, std::min(at_, text_.size()) - start);
    if (is_near) TRY_VOID(check_near());
    const bool is_prefix = operators_.prefix && part.size() > 1 && part.ends_with('*') && !part.ends_with("\\*");
    if (operators_.prefix && part == "*") return std::optional(Query{engine::MatchAll{}});
    if (is_prefix) {
      part.remove_suffix(1);
      return std::optional(in_fields(Query{engine::Prefix{"", plain(part), false, true}}, options_.fields));
    }
    return std::optional(word_query(options_, plain(part), options_.fields));
  }

  /// `~2` behind a word or a phrase: words that are only alike, and gaps, are not here.
  Result<void> check_near() {
    if (!is(operators_.near, '~')) return {};
    const auto start = ++at_;
    while (more() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    if (text_.substr(start, at_ - start) == "0") return {};
    return fail(ErrorKind::illegal_argument,
                fmt::format("[{}] with [~] (fuzziness and slop) is not supported by this server", options_.name));
  }

  [[nodiscard]] std::string plain(std::string_view text) const {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (operators_.escape && text[i] == '\\' && i + 1 < text.size()) ++i;
      result += text[i];
    }
    return result;
  }

  std::string_view text_;
  const LanguageOptions& options_;
  const Operators& operators_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Query> read_simple_query_string(std::string_view name, const Value& body, const QueryText& context) {
  const OptionForm form{.read = {"query", "fields", "default_operator", "lenient", "minimum_should_match", "flags"},
                        .ignored = {"analyze_wildcard", "auto_generate_synonyms_phrase_query", "fuzzy_max_expansions",
                                    "fuzzy_prefix_length", "fuzzy_transpositions"},
                        .refused = {"analyzer", "quote_field_suffix"}};
  TRY(const auto options, read_language_options(name, body, form, context));
  TRY(const auto operators, read_operators(body.find("flags")));
  return Parser(scalar_text(*body.find("query")), options, operators).run();
}

}  // namespace headrace::content
