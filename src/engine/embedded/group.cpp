#include "engine/embedded/group.h"

#include "engine/embedded/codec.h"
#include "engine/embedded/errors.h"
#include "engine/embedded/index_rules.h"
#include "engine/embedded/list_changes.h"
#include "engine/embedded/list_keeper.h"
#include "engine/embedded/text_search.h"

namespace headrace::engine::embedded {
namespace {

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

void put_value(rocksdb::WriteBatch& batch, std::string_view key, std::string_view value) { batch.Put(slice(key), slice(value)); }

}  // namespace

base::Instant Group::now() {
  gave_time_ = true;
  state_.highest_time = std::max(state_.highest_time, state_.clock->now());
  return state_.highest_time;
}

Result<void> Group::check_space(std::string_view index) {
  if (!has_space_) has_space_ = state_.database->free_bytes() >= state_.kind.least_free_bytes;
  if (*has_space_) return {};
  return fail(disk_full(index));
}

Result<Index*> Group::find_or_create_index(std::string_view name) {
  TRY(auto* found, writable_index(name));
  if (found != nullptr) return found;
  if (state_.kind.holds_state) return fail(index_not_found(name));
  TRY_VOID(create_index({.name = std::string(name), .uuid = {}, .aliases = {}, .mappings = {}, .settings = {}}));
  return find_index(name);
}

Result<IndexInfo> Group::create_index(IndexInfo wanted) {
  if (const auto* found = find_index(wanted.name)) {
    if (found->definition->name == wanted.name) return fail(index_exists(*found->definition));
    return fail(invalid_index_name(wanted.name, "already exists as alias"));
  }
  if (const auto fault = fault_of_index_name(wanted.name)) return fail(invalid_index_name(wanted.name, *fault));
  if (const auto* made = template_for(wanted.name)) wanted = with_template(*made, std::move(wanted));
  auto definition = std::make_shared<IndexDefinition>();
  definition->number = state_.next_index_number++;
  definition->name = wanted.name;
  definition->uuid = make_uuid();
  definition->aliases = std::move(wanted.aliases);
  definition->created_at = now();
  definition->mappings = wanted.mappings.is_null() ? json::Value(json::Object{}) : std::move(wanted.mappings);
  definition->settings = wanted.settings.is_null() ? json::Value(json::Object{}) : std::move(wanted.settings);
  definition->is_closed = wanted.is_closed;
  definition->maps_documents = !state_.kind.holds_state;
  TRY_VOID(check_aliases(state_.catalog, *definition));
  const Index index{std::move(definition), {}};
  defined_.insert(wanted.name);
  touch(index);
  state_.catalog.put(index);
  return info_of(index);
}

Result<void> Group::delete_index(std::string_view name) {
  const auto* found = find_index(name);
  if (found == nullptr) return fail(index_not_found(name));
  if (state_.kind.holds_state)
    return fail(ErrorKind::illegal_argument, fmt::format("index [{}] holds the state of this server and cannot be deleted", name));
  if (found->definition->name != name)
    return fail(ErrorKind::illegal_argument,
                fmt::format("The provided expression [{}] matches an alias, specify the corresponding concrete indices instead.", name));
  const auto index = *found;
  state_.catalog.erase(index.definition->name);
  forget(index);
  return {};
}

void Group::forget(const Index& index) {
  std::erase_if(order_, [&](const auto* change) { return change->second.index == index.definition->number; });
  std::erase_if(changes_, [&](const auto& change) { return change.second.index == index.definition->number; });
  defined_.erase(index.definition->name);
  touched_.erase(index.definition->name);
  state_.mappings.forget(index.definition->number);
  deleted_.push_back(index);
}

Result<void> Group::change_catalog(CatalogChange change) {
  if (state_.kind.holds_state && change.changes_indices())
    return fail(ErrorKind::illegal_argument, "the indices that hold the state of this server cannot be changed");
  if (change.adds()) TRY_VOID(check_space("_all"));
  TRY(auto result, std::move(change).finish());
  state_.catalog = std::move(result.catalog);
  for (const auto& index : result.removed) forget(index);
  for (const auto& name : result.changed) {
    defined_.insert(name);
    touched_.insert(name);
  }
  templates_.merge(result.templates);
  return {};
}

const IndexTemplate* Group::template_for(std::string_view name) const {
  return state_.kind.holds_state ? nullptr : state_.catalog.template_for(name);
}

Result<std::optional<StoredDocument>> Group::read(const Index& index, std::string_view id, Detail detail, const OnDisk* on_disk) const {
  const auto key = document_key(index.definition->number, id);
  if (const auto changed = changes_.find(key); changed != changes_.end()) return changed->second.document;
  if (auto cached = state_.cache->find(key)) return cached;
  const bool is_known = on_disk != nullptr && on_disk->is_known;
  TRY(const auto bytes, is_known ? on_disk->record : state_.database->get(key, nullptr, Patience::wait_for_disk, Detail::record));
  if (!bytes) return std::nullopt;
  TRY(auto document, decode_document(*bytes));
  if (detail == Detail::record || document.source != nullptr) return document;
  TRY(const auto whole, state_.database->get(key));  // still the same: nobody else writes
  if (!whole) return std::nullopt;
  TRY(auto with_source, decode_document(*whole));
  document.source = std::move(with_source.source);
  return document;
}

std::vector<Group::OnDisk> Group::read_ahead(const std::vector<Write>& writes) {
  std::vector<OnDisk> found(writes.size());
  if (state_.kind.holds_state || writes.size() < 2) return found;
  std::vector<std::string> keys;
  std::vector<std::size_t> places;
  keys.reserve(writes.size());
  places.reserve(writes.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const auto index = state_.catalog.writable(writes[i].index);
    if (!writes[i].id || !index || *index == nullptr) continue;
    keys.push_back(document_key((*index)->definition->number, *writes[i].id));
    places.push_back(i);
  }
  changes_.reserve(changes_.size() + writes.size());
  auto records = state_.database->get_records(keys);
  if (!records) return found;
  for (std::size_t i = 0; i < places.size(); ++i) found[places[i]] = {true, std::move((*records)[i])};
  return found;
}

Result<std::vector<std::string>> Group::ids_with(const Index& index, std::string_view field, const std::string& value) const {
  const auto number = index.definition->number;
  const auto* list = state_.published->list_for_writer(number);
  const auto slot = list == nullptr ? std::nullopt : keyword_slot(list->layout(), field);
  if (!slot)
    return fail(ErrorKind::illegal_argument, fmt::format("[{}] of index [{}] is no keyword of its list", field, index.definition->name));
  std::set<std::string> ids;
  const auto page = list->page({.filters = {{std::string(field), {value}}}, .size = list->size()});
  for (const auto& place : page.places) ids.insert(place.id);
  for (const auto& [key, change] : changes_) {
    if (change.index != number) continue;
    const bool has_value = change.list && std::ranges::find(change.list->keywords[*slot], value) != change.list->keywords[*slot].end();
    if (has_value) {
      ids.insert(change.id);
    } else {
      ids.erase(change.id);
    }
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

IndexDefinition& Group::own_definition(Index& index) {
  auto& own = own_[index.definition->number];
  if (own == nullptr || own != index.definition) own = std::make_shared<IndexDefinition>(*index.definition);
  index.definition = own;
  return *own;
}

Result<void> Group::map_document(Index& index, std::string_view id, std::string_view source) {
  if (state_.kind.holds_state) return {};
  TRY(const auto additions, state_.mappings.of(index.definition).read(source, id));
  if (additions.empty()) return {};
  mapping::add_to(own_definition(index).mappings, additions);
  state_.mappings.keep(index.definition);
  defined_.insert(index.definition->name);
  touch(index);
  return {};
}

Result<std::optional<ListRecord>> Group::record_for(const Index& index, std::string_view id, std::string_view source) const {
  if (!state_.kind.holds_state) return std::nullopt;
  const auto parsed = json::parse(source);
  if (!parsed) return fail(unreadable_source(id, &parsed.error()));
  if (!parsed->is_object()) return fail(unreadable_source(id, nullptr));
  return record_of(index.definition->name, *parsed);
}

std::optional<ListRecord> Group::record_of(std::string_view index, const json::Value& document) const {
  if (!state_.kind.holds_state) return std::nullopt;
  return list_record(layout_of(index), document);
}

StoredDocument Group::put(Index& index, std::string_view id, const StoredDocument* current, const base::SharedText& source,
                          std::optional<ListRecord> list, std::string routing, std::string tag) {
  auto& counters = index.counters;
  const auto number = index.definition->number;
  auto key = document_key(number, id);
  StoredDocument document;
  document.version = next_version(key, current);
  document.routing = std::move(routing);
  document.tag = std::move(tag);
  document.seq_no = take_seq_no(index);
  document.creation = current == nullptr ? counters.next_creation++ : current->creation;
  document.source = source.share();
  counters.documents += current == nullptr ? 1 : 0;
  counters.bytes += document.source->size();
  counters.bytes -= current == nullptr ? 0 : source_bytes(*current);
  if (list) {
    list->seq_no = document.seq_no;
    list->creation = document.creation;
  }
  note(std::move(key), {number, std::string(id), document, std::move(list), document.seq_no}, current);
  return document;
}

void Group::note(std::string key, DocumentChange change, const StoredDocument* current) {
  const auto [place, is_first] = changes_.try_emplace(std::move(key));
  if (is_first) {
    order_.push_back(&*place);
    if (current != nullptr && current->bytes_apart) change.replaced_body = current->seq_no;
  } else {
    change.replaced_body = place->second.replaced_body;
  }
  place->second = std::move(change);
}

std::uint64_t Group::next_version(const std::string& key, const StoredDocument* current) {
  if (current != nullptr) return current->version + 1;
  const auto removed = state_.tombstones.version(key, state_.clock->now());
  state_.tombstones.erase(key);
  return removed.value_or(0) + 1;
}

std::uint64_t Group::remove(Index& index, std::string_view id, const StoredDocument& current) {
  --index.counters.documents;
  index.counters.bytes -= source_bytes(current);
  const auto number = index.definition->number;
  const auto seq_no = take_seq_no(index);
  auto key = document_key(number, id);
  state_.tombstones.put(key, current.version + 1, state_.clock->now());
  note(std::move(key), {number, std::string(id), std::nullopt, std::nullopt, seq_no}, &current);
  return seq_no;
}

Group::Removal Group::remove_nothing(Index& index, std::string_view id) {
  const auto key = document_key(index.definition->number, id);
  const auto now = state_.clock->now();
  const auto version = state_.tombstones.version(key, now).value_or(0) + 1;
  state_.tombstones.put(key, version, now);
  return {.version = version, .seq_no = take_seq_no(index)};
}

std::uint64_t Group::take_seq_no(Index& index) {
  touch(index);
  if (state_.kind.holds_state) first_seq_nos_.try_emplace(index.definition->number, index.counters.next_seq_no);
  return index.counters.next_seq_no++;
}

void Group::fill(rocksdb::WriteBatch& batch) const {
  for (const auto& index : deleted_) {
    const auto number = index.definition->number;
    batch.Delete(slice(index_key(index.definition->name)));
    batch.Delete(slice(counters_key(number)));
    state_.database->remove_documents(batch, number);
  }
  for (const auto& name : defined_) put_value(batch, index_key(name), encode(*state_.catalog.named(name)->definition));
  for (const auto& name : templates_) {
    const auto made = state_.catalog.templates().find(name);
    if (made == state_.catalog.templates().end()) {
      batch.Delete(slice(template_key(name)));
    } else {
      put_value(batch, template_key(name), encode(*made->second));
    }
  }
  if (!defined_.empty()) put_value(batch, next_number_key, sortable(state_.next_index_number));
  fill_documents(batch);
  for (const auto& name : touched_) {
    const auto& index = *state_.catalog.named(name);
    put_value(batch, counters_key(index.definition->number), encode(index.counters));
  }
  fill_list_changes(batch);
  if (gave_time_) {
    put_value(batch, time_key, sortable(static_cast<std::uint64_t>(state_.highest_time.time_since_epoch().count())));
  }
}

std::vector<const Group::Overlay::value_type*> Group::in_order() const {
  auto order = order_;
  const auto key = [](const auto* one) -> const std::string& { return one->first; };
  if (!std::ranges::is_sorted(order, {}, key)) std::ranges::sort(order, {}, key);
  return order;
}

/// In order of the keys: RocksDB begins to look for the place of a key where it has put the one before.
void Group::fill_documents(rocksdb::WriteBatch& batch) const {
  const auto changes = in_order();
  for (const auto* one : changes) {
    const auto& [key, change] = *one;
    if (change.document) {
      state_.database->put(batch, key, *change.document);
    } else {
      batch.Delete(slice(key));
    }
    if (change.replaced_body) state_.database->remove_body(batch, change.index, *change.replaced_body);
  }
  if (!state_.kind.holds_state) return;
  for (const auto* one : changes) {
    const auto& change = one->second;
    const auto place = list_key(change.index, change.id);
    if (change.list) {
      put_value(batch, place, encode(*change.list));
    } else {
      batch.Delete(slice(place));
    }
  }
}

void Group::fill_list_changes(rocksdb::WriteBatch& batch) const {
  if (first_seq_nos_.empty()) return;
  std::map<std::uint64_t, ListChangesEncoder> made;
  for (const auto& name : touched_) {
    const auto& index = *state_.catalog.named(name);
    made.try_emplace(index.definition->number, index.counters.next_seq_no);
  }
  for (const auto& [key, change] : changes_) {
    auto& changes = made.at(change.index);
    if (change.list) {
      changes.put(change.id, *change.list);
    } else {
      changes.remove(change.id);
    }
  }
  for (const auto& [index, seq_no] : first_seq_nos_) put_value(batch, list_changes_key(index, seq_no), made.at(index).take());
}

void Group::publish() {
  Published::Changes changes;
  for (const auto& name : touched_) changes.indices.push_back(*state_.catalog.named(name));
  for (const auto& name : templates_) {
    const auto made = state_.catalog.templates().find(name);
    changes.templates[name] = made == state_.catalog.templates().end() ? nullptr : made->second;
  }
  changes.deleted = deleted_;
  changes.documents = &changes_;
  changes.snapshot = std::make_shared<const Snapshot>(state_.database);
  if (state_.lists != nullptr) {
    const auto indices = changes.indices;
    state_.published->publish(std::move(changes));
    return state_.lists->note(indices);
  }
  if (state_.text == nullptr) return state_.published->publish(std::move(changes));
  state_.text->before_publish(changes);
  state_.published->publish(changes);
  state_.text->after_publish(changes);
}

Result<void> Group::commit() {
  if (!has_writes()) return {};
  constexpr std::size_t most_kept = std::size_t{16} << 20;
  auto& batch = state_.batch;
  batch.Clear();
  fill(batch);
  const auto written = state_.database->write(batch);
  if (batch.GetDataSize() > most_kept) batch = rocksdb::WriteBatch();
  TRY_VOID(written);
  publish();
  return {};
}

}  // namespace headrace::engine::embedded
