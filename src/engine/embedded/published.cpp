#include "engine/embedded/published.h"

#include <algorithm>

#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {

Published::Published(Catalog catalog, std::map<std::uint64_t, ListIndex> lists, std::shared_ptr<const Snapshot> snapshot,
                     DocumentCache& cache)
    : cache_(cache), catalog_(std::move(catalog)), lists_(std::move(lists)), snapshot_(std::move(snapshot)) {
  for (const auto& [name, index] : catalog_.all()) {
    const auto number = index.definition->number;
    if (lists_.contains(number)) logs_[number].begin_at(index.counters.next_seq_no);
  }
}

void Published::log(const std::unordered_map<std::string, DocumentChange>& documents) {
  std::vector<const DocumentChange*> changes;
  for (const auto& [key, change] : documents) {
    if (lists_.contains(change.index)) changes.push_back(&change);
  }
  std::ranges::sort(changes, {}, [](const auto* change) { return change->seq_no; });
  for (const auto* change : changes) logs_[change->index].add({change->seq_no, change->id});
}

void Published::publish(Changes changes) {
  std::vector<DocumentCache::Change> cached;
  if (cache_.is_used()) {
    for (const auto& [key, change] : *changes.documents) cached.push_back({key, change.document});
  }
  {
    const std::unique_lock lock(mutex_);
    for (const auto& index : changes.deleted) catalog_.erase(index.definition->name);
    for (auto& index : changes.indices) catalog_.put(std::move(index));
    for (auto& [name, made] : changes.templates) {
      if (made) {
        catalog_.put(std::move(made));
      } else {
        catalog_.erase_template(name);
      }
    }
    cache_.put_committed(cached);
    for (const auto& [key, change] : *changes.documents) {
      const auto list = lists_.find(change.index);
      if (list == lists_.end()) continue;
      if (change.list) {
        list->second.put(change.id, *change.list);
      } else {
        list->second.erase(change.id);
      }
    }
    log(*changes.documents);
    std::swap(snapshot_, changes.snapshot);
  }
  // The old snapshot, if nobody reads it any more, ends here and not under the lock.
}

void Published::close() {
  std::shared_ptr<const Snapshot> last;
  const std::unique_lock lock(mutex_);
  std::swap(snapshot_, last);
}

Result<IndexView> Published::locked_index(std::string_view name) const {
  if (snapshot_ == nullptr) return fail(store_closed());
  TRY(const auto* found, catalog_.readable(name));
  return IndexView{snapshot_, found->definition, found->counters, cache_.commits()};
}

Result<Published::DocumentView> Published::document(std::string_view index, std::string_view id) const {
  const std::shared_lock lock(mutex_);
  TRY(auto view, locked_index(index));
  auto cached = cache_.find(document_key(view.definition->number, id));
  return DocumentView{std::move(view), std::move(cached)};
}

Result<std::vector<IndexView>> Published::indices(const std::vector<std::string>& names) const {
  const std::shared_lock lock(mutex_);
  std::vector<IndexView> views;
  for (const auto& name : names) {
    TRY(auto view, locked_index(name));
    views.push_back(std::move(view));
  }
  return views;
}

Result<IndexView> Published::numbered(std::uint64_t index) const {
  const std::shared_lock lock(mutex_);
  if (snapshot_ == nullptr) return fail(store_closed());
  for (const auto& [name, found] : catalog_.all()) {
    if (found.definition->number == index) return IndexView{snapshot_, found.definition, found.counters, cache_.commits()};
  }
  return fail(index_not_found(fmt::format("#{}", index)));
}

Result<std::vector<IndexInfo>> Published::infos() const {
  const std::shared_lock lock(mutex_);
  if (snapshot_ == nullptr) return fail(store_closed());
  std::vector<IndexInfo> infos;
  for (const auto& [name, index] : catalog_.all()) infos.push_back(info_of(index));
  return infos;
}

Result<std::vector<IndexTemplate>> Published::templates() const {
  const std::shared_lock lock(mutex_);
  if (snapshot_ == nullptr) return fail(store_closed());
  std::vector<IndexTemplate> templates;
  for (const auto& [name, made] : catalog_.templates()) templates.push_back(*made);
  return templates;
}

Result<Published::PageView> Published::page(std::string_view index, const ListIndex::Wanted& wanted) const {
  const std::shared_lock lock(mutex_);
  TRY(auto view, locked_index(index));
  const auto list = lists_.find(view.definition->number);
  if (list == lists_.end()) return fail(ErrorKind::illegal_argument, fmt::format("index [{}] has no list", index));
  auto page = list->second.page(wanted);
  return PageView{std::move(view), std::move(page)};
}

Result<engine::Changes> Published::changes(std::string_view index, std::optional<std::uint64_t> from, std::size_t limit) const {
  const std::shared_lock lock(mutex_);
  TRY(const auto view, locked_index(index));
  const auto list = lists_.find(view.definition->number);
  if (list == lists_.end()) return fail(ErrorKind::illegal_argument, fmt::format("index [{}] does not tell its changes", index));
  const auto end = view.counters.next_seq_no;
  if (!from || *from >= end) return engine::Changes{{}, end};
  auto found = logs_.at(view.definition->number).from(*from, limit);
  if (!found) found = list->second.changed_from(*from, limit);
  if (found->changes.empty()) found->next = end;
  return std::move(*found);
}

const ListIndex* Published::list_for_writer(std::uint64_t index) const {
  const auto found = lists_.find(index);
  return found == lists_.end() ? nullptr : &found->second;
}

}  // namespace headrace::engine::embedded
