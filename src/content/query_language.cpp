#include "content/query_language.h"

#include <fmt/format.h>

#include <algorithm>

#include "content/errors.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;
using Fields = std::vector<std::string>;

enum class Link { none, both, either };
enum class Sign { none, required, excluded };

/// One clause of a text, and how it stands to the others.
struct Clause {
  Query query;
  Sign sign = Sign::none;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool ends_word(char c) { return is_space(c) || std::string_view("():^[]\"{}~").find(c) != std::string_view::npos; }

std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

/// True for a text with `*` or `?` that is not escaped.
bool has_wildcards(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '*' || text[i] == '?') {
      return true;
    }
  }
  return false;
}

class Parser {
 public:
  Parser(std::string_view text, const LanguageOptions& options) : text_(text), options_(options) {}

  Result<Query> run() {
    TRY(auto clauses, read_clauses(options_.fields, 0));
    skip_space();
    if (more()) return wrong("there is a ')' without '('");
    return combine(std::move(clauses), true);
  }

 private:
  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] bool sees(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  bool take(std::string_view token) {
    if (!sees(token)) return false;
    at_ += token.size();
    return true;
  }
  void skip_space() {
    while (more() && is_space(text_[at_])) ++at_;
  }
  [[nodiscard]] std::unexpected<Error> wrong(std::string_view why) const { return fail(unreadable_query(text_, why)); }

  /// A word of the language itself, alone.
  bool take_word(std::string_view word) {
    const auto end = at_ + word.size();
    if (!sees(word) || (end < text_.size() && !ends_word(text_[end]))) return false;
    at_ = end;
    return true;
  }

  Link take_link() {
    if (take("&&") || take_word("AND")) return Link::both;
    if (take("||") || take_word("OR")) return Link::either;
    return Link::none;
  }

  Sign take_sign() {
    if (take("+")) return Sign::required;
    if (take("-") || take("!") || take_word("NOT")) return Sign::excluded;
    return Sign::none;
  }

  Result<std::vector<Clause>> read_clauses(const Fields& fields, int depth) {
    std::vector<Clause> clauses;
    for (skip_space(); more() && !sees(")"); skip_space()) {
      const auto link = take_link();
      if (link != Link::none && clauses.empty()) return wrong("it begins with an operator");
      skip_space();
      const auto sign = take_sign();
      skip_space();
      if (!more() || sees(")")) return wrong("it ends where a clause must stand");
      TRY(auto query, read_clause(fields, depth));
      add(link, sign, std::move(query), clauses);
    }
    return clauses;
  }

  /// AND makes what stands before it required too; with AND as the default, OR makes it optional.
  void add(Link link, Sign sign, Query query, std::vector<Clause>& clauses) const {
    if (!clauses.empty() && clauses.back().sign != Sign::excluded) {
      if (link == Link::both) clauses.back().sign = Sign::required;
      if (link == Link::either && options_.all) clauses.back().sign = Sign::none;
    }
    if (sign == Sign::none && (options_.all ? link != Link::either : link == Link::both)) sign = Sign::required;
    clauses.push_back({std::move(query), sign});
  }

  Result<Query> combine(std::vector<Clause> clauses, bool is_whole) const {
    if (clauses.empty()) return Query{engine::MatchNone{}};
    const auto& minimum = is_whole ? options_.minimum : std::string();
    if (clauses.size() == 1 && clauses.front().sign != Sign::excluded) {
      set_minimum(clauses.front().query, minimum);
      return std::move(clauses.front().query);
    }
    engine::Bool node;
    for (auto& clause : clauses) {
      auto& to = clause.sign == Sign::required ? node.must : clause.sign == Sign::excluded ? node.must_not : node.should;
      to.push_back(std::move(clause.query));
    }
    if (!minimum.empty()) {
      const auto optional = static_cast<int>(node.should.size());
      TRY(node.minimum_should_match, read_minimum_should_match(Value(minimum), optional));
      if (node.minimum_should_match > optional) return Query{engine::MatchNone{}};
    }
    return bool_query(std::move(node));
  }

  /// Of a text of mere words.
  static void set_minimum(Query& query, const std::string& minimum) {
    if (auto* any = std::get_if<engine::AnyField>(&query.node)) return set_minimum(any->query.front(), minimum);
    if (auto* match = std::get_if<engine::Match>(&query.node); match != nullptr && match->form == engine::Match::Form::words)
      match->minimum = minimum;
  }

  /// The name in front of a `:`, or nothing.
  std::optional<std::string> take_field() {
    auto end = at_;
    while (end < text_.size() && !ends_word(text_[end])) end += text_[end] == '\\' && end + 1 < text_.size() ? 2 : 1;
    if (end >= text_.size() || end == at_ || text_[end] != ':') return std::nullopt;
    auto name = std::string(text_.substr(at_, end - at_));
    at_ = end + 1;
    return name;
  }

  Result<Query> read_clause(const Fields& fields, int depth) {
    auto own = fields;
    const auto field = take_field();
    if (field) {
      skip_space();
      if (*field == "*" && take("*")) return finished(Query{engine::MatchAll{}});
      if (*field == "_exists_") return read_exists_clause();
      own = {has_wildcards(*field) ? *field : without_escapes(*field)};
    }
    if (!take("(")) return read_value(own, field.has_value());
    if (depth >= deepest_parentheses) return wrong("its parentheses are too deep");
    named_groups_ += field ? 1 : 0;
    TRY(auto clauses, read_clauses(own, depth + 1));
    named_groups_ -= field ? 1 : 0;
    if (!take(")")) return wrong("a ')' is missing");
    TRY(auto query, combine(std::move(clauses), false));
    return finished(std::move(query));
  }

  Result<Query> read_exists_clause() {
    const auto name = take("\"") ? take_until('"') : std::optional(std::string(word_text()));
    if (!name || name->empty()) return wrong("a field must stand behind _exists_");
    return finished(Query{engine::Exists{without_escapes(*name)}});
  }

  Result<Query> read_value(const Fields& fields, bool is_named) {
    if (take("\"")) return read_phrase(fields);
    if (take("/")) return read_expression(fields);
    if (sees("[") || sees("{")) return read_range(fields);
    if ((is_named || named_groups_ > 0) && (sees(">") || sees("<"))) return read_comparison(fields);
    return read_word(fields, is_named);
  }

  /// Up to this character, which is taken too; escapes stay. None: it is not there.
  std::optional<std::string> take_until(char end) {
    const auto start = at_;
    while (more() && text_[at_] != end) at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    if (!more()) return std::nullopt;
    return std::string(text_.substr(start, at_++ - start));
  }

  Result<Query> read_phrase(const Fields& fields) {
    const auto phrase = take_until('"');
    if (!phrase) return wrong("a '\"' is missing");
    return finished(phrase_query(options_, without_escapes(*phrase), fields));
  }

  Result<Query> read_expression(const Fields& fields) {
    const auto expression = take_until('/');
    if (!expression) return wrong("a '/' is missing");
    auto pattern = engine::TermPattern::compile(*expression, {}, false);
    if (!pattern) return wrong(pattern.error().reason);
    return finished(in_fields(Query{engine::Regexp{"", std::move(*pattern)}}, fields));
  }

  std::string_view word_text() {
    const auto start = at_;
    while (more() && !ends_word(text_[at_])) at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    return text_.substr(start, at_ - start);
  }

  [[nodiscard]] engine::Range empty_range() const {
    return {.field = "", .gt = {}, .gte = {}, .lt = {}, .lte = {}, .zone = options_.zone, .now = options_.now, .lenient = options_.lenient};
  }

  std::optional<std::string> range_bound() {
    skip_space();
    if (take("\"")) return take_until('"');
    const auto start = at_;
    while (more() && !is_space(text_[at_]) && text_[at_] != ']' && text_[at_] != '}')
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    return at_ == start ? std::nullopt : std::optional(std::string(text_.substr(start, at_ - start)));
  }

  Result<Query> read_range(const Fields& fields) {
    auto range = empty_range();
    const bool with_lower = take("[");
    if (!with_lower) take("{");
    const auto lower = range_bound();
    skip_space();
    if (!take_word("TO")) return wrong("a range is [from TO to]");
    const auto upper = range_bound();
    skip_space();
    const bool with_upper = take("]");
    if (!lower || !upper || (!with_upper && !take("}"))) return wrong("a range is [from TO to]");
    if (*lower != "*") (with_lower ? range.gte : range.gt) = Value(without_escapes(*lower));
    if (*upper != "*") (with_upper ? range.lte : range.lt) = Value(without_escapes(*upper));
    return finished(in_fields(Query{std::move(range)}, fields));
  }

  Result<Query> read_comparison(const Fields& fields) {
    auto range = empty_range();
    const bool greater = take(">");
    if (!greater) take("<");
    const bool equal = take("=");
    skip_space();
    const auto value = take("\"") ? take_until('"') : std::optional(std::string(word_text()));
    if (!value || value->empty()) return wrong("a value must stand behind the comparison");
    auto& bound = greater ? (equal ? range.gte : range.gt) : (equal ? range.lte : range.lt);
    bound = Value(without_escapes(*value));
    return finished(in_fields(Query{std::move(range)}, fields));
  }

  Result<Query> read_word(const Fields& fields, bool is_named) {
    const auto word = word_text();
    if (word.empty()) return wrong(more() ? fmt::format("'{}' is not expected", text_[at_]) : "a value is missing");
    if (word == "*") {
      if (!is_named && fields == Fields{"*"}) return finished(Query{engine::MatchAll{}});
      engine::Bool any{.must = {}, .should = {}, .must_not = {}, .minimum_should_match = 1};
      for (const auto& field : fields) any.should.push_back(Query{engine::Exists{field}});
      return finished(Query{std::move(any)});
    }
    if (has_wildcards(word)) return finished(in_fields(Query{engine::Wildcard{"", std::string(word), false, true}}, fields));
    auto text = without_escapes(word);
    if (!is_named) take_more_words(text);
    return finished(word_query(options_, std::move(text), fields));
  }

  /// Words behind each other, without an operator, are one text.
  void take_more_words(std::string& text) {
    if (!is_mere_word_end()) return;
    while (true) {
      const auto start = at_;
      skip_space();
      if (take_link() != Link::none || take_sign() != Sign::none || sees("/") || take_field()) {
        at_ = start;
        return;
      }
      const auto word = word_text();
      if (word.empty() || has_wildcards(word) || !is_mere_word_end()) {
        at_ = start;
        return;
      }
      text.append(" ").append(without_escapes(word));
    }
  }

  /// True when nothing that belongs to the word before follows.
  bool is_mere_word_end() {
    if (sees("^") || sees("~")) return false;
    const auto start = at_;
    skip_space();
    const auto link = take_link();
    at_ = start;
    return link == Link::none;
  }

  /// What may stand behind a clause: a boost. Words that are only alike, and phrases with gaps, are not here.
  Result<Query> finished(Query query) {
    while (sees("^") || sees("~")) {
      const bool is_boost = text_[at_++] == '^';
      const auto start = at_;
      while (more() && std::string_view("0123456789.").find(text_[at_]) != std::string_view::npos) ++at_;
      const auto number = text_.substr(start, at_ - start);
      if (is_boost && number.empty()) return wrong("a number must stand behind '^'");
      if (!is_boost && number != "0")
        return fail(ErrorKind::illegal_argument,
                    fmt::format("[{}] with [~] (fuzziness and slop) is not supported by this server", options_.name));
    }
    return query;
  }

  std::string_view text_;
  const LanguageOptions& options_;
  std::size_t at_ = 0;
  int named_groups_ = 0;  ///< parentheses around, with a field in front
};

}  // namespace

Result<Query> parse_query_language(std::string_view text, const LanguageOptions& options) { return Parser(text, options).run(); }

}  // namespace headrace::content
