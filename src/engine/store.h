#pragma once
// The seam. Rules above it, bytes below it. Two engines stand behind it: embedded (RocksDB) and, later, cluster.
// docs/decisions/0002-seam.md says why it looks like this.

#include <functional>
#include <span>

#include "engine/index_template.h"
#include "engine/query.h"

namespace headrace::engine {

/// What a change of the catalog sees, and where it puts what is new. Valid only inside the function it is given to.
class CatalogView {
 public:
  virtual ~CatalogView() = default;
  /// The index with this name (not an alias), with the changes so far.
  [[nodiscard]] virtual std::optional<IndexInfo> find(std::string_view name) const = 0;
  /// All of them, by name.
  [[nodiscard]] virtual std::vector<IndexInfo> indices() const = 0;
  [[nodiscard]] virtual std::vector<IndexTemplate> templates() const = 0;
  /// Gives the index with this name these aliases, mappings, settings and state; the rest of it stays. Errors: index_not_found.
  virtual Result<void> put(IndexInfo index) = 0;
  /// Takes the index out with its documents. Errors: index_not_found.
  virtual Result<void> remove(std::string_view name) = 0;
  virtual void put_template(IndexTemplate made) = 0;
  /// False: there is none of this name.
  virtual bool remove_template(std::string_view name) = 0;
};

/// Documents of any index.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  /// The document, or none. Errors: index_not_found.
  virtual Awaitable<Result<std::optional<Document>>> get(std::string index, std::string id) = 0;

  /// Applies the writes in order, each for itself; answers when all that were accepted are on disk. As many results as writes.
  /// Item errors: version_conflict, document_missing, document_parsing, invalid_index_name, illegal_argument.
  /// The outer error (unavailable, cluster_block): nothing can be said of any item.
  virtual Awaitable<Result<std::vector<Result<Written>>>> write(std::vector<Write> writes) = 0;

  /// Searches one consistent state. Errors: index_not_found; illegal_argument for a `view` of another store.
  virtual Awaitable<Result<SearchResult>> search(SearchRequest request) = 0;
  /// The state that `indices` (concrete names) have now, for SearchRequest::view. Errors: index_not_found; unavailable for a store that
  /// keeps none.
  virtual Awaitable<Result<std::shared_ptr<const SearchView>>> open_view(std::vector<std::string> indices);

  /// With what the template of the highest priority that fits the name adds. Errors: resource_already_exists, invalid_index_name,
  /// invalid_alias_name, illegal_argument.
  virtual Awaitable<Result<IndexInfo>> create_index(IndexInfo wanted) = 0;
  /// Errors: index_not_found; illegal_argument for the indices of the state.
  virtual Awaitable<Result<void>> delete_index(std::string index) = 0;
  /// All indices of this store, by name.
  virtual Awaitable<Result<std::vector<IndexInfo>>> indices() = 0;
  /// Runs `rules` over indices and templates as they are, and makes what they put one atomic commit; answers when that is on disk. Their
  /// error means that nothing is changed. Errors: also invalid_alias_name and illegal_argument for aliases that cannot be together;
  /// illegal_argument for the indices of the state; unavailable for a store that cannot do it.
  virtual Awaitable<Result<void>> change_catalog(std::function<Result<void>(CatalogView&)> rules);
  /// By name.
  virtual Awaitable<Result<std::vector<IndexTemplate>>> templates();
};

/// `field` (a keyword path such as "connector.id") equals one of `values`, to the byte.
struct KeywordFilter {
  std::string field;
  std::vector<std::string> values;
};

/// `ascending`: docs/spec says by key, then id by bytes; `descending`: its exact mirror; `newest_first` (for --strict): key descending at
/// stored precision, then newest creation first.
enum class ListOrder { ascending, descending, newest_first };

/// A window of one index in its list order: sync jobs by (created_at, id), connectors by (index_name, creation).
struct ListRequest {
  std::string index;
  std::vector<KeywordFilter> filters;  ///< all must hold
  /// Further condition on the parsed source, for what no keyword can say; may be empty. Costs a read of every document that the
  /// filters leave.
  std::function<bool(const json::Value&)> predicate = {};
  /// Only documents whose date in the list order is not before `since` and is before `until`; those without a date are in no range. For
  /// lists that are ordered by a date.
  std::optional<base::Instant> since = std::nullopt;
  std::optional<base::Instant> until = std::nullopt;
  ListOrder order = ListOrder::ascending;
  /// A ListPage::next of the same index and order: the window begins behind that page, however the list has changed since.
  std::optional<std::string> after = std::nullopt;
  std::uint64_t from = 0;
  std::uint64_t size = 100;
};

