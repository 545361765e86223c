#include "engine/embedded/embedded_store.h"

#include <future>

#include "engine/embedded/apply_write.h"
#include "engine/embedded/errors.h"
#include "engine/embedded/hit_fields.h"
#include "engine/embedded/list_position.h"
#include "engine/embedded/recovery.h"
#include "engine/embedded/search.h"
#include "engine/embedded/search_check.h"
#include "engine/embedded/transaction.h"

namespace headrace::engine::embedded {
namespace {

/// About what a write costs beside its text.
constexpr std::size_t write_overhead = 128;

std::size_t size_of(const std::vector<Write>& writes) {
  std::size_t size = 0;
  for (const auto& write : writes) size += write.source.size() + write_overhead;
  return size;
}

bool passes(const json::Value& source, const std::vector<KeywordFilter>& filters) {
  return std::ranges::all_of(filters, [&](const auto& filter) {
    return std::ranges::any_of(keyword_values(source, filter.field),
                               [&](const auto& value) { return std::ranges::find(filter.values, value) != filter.values.end(); });
  });
}

/// A snapshot that is kept.
struct StoreView final : SearchView {
  StoreView(const EmbeddedStore& of, std::vector<IndexView> views)
      : store(&of), indices(std::move(views)), written_before(indices.empty() ? 0 : indices.front().snapshot->database().written_bytes()) {}
  [[nodiscard]] std::uint64_t bytes_written_since() const override {
    return indices.empty() ? 0 : indices.front().snapshot->database().written_bytes() - written_before;
  }

