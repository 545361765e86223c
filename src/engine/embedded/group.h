#pragma once
// One group of writes that becomes one commit. Lives on the writer's thread; what is written in it is seen by what comes later in it.

#include "engine/embedded/catalog_change.h"
#include "engine/embedded/index_mappings.h"
#include "engine/embedded/published.h"
#include "engine/embedded/reader_pool.h"
#include "engine/embedded/tombstones.h"

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
  IndexMappings mappings;
  std::uint64_t next_index_number = 1;
  base::Instant highest_time{};  ///< that a transaction was ever given
  Tombstones tombstones = {};
  rocksdb::WriteBatch batch{};  ///< of the commit that is made; keeps its memory
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
  /// Where a write under this name goes; nullptr when there is no such index. Errors: those of Catalog::writable.
  Result<Index*> writable_index(std::string_view name) { return state_.catalog.writable(name); }
  /// The same, made when there is none. Errors: also those of create_index; index_not_found in the state store.
  Result<Index*> find_or_create_index(std::string_view name);
  /// Errors: resource_already_exists, invalid_index_name, illegal_argument.
  Result<IndexInfo> create_index(IndexInfo wanted);
  Result<void> delete_index(std::string_view name);
  [[nodiscard]] const Catalog& catalog() const { return state_.catalog; }
  /// Takes over a change that began from catalog() as it still is. Errors: cluster_block; those of check_aliases; illegal_argument for the
  /// indices of the state.
  Result<void> change_catalog(CatalogChange change);

  /// The document that a write is about, as it is on disk.
  struct OnDisk {
    bool is_known = false;
    std::optional<std::string> record = std::nullopt;
  };
  /// The document as it is in this group; with Detail::record it may come without its source.
  Result<std::optional<StoredDocument>> read(const Index& index, std::string_view id, Detail detail = Detail::whole,
                                             const OnDisk* on_disk = nullptr) const;
  /// The ids of the documents whose keyword `field` has `value`, by id.
  Result<std::vector<std::string>> ids_with(const Index& index, std::string_view field, const std::string& value) const;

  /// Holds a document that is to be written against the mapping of its index, and gives the mapping what it adds; where the state is held
  /// nothing is asked. Errors: document_parsing, strict_dynamic_mapping.
  Result<void> map_document(Index& index, std::string_view id, std::string_view source);
  /// What lists need to know of a source; none where there are no lists. Errors: document_parsing.
  Result<std::optional<ListRecord>> record_for(const Index& index, std::string_view id, std::string_view source) const;
  /// The same of a source that has been read.
  [[nodiscard]] std::optional<ListRecord> record_of(std::string_view index, const json::Value& document) const;
  /// Makes or replaces a document. `list` is what record_for said of the source.
  StoredDocument put(Index& index, std::string_view id, const StoredDocument* current, const base::SharedText& source,
                     std::optional<ListRecord> list, std::string routing = {}, std::string tag = {});
  /// Removes a document; gives the seq_no of the removal.
  std::uint64_t remove(Index& index, std::string_view id, const StoredDocument& current);
  /// The version that a removal of a document has that is not there; it counts, and takes a seq_no.
  struct Removal {
    std::uint64_t version = 1;
    std::uint64_t seq_no = 0;
  };
  Removal remove_nothing(Index& index, std::string_view id);

  /// Reads at once what these writes will ask for one by one; as many as writes. What cannot be foreseen, and a failure, is left to read().
  [[nodiscard]] std::vector<OnDisk> read_ahead(const std::vector<Write>& writes);

  /// True when anything is to be written.
  [[nodiscard]] bool has_writes() const { return !touched_.empty() || !deleted_.empty() || !templates_.empty(); }
  /// Writes everything as one batch with sync and publishes it. Errors: unavailable.
  Result<void> commit();

 private:
  using Overlay = std::unordered_map<std::string, DocumentChange>;

  std::uint64_t take_seq_no(Index& index);
  /// Takes a change into the overlay. `current`: what is there before it.
  void note(std::string key, DocumentChange change, const StoredDocument* current);
  /// Of the document that is made now: it goes on from a removal that is not long ago.
  std::uint64_t next_version(const std::string& key, const StoredDocument* current);
  void forget(const Index& index);
  /// The definition of an index, to be changed by this group; nobody else sees it before the commit.
  IndexDefinition& own_definition(Index& index);
  /// The one of the highest priority that fits; nullptr when none does.
  [[nodiscard]] const IndexTemplate* template_for(std::string_view name) const;
  void touch(const Index& index) { touched_.insert(index.definition->name); }
  void fill(rocksdb::WriteBatch& batch) const;
  void fill_documents(rocksdb::WriteBatch& batch) const;
  /// All changes, by key.
  [[nodiscard]] std::vector<const Overlay::value_type*> in_order() const;
  void fill_list_changes(rocksdb::WriteBatch& batch) const;
  void publish();

  WriterState& state_;
  Overlay changes_;                                                ///< by document key
  std::vector<const Overlay::value_type*> order_;                  ///< as they were made: mostly by key, too
  std::set<std::string> touched_;                                  ///< names of indices whose counters changed
  std::set<std::string> defined_;                                  ///< names of indices that are new or changed in what they are
  std::set<std::string> templates_;                                ///< names of templates that are new, changed or taken out
  std::map<std::uint64_t, std::shared_ptr<IndexDefinition>> own_;  ///< by number: definitions that this group has made
  std::map<std::uint64_t, std::uint64_t> first_seq_nos_;           ///< number of an index with a list -> the first it took here
  std::vector<Index> deleted_;
  bool gave_time_ = false;
  std::optional<bool> has_space_;  ///< asked for once per group
};

}  // namespace headrace::engine::embedded