struct ListPage {
  std::uint64_t count = 0;  ///< all that match, exact; `after` takes nothing off it
  std::vector<Document> documents;
  /// Where the list goes on, for ListRequest::after: bytes of the engine's own, good as long as the index is there. None when nothing
  /// follows, for an empty window, and for ListOrder::newest_first.
  std::optional<std::string> next = std::nullopt;
};

/// A document of a state index was made, changed or removed.
struct Change {
  std::uint64_t seq_no = 0;
  std::string id;
};

struct Changes {
  std::vector<Change> changes;  ///< by seq_no, each document once
  std::uint64_t next = 0;       ///< where to go on
};

/// What a transaction wants to see.
struct Reads {
  struct ById {
    std::string index, id;
  };
  /// All documents of `index` whose keyword `field` has this value.
  struct ByKeyword {
    std::string index, field, value;
  };
  std::vector<ById> documents;
  std::vector<ByKeyword> keywords;
};

/// What a transaction sees, and where it puts its writes. Valid only inside the function it is given to.
class StateView {
 public:
  virtual ~StateView() = default;
  /// The time of this transaction; never goes back, not even over a restart.
  [[nodiscard]] virtual base::Instant now() const = 0;
  /// A document named in Reads::documents (or found by a keyword), with the writes of this transaction applied; nullptr when there is none.
  [[nodiscard]] virtual const Document* find(std::string_view index, std::string_view id) const = 0;
  /// The documents of one Reads::keywords entry, before this transaction's writes, in order of id.
  [[nodiscard]] virtual std::vector<const Document*> with(std::string_view index, std::string_view field, std::string_view value) const = 0;
  /// Makes or replaces a document. Two different ids are never one document.
  virtual void put(std::string_view index, std::string_view id, std::string source) = 0;
  /// The same, where the document is at hand: a JSON object, which need not be read again.
  virtual void put_value(std::string_view index, std::string_view id, const json::Value& document) = 0;
  virtual void remove(std::string_view index, std::string_view id) = 0;
};

/// Documents of the state indices (connectors, sync jobs, later secrets, keys, users).
class StateStore : public DocumentStore {
 public:
  /// Errors: index_not_found; illegal_argument for an `after` that no page of this index in this order has given, and for a range of a
  /// list that has no dates.
  virtual Awaitable<Result<ListPage>> list(ListRequest request) = 0;

  /// Fetches `reads`, runs `rules` over them, and makes all its writes one atomic commit; answers when that is on disk.
  /// `rules` is a pure function of the view: it may run more than once, and its error means that nothing is written.
  virtual Awaitable<Result<void>> transact(Reads reads, std::function<Result<void>(StateView&)> rules) = 0;
  /// Which documents changed in an index from sequence number `from` on, at most `limit`: whoever comes late and gets them then has the
  /// last state of each and not its history. Of what was removed only the latest is remembered. Far behind, a call looks at the whole
  /// index, so ask for many. With `from` none, or beyond the end, nothing but where the changes to come begin. Errors: index_not_found;
  /// unavailable for a store that cannot tell.
  virtual Awaitable<Result<Changes>> changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit);
  /// Calls `listener` after every commit, from a thread of the store: it must only take note. An empty one ends that; none is under way
  /// when this returns. False: this store cannot tell.
  virtual bool on_commit(std::function<void()> listener) {
    std::ignore = std::move(listener);
    return false;
  }
};

/// Both stores of an engine. `of` picks the one that holds an index (by concrete name or alias).
class Engine {
 public:
  virtual ~Engine() = default;
  virtual StateStore& state() = 0;
  virtual DocumentStore& content() = 0;
  DocumentStore& of(std::string_view index);
  /// True for the indices that StateStore holds, under any of their names.
  static bool is_state_index(std::string_view index);
  /// The concrete name of a state alias; any other name as it is.
  static std::string concrete_name(std::string_view index);
  /// Stops taking writes, finishes the accepted ones, closes. Safe to call twice.
  virtual void close() = 0;
};

}  // namespace headrace::engine