  const EmbeddedStore* store;
  std::vector<IndexView> indices;
  std::uint64_t written_before;
};

Result<SearchResult> checked_search(const TextSearch::Prepared& in, const SearchRequest& request) {
  TRY_VOID(check_search(in.indices, request));
  return run_search(in.indices, request, in.candidates);
}

WriterState with_readers(WriterState state, DocumentCache& cache, Published& published, ListKeeper* lists, TextSearch* text) {
  state.cache = &cache;
  state.published = &published;
  state.lists = lists;
  state.text = text;
  return state;
}

std::unique_ptr<TextSearch> text_search(std::optional<TextSearch::Setup> setup, const WriterState& state, const Published& published) {
  if (!setup) return nullptr;
  text::TextIndexes::Existing existing;
  for (const auto& [name, index] : state.catalog.all()) existing[index.definition->number] = index.counters.next_seq_no;
  return std::make_unique<TextSearch>(std::move(*setup), published, std::move(existing));
}

/// All indices that any of the writes makes, before the first of them: a removal finds the index that a later write needs
/// (docs/spec/document-api.md 3.8). What cannot be made fails its items.
void make_indices(Group& group, const std::vector<Write>& writes) {
  const auto removes = [](const Write& write) { return write.action == Write::Action::remove; };
  if (std::ranges::none_of(writes, removes)) return;
  for (const auto& write : writes) {
    if (!removes(write) && write.makes_index) std::ignore = group.find_or_create_index(write.index);
  }
}

std::unique_ptr<ListKeeper> list_keeper(const WriterState& state, const Published& published,
                                        std::map<std::uint64_t, std::uint64_t> stored) {
  if (!state.kind.holds_state) return nullptr;
  return std::make_unique<ListKeeper>(ListKeeper::Setup{.database = state.database,
                                                        .published = &published,
                                                        .least_documents = state.kind.least_stored_list,
                                                        .least_free_bytes = state.kind.least_free_bytes,
                                                        .catalog = state.catalog,
                                                        .stored = std::move(stored)});
}

}  // namespace

Result<std::unique_ptr<EmbeddedStore>> EmbeddedStore::open(Setup setup) {
  TRY(auto database, Database::open(setup.folder, setup.database));
  WriterState state{.kind = setup.kind, .database = std::move(database), .clock = setup.clock, .catalog = {}, .mappings = {}};
  auto recovered = recover(state);
  if (!recovered) return fail(cannot_recover(setup.folder.string(), recovered.error().reason));
  return std::unique_ptr<EmbeddedStore>(new EmbeddedStore(setup, std::move(state), std::move(*recovered)));
}

EmbeddedStore::EmbeddedStore(Setup& setup, WriterState state, RecoveredLists recovered)
    : kind_(state.kind),
      database_(state.database),
      pool_(*setup.pool),
      cache_(state.kind.cache_bytes),
      published_(state.catalog, std::move(recovered.lists), std::make_shared<const Snapshot>(state.database), cache_),
      lists_(list_keeper(state, published_, std::move(recovered.stored))),
      text_(text_search(std::move(setup.text), state, published_)),
      writer_(setup.name, with_readers(std::move(state), cache_, published_, lists_.get(), text_.get()), std::move(setup.on_fatal)) {}

void EmbeddedStore::close() {
  if (text_) text_->close();
  writer_.close();
  if (lists_) lists_->close(!writer_.has_stopped());
  published_.close();
}

Result<void> EmbeddedStore::between_commits(const std::function<Result<void>()>& work) {
  Result<void> result = fail(store_closed());
  std::promise<void> done;
  auto apply = [&](Group&) {
    try {
      result = work();
    } catch (const std::exception& problem) {
      result = fail(ErrorKind::internal, problem.what());
    }
  };
  auto finish = [&](const Error* failure) {
    if (failure != nullptr) result = fail(*failure);
    done.set_value();
  };
  writer_.submit({0, std::move(apply), std::move(finish)});
  done.get_future().wait();
  return result;
}

template <class T>
Awaitable<Result<T>> EmbeddedStore::submit(std::size_t bytes, std::function<Result<T>(Group&)> work) {
  Result<T> result = fail(store_closed());
  co_await handed_over([&](const Wake& wake) {
    auto apply = [&](Group& group) {
      try {
        result = work(group);
      } catch (const std::exception& problem) {
        result = fail(ErrorKind::internal, problem.what());
      }
    };
    auto finish = [&result, wake](const Error* failure) {
      if (failure != nullptr) result = fail(*failure);
      wake();
    };
    writer_.submit({bytes, std::move(apply), std::move(finish)});
  });
  co_return result;
}

Result<std::optional<StoredDocument>> EmbeddedStore::read(const IndexView& view, const std::string& id, Patience patience) {
  const auto key = document_key(view.definition->number, id);
  TRY(const auto bytes, view.snapshot->database().get(key, view.snapshot->get(), patience));
  if (!bytes) return std::nullopt;
  TRY(auto document, decode_document(*bytes));
  cache_.put_read(key, document, view.commits);
  return document;
}

Awaitable<Result<std::optional<Document>>> EmbeddedStore::get(std::string index, std::string id) {
  CO_TRY(auto view, published_.document(index, id));
  const auto& name = view.index.definition->name;
  if (view.cached) co_return to_document(name, id, *view.cached);
  auto found = read(view.index, id, Patience::memory_only);
  if (!found && found.error().kind == ErrorKind::rejected_execution) {
    found =
        co_await pool_.run<std::optional<StoredDocument>>(kind_.urgency(), [&] { return read(view.index, id, Patience::wait_for_disk); });
  }
  if (!found) co_return fail(std::move(found).error());
  if (!*found) co_return std::nullopt;
  co_return to_document(name, id, **found);
}

Awaitable<Result<Changes>> EmbeddedStore::changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit) {
  co_return published_.changes(index, from, limit);
}

Awaitable<Result<std::vector<Result<Written>>>> EmbeddedStore::write(std::vector<Write> writes) {
  using Results = std::vector<Result<Written>>;
  const auto bytes = size_of(writes);
  co_return co_await submit<Results>(bytes, [&writes](Group& group) -> Result<Results> {
    const auto makes = std::ranges::find_if(writes, [](const auto& write) { return write.action != Write::Action::remove; });
    if (makes != writes.end()) TRY_VOID(group.check_space(makes->index));
    make_indices(group, writes);
    Results results;
    results.reserve(writes.size());
    const auto on_disk = group.read_ahead(writes);
    for (std::size_t i = 0; i < writes.size(); ++i) results.push_back(apply_write(group, std::move(writes[i]), &on_disk[i]));
    return results;
  });
}

