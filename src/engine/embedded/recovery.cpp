#include "engine/embedded/recovery.h"

#include "engine/embedded/codec.h"
#include "engine/embedded/errors.h"
#include "engine/embedded/index_rules.h"
#include "engine/embedded/state_mappings.h"

namespace headrace::engine::embedded {
namespace {

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

/// A number that was written with sortable(); `missing` when it never was.
Result<std::uint64_t> stored_number(const Database& database, std::string_view key, std::uint64_t missing) {
  TRY(const auto bytes, database.get(key));
  if (!bytes) return missing;
  if (bytes->size() != sizeof(std::uint64_t)) return fail(ErrorKind::unavailable, fmt::format("the record [{}] is damaged", key));
  std::uint64_t number = 0;
  for (const char byte : *bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

Result<void> read_catalog(WriterState& state) {
  return state.database->scan(indices_range(), nullptr, [&](std::string_view, std::string_view value) -> Result<void> {
    TRY(auto definition, decode_definition(value));
    Index index{std::make_shared<const IndexDefinition>(std::move(definition)), {}};
    TRY(const auto counters, state.database->get(counters_key(index.definition->number)));
    if (!counters) return fail(ErrorKind::unavailable, fmt::format("the counters of index [{}] are missing", index.definition->name));
    TRY(index.counters, decode_counters(*counters));
    state.catalog.put(std::move(index));
    return {};
  });
}

Result<void> read_templates(WriterState& state) {
  return state.database->scan(templates_range(), nullptr, [&](std::string_view, std::string_view value) -> Result<void> {
    TRY(auto made, decode_template(value));
    state.catalog.put(std::make_shared<const IndexTemplate>(std::move(made)));
    return {};
  });
}

/// The mappings of the state's indices come with the program; the rest of an index is as it was made.
Result<void> make_state_indices(WriterState& state) {
  rocksdb::WriteBatch batch;
  for (auto& wanted : state_indices()) {
    const auto* found = state.catalog.find(wanted.name);
    auto definition = found == nullptr ? IndexDefinition{} : *found->definition;
    const auto before = found == nullptr ? std::string() : encode(definition);
    if (found == nullptr) {
      definition.number = state.next_index_number++;
      definition.uuid = make_uuid();
      definition.created_at = state.clock->now();
    }
    definition.name = wanted.name;
    definition.aliases = wanted.aliases;
    definition.mappings = std::move(wanted.mappings);
    definition.settings = std::move(wanted.settings);
    const auto bytes = encode(definition);
    if (bytes == before) continue;
    const Index index{std::make_shared<const IndexDefinition>(std::move(definition)), found == nullptr ? IndexCounters{} : found->counters};
    batch.Put(slice(index_key(wanted.name)), slice(bytes));
    batch.Put(slice(counters_key(index.definition->number)), slice(encode(index.counters)));
    state.catalog.put(index);
  }
  if (batch.Count() == 0) return {};
  batch.Put(slice(next_number_key), slice(sortable(state.next_index_number)));
  return state.database->write(batch);
}

/// Writes the list records of an index anew, from its documents.
Result<void> remake_list_records(WriterState& state, const IndexDefinition& index) {
  constexpr std::size_t most_bytes = std::size_t{4} << 20;
  const auto& layout = layout_of(index.name);
  rocksdb::WriteBatch batch;
  TRY_VOID(state.database->scan(documents_range(index.number), nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
    TRY(const auto document, view_document(value));
    TRY(const auto source, json::parse(document.source));
    auto record = list_record(layout, source);
    record.seq_no = document.seq_no;
    record.creation = document.creation;
    batch.Put(slice(list_key(index.number, id_of(key))), slice(encode(record)));
    if (batch.GetDataSize() < most_bytes) return {};
    TRY_VOID(state.database->write(batch));
    batch.Clear();
    return {};
  }));
  return state.database->write(batch);
}

Result<void> bring_list_records_up_to_date(WriterState& state) {
  TRY(const auto version, stored_number(*state.database, list_layout_key, 0));
  if (version == list_layout_version) return {};
  for (const auto& [name, index] : state.catalog.all()) TRY_VOID(remake_list_records(state, *index.definition));
  rocksdb::WriteBatch batch;
  batch.Put(slice(list_layout_key), slice(sortable(list_layout_version)));
  return state.database->write(batch);
}

Result<std::map<std::uint64_t, ListIndex>> read_lists(const WriterState& state) {
  std::map<std::uint64_t, ListIndex> lists;
  for (const auto& [name, index] : state.catalog.all()) {
    const auto number = index.definition->number;
    auto& list = lists.try_emplace(number, layout_of(name)).first->second;
    TRY_VOID(state.database->scan(lists_range(number), nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
      TRY(const auto record, decode_list_record(value));
      if (record.keywords.size() != list.layout().keywords.size())
        return fail(ErrorKind::unavailable, fmt::format("a list record of index [{}] is damaged", name));
      list.put(std::string(id_of(key)), record);
      return {};
    }));
    if (list.size() != index.counters.documents)
      return fail(ErrorKind::unavailable,
                  fmt::format("index [{}] has {} documents in its list, but should have {}", name, list.size(), index.counters.documents));
  }
  return lists;
}

/// Every start without a write leaves an empty log behind, which goes only when a table is written.
Result<void> tidy_logs(const WriterState& state) {
  constexpr std::size_t many = 8;
  if (state.database->log_files() <= many) return {};
  rocksdb::WriteBatch batch;
  batch.Put(slice(next_number_key), slice(sortable(state.next_index_number)));
  TRY_VOID(state.database->write(batch));
  return state.database->flush();
}

}  // namespace

Result<std::map<std::uint64_t, ListIndex>> recover(WriterState& state) {
  TRY(state.next_index_number, stored_number(*state.database, next_number_key, 1));
  TRY(const auto time, stored_number(*state.database, time_key, 0));
  state.highest_time = base::Instant(base::Nanoseconds(static_cast<std::int64_t>(time)));
  TRY_VOID(read_catalog(state));
  TRY_VOID(read_templates(state));
  TRY_VOID(tidy_logs(state));
  if (!state.kind.holds_state) return std::map<std::uint64_t, ListIndex>();
  TRY_VOID(make_state_indices(state));
  TRY_VOID(bring_list_records_up_to_date(state));
  return read_lists(state);
}

}  // namespace headrace::engine::embedded
