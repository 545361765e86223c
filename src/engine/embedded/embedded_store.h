#pragma once
// One store of the embedded engine: a RocksDB instance, its writer, and what readers see. The content store is one too, of which only the
// DocumentStore is shown.

#include "engine/embedded/reader_pool.h"
#include "engine/embedded/text_search.h"
#include "engine/embedded/writer.h"

namespace headrace::engine::embedded {

class EmbeddedStore final : public StateStore {
 public:
  struct Setup {
    std::string name;  ///< of the folder and of the writer's thread
    std::filesystem::path folder;
    StoreKind kind;
    DatabaseOptions database;
    base::Clock* clock = nullptr;
    ReaderPool* pool = nullptr;
    std::optional<TextSearch::Setup> text = std::nullopt;  ///< none: text is found by reading
    std::function<void(const std::string&)> on_fatal;
  };
  /// Opens the database and reads what is kept in memory. Errors: unavailable, in three lines.
  static Result<std::unique_ptr<EmbeddedStore>> open(Setup setup);
  ~EmbeddedStore() override { close(); }

  Awaitable<Result<std::optional<Document>>> get(std::string index, std::string id) override;
  Awaitable<Result<std::vector<Result<Written>>>> write(std::vector<Write> writes) override;
  Awaitable<Result<SearchResult>> search(SearchRequest request) override;
  Awaitable<Result<std::shared_ptr<const SearchView>>> open_view(std::vector<std::string> indices) override;
  Awaitable<Result<IndexInfo>> create_index(IndexInfo wanted) override;
  Awaitable<Result<void>> delete_index(std::string index) override;
  Awaitable<Result<std::vector<IndexInfo>>> indices() override;
  Awaitable<Result<void>> change_catalog(std::function<Result<void>(CatalogView&)> rules) override;
  Awaitable<Result<std::vector<IndexTemplate>>> templates() override;
  Awaitable<Result<ListPage>> list(ListRequest request) override;
  Awaitable<Result<void>> transact(Reads reads, std::function<Result<void>(StateView&)> rules) override;
  Awaitable<Result<Changes>> changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit) override;
  bool on_commit(std::function<void()> listener) override {
    writer_.on_commit(std::move(listener));
    return true;
  }

  /// Finishes the accepted writes; nothing can be written or read afterwards.
  void close();

 private:
  EmbeddedStore(Setup& setup, WriterState state, std::map<std::uint64_t, ListIndex> lists);

  /// Runs `work` on the writer's thread; what it gives is the answer once the group is on disk.
  template <class T>
  Awaitable<Result<T>> submit(std::size_t bytes, std::function<Result<T>(Group&)> work);

  /// The document in the state of `view`, from the cache or from disk.
  Result<std::optional<StoredDocument>> read(const IndexView& view, const std::string& id, Patience patience);
  /// The document as it was when the list was looked at.
  Result<std::optional<StoredDocument>> read_place(const IndexView& view, const ListPlace& place, Patience patience);
  /// All of these, as many as places; what is in memory is found under one lock.
  Result<std::vector<std::optional<StoredDocument>>> read_all(const IndexView& view, const std::vector<ListPlace>& places,
                                                              Patience patience);
  /// What is wanted of the list itself, without the filters. Errors: those of list().
  Result<ListIndex::Wanted> wanted_of(const ListRequest& request);
  Result<ListPage> read_places(const Published::PageView& view, ListOrder order, Patience patience);
  Awaitable<Result<ListPage>> read_page(Published::PageView view, ListOrder order);
  /// The window of `wanted` among what passes the further conditions of `request`, in `view` of all places.
  Result<ListPage> filter_page(const Published::PageView& view, const ListIndex::Wanted& wanted, const ListRequest& request,
                               const std::vector<KeywordFilter>& filters);

  StoreKind kind_;
  ReaderPool& pool_;
  DocumentCache cache_;
  Published published_;
  std::unique_ptr<TextSearch> text_;
  Writer writer_;
};

}  // namespace headrace::engine::embedded