Awaitable<Result<SearchResult>> EmbeddedStore::search(SearchRequest request) {
  std::vector<IndexView> indices;
  if (request.view) {
    const auto* view = dynamic_cast<const StoreView*>(request.view.get());
    if (view == nullptr || view->store != this) co_return fail(ErrorKind::illegal_argument, "the state to search in is of another store");
    indices = view->indices;
  } else {
    CO_TRY(indices, published_.indices(request.indices));
  }
  TextSearch::Prepared prepared{.indices = std::move(indices), .candidates = {}};
  if (text_) {
    CO_TRY(prepared, co_await text_->prepare(std::move(prepared.indices), request));
  }
  CO_TRY(auto result, co_await pool_.run<SearchResult>(kind_.urgency(), [&]() -> Result<SearchResult> {
    TRY(auto found, checked_search(prepared, request));
    if (!request.fields.empty()) TRY_VOID(add_fields(prepared.indices, request.fields, found));
    return found;
  }));
  result.timed_out = prepared.timed_out;
  co_return result;
}

Awaitable<Result<std::shared_ptr<const SearchView>>> EmbeddedStore::open_view(std::vector<std::string> indices) {
  CO_TRY(auto views, published_.indices(indices));
  co_return std::make_shared<const StoreView>(*this, std::move(views));
}

Awaitable<Result<IndexInfo>> EmbeddedStore::create_index(IndexInfo wanted) {
  co_return co_await submit<IndexInfo>(write_overhead, [&wanted](Group& group) -> Result<IndexInfo> {
    TRY_VOID(group.check_space(wanted.name));
    return group.create_index(std::move(wanted));
  });
}

Awaitable<Result<void>> EmbeddedStore::delete_index(std::string index) {
  co_return co_await submit<void>(write_overhead, [&index](Group& group) { return group.delete_index(index); });
}

Awaitable<Result<std::vector<IndexInfo>>> EmbeddedStore::indices() { co_return published_.infos(); }

Awaitable<Result<IndexPipelines>> EmbeddedStore::pipelines_of(std::string index) { co_return published_.pipelines_of(index); }

Awaitable<Result<void>> EmbeddedStore::change_catalog(std::function<Result<void>(CatalogView&)> rules) {
  co_return co_await submit<void>(write_overhead, [&rules](Group& group) -> Result<void> {
    CatalogChange change(group.catalog());
    TRY_VOID(rules(change));
    return group.change_catalog(std::move(change));
  });
}

Awaitable<Result<std::vector<IndexTemplate>>> EmbeddedStore::templates() { co_return published_.templates(); }

Awaitable<Result<void>> EmbeddedStore::transact(Reads reads, std::function<Result<void>(StateView&)> rules) {
  co_return co_await submit<void>(write_overhead, [&reads, &rules](Group& group) -> Result<void> {
    Transaction transaction(group);
    TRY_VOID(transaction.fetch(reads));
    TRY_VOID(rules(transaction));
    return transaction.apply();
  });
}

Result<ListIndex::Wanted> EmbeddedStore::wanted_of(const ListRequest& request) {
  const bool has_range = request.since || request.until;
  if (has_range && layout_of(Engine::concrete_name(request.index)).order != ListLayout::Order::by_date)
    return fail(ErrorKind::illegal_argument, fmt::format("the list of index [{}] is not ordered by a date", request.index));
  if ((has_range || request.after) && request.order == ListOrder::newest_first)
    return fail(ErrorKind::illegal_argument, "a list with the newest creation first has no range of dates and no positions");
  ListIndex::Wanted wanted{.since = request.since, .until = request.until, .order = request.order};
  wanted.from = request.from;
  wanted.size = request.size;
  if (request.after) {
    TRY(const auto views, published_.indices({request.index}));
    TRY(wanted.after, decode_position(*request.after, *views.front().definition, request.order));
  }
  return wanted;
}

