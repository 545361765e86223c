#pragma once
// A search as a tree: content/ makes it from the query DSL, an engine runs it (docs/spec/document-api.md 5).

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/document.h"

namespace headrace::engine {

/// How the value of a field is understood when it is compared.
enum class FieldType { dynamic, keyword, text, boolean, date, number, unmapped };

struct Query;

struct MatchAll {};
struct MatchNone {};
/// Any of `values` equals any value of the field (`_id` too).
struct Terms {
  std::string field;
  std::vector<json::Value> values;
  bool ignore_case = false;
};
/// Any (or, with `all`, every) word of `text` occurs in the field.
struct Match {
  std::string field;
  std::string text;
  bool all = false;
};
/// Bounds are JSON values (numbers, texts, dates with date math already worked out to instants).
struct Range {
  std::string field;
  std::optional<json::Value> gt, gte, lt, lte;
};
struct Exists {
  std::string field;
};
struct Prefix {
  std::string field;
  std::string prefix;
};
struct Wildcard {
  std::string field;
  std::string pattern;
};
struct Bool {
  std::vector<Query> must;  ///< `filter` is put here too
  std::vector<Query> should;
  std::vector<Query> must_not;
  int minimum_should_match = 0;
};

struct Query {
  std::variant<MatchAll, MatchNone, Terms, Match, Range, Exists, Prefix, Wildcard, Bool> node;
};

struct SortKey {
  std::string field;  ///< a path, or "_id", "_seq_no", "_doc", "_score", "_shard_doc" (no two hits have the same)
  bool descending = false;
  bool missing_first = false;
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
};

struct Hit {
  Document document;
  std::vector<json::Value> sort;  ///< the values it was sorted by
};

struct SearchResult {
  std::uint64_t total = 0;  ///< exact
  std::vector<Hit> hits;
  std::optional<std::string> next = std::nullopt;  ///< of a walk: Walk::after of the next page; none at the end
};

/// True when the document (its parsed source) answers the query. `type_of` tells the mapping of a path.
class FieldTypes {
 public:
  virtual ~FieldTypes() = default;
  [[nodiscard]] virtual FieldType type_of(std::string_view path) const = 0;
};
bool matches(const Query& query, std::string_view id, const json::Value& source, const FieldTypes& types);

}  // namespace headrace::engine
