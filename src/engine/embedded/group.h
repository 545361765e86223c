#pragma once
// One group of writes that becomes one commit. Lives on the writer's thread; what is written in it is seen by what comes later in it.

#include "engine/embedded/published.h"
#include "engine/embedded/reader_pool.h"

namespace headrace::engine::embedded {

class ListKeeper;
class TextSearch;

/// Which indices a store has and how it treats documents.
struct StoreKind {
  bool holds_state = false;  ///< fixed indices with lists; otherwise indices come and go, without lists
  std::size_t cache_bytes = 0;
  std::uint64_t least_free_bytes = 0;   ///< below this only removals are written
  std::uint64_t least_stored_list = 0;  ///< lists of at least so many documents are stored; smaller ones are read from their records

  [[nodiscard]] Urgency urgency() const { return holds_state ? Urgency::state : Urgency::content; }
};

/// What the writer's thread alone knows; runs ahead of what is published until the commit.
struct WriterState {
  StoreKind kind;
  std::shared_ptr<Database> database;
  DocumentCache* cache = nullptr;
  Published* published = nullptr;
  ListKeeper* lists = nullptr;  ///< told of every commit; none in the content store
  TextSearch* text = nullptr;   ///< told of every commit; none in the state store
  base::Clock* clock = nullptr;
  Catalog catalog;
  std::uint64_t next_index_number = 1;
  base::Instant highest_time{};  ///< that a transaction was ever given
};

class Group {
 public:
  explicit Group(WriterState& state) : state_(state) {}

  /// The time for one transaction; never goes back.
  base::Instant now();

  /// Refuses what makes documents while the disk is nearly full, as the original does at its flood stage; removals and reads go on.
  /// Errors: cluster_block.
  Result<void> check_space(std::string_view index);

  /// The index with this name or alias; nullptr when there is none.
  Index* find_index(std::string_view name) { return state_.catalog.find(name); }
  /// The same, made when there is none. Errors: invalid_index_name; index_not_found in the state store.
  Result<Index*> find_or_create_index(std::string_view name);
  /// Errors: resource_already_exists, invalid_index_name, illegal_argument.
  Result<IndexInfo> create_index(IndexInfo wanted);
  Result<void> delete_index(std::string_view name);

  /// The document as it is in this group.
  Result<std::optional<StoredDocument>> read(const Index& index, std::string_view id) const;
  /// The ids of the documents whose keyword `field` has `value`, by id.
  Result<std::vector<std::string>> ids_with(const Index& index, std::string_view field, const std::string& value) const;

  /// What lists need to know of a source; none where there are no lists. Errors: document_parsing.
  Result<std::optional<ListRecord>> record_for(const Index& index, std::string_view id, std::string_view source) const;
  /// Makes or replaces a document. `list` is what record_for said of the source.
  StoredDocument put(Index& index, std::string_view id, const StoredDocument* current, std::string source, std::optional<ListRecord> list);
  /// Removes a document; gives the seq_no of the removal.
  std::uint64_t remove(Index& index, std::string_view id, const StoredDocument& current);
  /// The seq_no of an operation that changes no document.
  std::uint64_t take_seq_no(Index& index);

  /// True when anything is to be written.
  [[nodiscard]] bool has_writes() const { return !touched_.empty() || !deleted_.empty(); }
  /// Writes everything as one batch with sync and publishes it. Errors: unavailable.
  Result<void> commit();

 private:
  using Overlay = std::unordered_map<std::string, DocumentChange>;

  void touch(const Index& index) { touched_.insert(index.definition->name); }
  void fill(rocksdb::WriteBatch& batch) const;
  void fill_list_changes(rocksdb::WriteBatch& batch) const;
  void publish();

  WriterState& state_;
  Overlay changes_;                ///< by document key
  std::set<std::string> touched_;  ///< names of indices whose counters changed
  std::set<std::string> created_;
  std::map<std::uint64_t, std::uint64_t> first_seq_nos_;  ///< number of an index with a list -> the first it took here
  std::vector<Index> deleted_;
  bool gave_time_ = false;
  std::optional<bool> has_space_;  ///< asked for once per group
};

}  // namespace headrace::engine::embedded