Awaitable<Result<ListPage>> EmbeddedStore::list(ListRequest request) {
  CO_TRY(auto wanted, wanted_of(request));
  const auto& layout = layout_of(Engine::concrete_name(request.index));
  auto others = request.filters;
  const auto first_other =
      std::ranges::partition(others, [&](const auto& filter) { return keyword_slot(layout, filter.field).has_value(); }).begin();
  wanted.filters.assign(others.begin(), first_other);
  others.erase(others.begin(), first_other);
  if (!request.predicate && others.empty()) {
    CO_TRY(auto view, published_.page(request.index, wanted));
    co_return co_await read_page(std::move(view), request.order);
  }
  auto all = wanted;
  all.after = std::nullopt;
  all.from = 0;
  all.size = std::numeric_limits<std::uint64_t>::max();
  CO_TRY(const auto view, published_.page(request.index, all));
  co_return co_await pool_.run<ListPage>(kind_.urgency(), [&] { return filter_page(view, wanted, request, others); });
}

Result<std::optional<StoredDocument>> EmbeddedStore::read_place(const IndexView& view, const ListPlace& place, Patience patience) {
  auto cached = cache_.find(document_key(view.definition->number, place.id));
  if (cached && cached->seq_no == place.seq_no) return cached;
  return read(view, place.id, patience);
}

Result<std::vector<std::optional<StoredDocument>>> EmbeddedStore::read_all(const IndexView& view, const std::vector<ListPlace>& places,
                                                                           Patience patience) {
  std::vector<std::string> keys;
  keys.reserve(places.size());
  for (const auto& place : places) keys.push_back(document_key(view.definition->number, place.id));
  auto documents = cache_.find_all(keys);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (documents[i] && documents[i]->seq_no == places[i].seq_no) continue;
    // One by one: MultiGet of RocksDB 7.8 that may not touch the disk takes a value for empty that is not in memory.
    TRY(documents[i], read(view, places[i].id, patience));
  }
  return documents;
}

Result<ListPage> EmbeddedStore::read_places(const Published::PageView& view, ListOrder order, Patience patience) {
  const auto& places = view.page.places;
  ListPage page{.count = view.page.count, .documents = {}};
  page.documents.reserve(places.size());
  TRY(const auto documents, read_all(view.index, places, patience));
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (documents[i]) page.documents.push_back(to_document(view.index.definition->name, places[i].id, *documents[i]));
  }
  if (view.page.has_more && !view.page.places.empty() && order != ListOrder::newest_first)
    page.next = encode_position(*view.index.definition, order, view.page.places.back());
  return page;
}

Awaitable<Result<ListPage>> EmbeddedStore::read_page(Published::PageView view, ListOrder order) {
  auto page = read_places(view, order, Patience::memory_only);
  if (page || page.error().kind != ErrorKind::rejected_execution) co_return page;
  co_return co_await pool_.run<ListPage>(kind_.urgency(), [&] { return read_places(view, order, Patience::wait_for_disk); });
}

Result<ListPage> EmbeddedStore::filter_page(const Published::PageView& view, const ListIndex::Wanted& wanted, const ListRequest& request,
                                            const std::vector<KeywordFilter>& filters) {
  const auto ties = layout_of(view.index.definition->name).ties;
  const auto is_ahead = [&](const ListPlace& place) {
    if (!wanted.after) return true;
    return wanted.order == ListOrder::descending ? is_before(ties, place, *wanted.after) : is_before(ties, *wanted.after, place);
  };
  ListPage page;
  const ListPlace* last = nullptr;
  std::uint64_t ahead = 0;
  for (const auto& place : view.page.places) {
    TRY(const auto document, read_place(view.index, place, Patience::wait_for_disk));
    if (!document) continue;
    TRY(const auto source, json::parse(*document->source));
    if (!passes(source, filters) || (request.predicate && !request.predicate(source))) continue;
    ++page.count;
    if (!is_ahead(place) || ahead++ < wanted.from) continue;
    if (page.documents.size() == wanted.size) continue;
    page.documents.push_back(to_document(view.index.definition->name, place.id, *document));
    last = &place;
  }
  if (last != nullptr && ahead > wanted.from + wanted.size && wanted.order != ListOrder::newest_first)
    page.next = encode_position(*view.index.definition, wanted.order, *last);
  return page;
}

}  // namespace headrace::engine::embedded
