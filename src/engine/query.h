#pragma once
// A search as a tree: content/ makes it from the query DSL, an engine runs it (docs/spec/document-api.md 5).

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/document.h"
#include "engine/field_rules.h"
#include "engine/term_pattern.h"

namespace headrace::engine {

struct Query;

struct MatchAll {};
struct MatchNone {};
/// Any of `values` equals any value of the field (`_id` too). On dates a value may be date math, and one that leaves parts open is all of
/// the day, month, … that it names.
struct Terms {
  std::string field;
  std::vector<json::Value> values;
  bool ignore_case = false;
  base::Instant now{};  ///< what date math starts from
};
/// Words of `text` in the field; on fields without words the field equals the text.
struct Match {
  enum class Form {
    words,          ///< any of them; with `all`, every one
    phrase,         ///< all of them, one behind the other, in one value
    phrase_prefix,  ///< the same, and of the last one only the begin
    words_prefix    ///< as words, and of the last one only the begin
  };
  std::string field;
  std::string text;
  bool all = false;
  Form form = Form::words;
  std::string minimum = {};       ///< engine::minimum_match of the words; "": one
  bool none_matches_all = false;  ///< a text without words matches everything, not nothing
  bool lenient = false;           ///< a text that the field cannot hold matches nothing, and is no error
  base::Instant now{};
};
/// Bounds are JSON values as they came; dates may be date math, and are read in `format`, or in that of the field when it is "".
struct Range {
  std::string field;
  std::optional<json::Value> gt, gte, lt, lte;
  std::string format = {};
  std::optional<std::chrono::seconds> zone = std::nullopt;  ///< of dates that name none
  base::Instant now{};
  bool lenient = false;
};
struct Exists {
  std::string field;  ///< may be a pattern with `*`
};
struct Prefix {
  std::string field;
  std::string prefix;
  bool ignore_case = false;
  bool folds = false;  ///< goes to lower case on fields of words
};
struct Wildcard {
  std::string field;
  std::string pattern;
  bool ignore_case = false;
  bool folds = false;
};
struct Regexp {
  std::string field;
  TermPattern pattern;
};
/// A query about each nested object of its own: fields are those of one object.
struct Nested {
  std::string path;
  std::vector<Query> query;  ///< one
  bool ignore_unmapped = false;
};
/// A query of one field, asked of several.
struct AnyField {
  std::vector<std::string> fields;  ///< names, or patterns with `*`
  std::vector<Query> query;         ///< one; what it has for a field does not count
  bool across = false;              ///< the words of a match may stand in different fields
};
struct Bool {
  std::vector<Query> must;  ///< `filter` is put here too
  std::vector<Query> should;
  std::vector<Query> must_not;
  int minimum_should_match = 0;
};

/// A number that no other query has: what was worked out for a query is known again by it. Copies are the same query.
std::uint64_t new_query_identity();

struct Query {
  std::variant<MatchAll, MatchNone, Terms, Match, Range, Exists, Prefix, Wildcard, Regexp, Nested, AnyField, Bool> node;
  std::uint64_t identity = new_query_identity();
};

struct SortKey {
  /// Which of several values counts, or what is made of them; `by_order`: the least of an ascending order, the greatest of a descending
  /// one.
  enum class Mode { by_order, least, greatest, sum, average, median };
  std::string field;  ///< a path, or "_id", "_seq_no", "_doc", "_score", "_shard_doc" (no two hits have the same)
  bool descending = false;
  bool missing_first = false;
  std::optional<json::Value> missing = std::nullopt;  ///< in place of no value; then missing_first says nothing
  Mode mode = Mode::by_order;
  std::string unmapped_type = {};  ///< then a field that the mapping does not know is missing everywhere, and no error
  std::string format = {};         ///< what dates are shown in; "": milliseconds
};

/// A field whose values are shown beside the document.
struct WantedField {
  enum class Source {
    values,      ///< `fields`: as the mapping understands them, in their order
    doc_values,  ///< `docvalue_fields`: the same, sorted; texts have none
    stored       ///< `stored_fields`: of fields that the mapping stores for themselves
  };
  std::string name;         ///< a path, or a pattern with `*`
  std::string format = {};  ///< of dates; "": that of the mapping
  Source from = Source::values;
};

/// One state of some indices, there for as long as somebody holds it. What it is, only its store knows.
class SearchView {
 public:
  virtual ~SearchView() = default;
  /// What was written to the store since: at most so many bytes are kept for those that hold this state or a newer one.
  [[nodiscard]] virtual std::uint64_t bytes_written_since() const = 0;
};

/// Hits in the order of storage, page behind page: a page costs what lies between it and the one before. Without sort, from, search_after.
struct Walk {
  std::string after;    ///< SearchResult::next of the page before; "" at the start
  bool counts = false;  ///< whether SearchResult::total is wanted
};

struct SearchRequest {
  std::vector<std::string> indices;  ///< concrete names
  Query query{MatchAll{}};
  std::vector<SortKey> sort;              ///< empty: order of seq_no
  std::vector<json::Value> search_after;  ///< as many as sort keys, or none
  std::uint64_t from = 0;
  std::uint64_t size = 10;
  std::shared_ptr<const SearchView> view = nullptr;  ///< in this state, whose indices are `indices`; none: in the current one
  std::optional<Walk> walk = std::nullopt;
  std::vector<WantedField> fields = {};  ///< Hit::fields
  /// How long an index of text may take to come to the present; then what it has is found, SearchResult::timed_out. With `is_exact` all
  /// documents are read rather.
  std::chrono::nanoseconds timeout = std::chrono::seconds(30);
  bool is_exact = false;
  /// Hits that have a Document::tag may come without their source. Of a search for everything by `_id`, else there are no tags.
  bool tags_suffice = false;
};

struct Hit {
  Document document;
  std::vector<json::Value> sort;  ///< the values it was sorted by
  json::Object fields = {};       ///< a list of values for each of SearchRequest::fields that it has
};

struct SearchResult {
  std::uint64_t total = 0;  ///< exact
  std::vector<Hit> hits;
  std::optional<std::string> next = std::nullopt;  ///< of a walk: Walk::after of the next page; none at the end
  bool timed_out = false;                          ///< what was written last may be missing
};

/// True when the document (its parsed source) answers the query. What the query cannot ask of these fields matches nothing;
/// QueryPlan::make tells what is wrong. What is worked out for a query is kept in `types` up to the next one: not from several threads.
bool matches(const Query& query, std::string_view id, const json::Value& source, const FieldTypes& types);

}  // namespace headrace::engine
