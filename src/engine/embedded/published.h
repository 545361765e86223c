#pragma once
// What readers of a store see: one committed state, replaced as a whole after each commit. Readers hold the lock only to look something up
// in memory; what they read from disk afterwards is read under the snapshot they took with it.

#include <shared_mutex>

#include "engine/embedded/catalog.h"
#include "engine/embedded/database.h"
#include "engine/embedded/document_cache.h"
#include "engine/embedded/list_index.h"

namespace headrace::engine::embedded {

/// A change of one document, as a commit made it.
struct DocumentChange {
  std::uint64_t index = 0;  ///< the number
  std::string id;
  std::optional<StoredDocument> document;  ///< none: removed
  std::optional<ListRecord> list;          ///< state store only
  std::uint64_t seq_no = 0;
  std::optional<std::uint64_t> replaced_body = {};  ///< seq_no of the source that lies apart on disk and goes with this
};

/// One index, as it is in one state.
struct IndexView {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const IndexDefinition> definition;
  IndexCounters counters;
  std::uint64_t commits = 0;  ///< for DocumentCache::put_read
};

class Published {
 public:
  Published(Catalog catalog, std::map<std::uint64_t, ListIndex> lists, std::shared_ptr<const Snapshot> snapshot, DocumentCache& cache);

  struct Changes {
    std::vector<Index> indices;  ///< new or changed
    std::vector<Index> deleted;
    std::map<std::string, std::shared_ptr<const IndexTemplate>> templates;  ///< null: taken out
    const std::unordered_map<std::string, DocumentChange>* documents = nullptr;
    std::shared_ptr<const Snapshot> snapshot;
  };
  void publish(Changes changes);
  /// Nothing can be read from now on.
  void close();

  struct DocumentView {
    IndexView index;
    std::optional<StoredDocument> cached;  ///< none: it has to be read, if it is there at all
  };
  /// Errors: index_not_found, index_closed; illegal_argument for an alias of several; unavailable when the store is closed.
  [[nodiscard]] Result<DocumentView> document(std::string_view index, std::string_view id) const;
  /// Several indices in one state. Errors: as above.
  [[nodiscard]] Result<std::vector<IndexView>> indices(const std::vector<std::string>& names) const;
  /// The index with this number. Errors: as above.
  [[nodiscard]] Result<IndexView> numbered(std::uint64_t index) const;
  [[nodiscard]] Result<std::vector<IndexInfo>> infos() const;
  /// As DocumentStore::pipelines_of.
  [[nodiscard]] Result<IndexPipelines> pipelines_of(std::string_view index) const;
  [[nodiscard]] Result<std::vector<IndexTemplate>> templates() const;

  struct PageView {
    IndexView index;
    ListIndex::Page page;
  };
  /// The window of a list. Errors: index_not_found, unavailable; illegal_argument for an index without a list.
  [[nodiscard]] Result<PageView> page(std::string_view index, const ListIndex::Wanted& wanted) const;

  /// As StateStore::changes. Errors: as page().
  [[nodiscard]] Result<engine::Changes> changes(std::string_view index, std::optional<std::uint64_t> from, std::size_t limit) const;

  /// Calls `look` with an index and its list as they are now, under the readers' lock: it has to be short. Errors: as numbered(); also when
  /// the index has no list.
  Result<void> look_at_list(std::uint64_t index, const std::function<void(const Index&, const ListIndex&)>& look) const;

  /// The list of an index, for the writer's thread only: nobody else changes it, so that it needs no lock to look.
  [[nodiscard]] const ListIndex* list_for_writer(std::uint64_t index) const;

 private:
  void log(const std::unordered_map<std::string, DocumentChange>& documents);
  [[nodiscard]] Result<IndexView> locked_index(std::string_view name) const;

  DocumentCache& cache_;
  mutable std::shared_mutex mutex_;
  // All guarded by mutex_.
  Catalog catalog_;
  std::map<std::uint64_t, ListIndex> lists_;  ///< by number of the index; empty in the content store
  std::map<std::uint64_t, ChangeLog> logs_;   ///< as lists_
  std::shared_ptr<const Snapshot> snapshot_;  ///< null once closed
};

}  // namespace headrace::engine::embedded
