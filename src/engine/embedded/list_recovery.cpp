#include "engine/embedded/list_recovery.h"

#include "base/log.h"
#include "engine/embedded/codec.h"
#include "engine/embedded/list_changes.h"
#include "engine/embedded/list_storing.h"

namespace headrace::engine::embedded {
namespace {

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

Error no_good(std::string_view why) { return {ErrorKind::unavailable, std::string(why)}; }

/// Writes the list records of an index anew, from its documents.
Result<void> remake_records_of(WriterState& state, const IndexDefinition& index) {
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

/// Makes the changes since the list was stored once more. Each commit begins where the one before ended, so that none is missing.
Result<void> make_changes(const Database& database, const Index& index, std::uint64_t from, ListIndex& list) {
  const auto number = index.definition->number;
  const auto end = index.counters.next_seq_no;
  auto expected = from;
  const auto range = list_changes_range(number, from, std::numeric_limits<std::uint64_t>::max());
  TRY_VOID(database.scan(range, nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
    if (key != list_changes_key(number, expected)) return fail(no_good("changes since it was stored are missing"));
    TRY(expected, visit_list_changes(value, [&](std::string_view id, const ListRecord* record) -> Result<void> {
          if (record == nullptr) {
            list.erase(id);
          } else if (record->keywords.size() == list.layout().keywords.size()) {
            list.put(id, *record);
          } else {
            return fail(no_good("a change since it was stored is damaged"));
          }
          return {};
        }));
    return {};
  }));
  if (expected != end) return fail(no_good("changes since it was stored are missing"));
  return {};
}

Result<void> read_stored(Database& database, const Index& index, const StoredList& stored, ListIndex& list) {
  const ListFileTitle title{
      .index = index.definition->number, .uuid = index.definition->uuid, .file = stored.file, .seq_no = stored.seq_no};
  TRY_VOID(read_list_file(*database.rocks().GetFileSystem(), database.rocks().GetName(), title, list));
  TRY_VOID(make_changes(database, index, stored.seq_no, list));
  if (list.size() == index.counters.documents) return {};
  return fail(no_good(fmt::format("it has {} documents, but should have {}", list.size(), index.counters.documents)));
}

Result<void> read_records(const Database& database, const Index& index, ListIndex& list) {
  const auto& name = index.definition->name;
  ListFilling filling(list, static_cast<std::size_t>(index.counters.documents));
  TRY_VOID(database.scan(lists_range(index.definition->number), nullptr, [&](std::string_view key, std::string_view value) -> Result<void> {
    TRY(const auto record, decode_list_record(value));
    if (record.keywords.size() != list.layout().keywords.size())
      return fail(ErrorKind::unavailable, fmt::format("a list record of index [{}] is damaged", name));
    filling.add({id_of(key), record.seq_no, record.order, record.creation}, record.keywords);
    return {};
  }));
  filling.finish();
  if (list.size() == index.counters.documents) return {};
  return fail(ErrorKind::unavailable,
              fmt::format("index [{}] has {} documents in its list, but should have {}", name, list.size(), index.counters.documents));
}

Result<void> recover_list(const WriterState& state, const Index& index, RecoveredLists& recovered) {
  const auto number = index.definition->number;
  const auto make_list = [&]() -> ListIndex& {
    recovered.lists.erase(number);
    return recovered.lists.try_emplace(number, layout_of(index.definition->name)).first->second;
  };
  const auto stored = find_stored_list(*state.database, number);
  const bool was_stored = stored && *stored;
  const bool has_file = was_stored && !(*stored)->file.empty();
  Result<void> read;
  if (!stored) read = fail(stored.error());
  if (has_file) read = read_stored(*state.database, index, **stored, make_list());
  if (!read)
    base::log_warning("engine", "a stored list is no good; it is made anew from its records",
                      {{"index", index.definition->name}, {"error.message", read.error().reason}});
  const bool is_small = index.counters.documents < state.kind.least_stored_list;
  if (was_stored && read && (has_file || is_small)) recovered.stored[number] = (*stored)->seq_no;
  if (has_file && read) return {};
  return read_records(*state.database, index, make_list());
}

/// The first document of which the two lists say different things.
std::optional<std::string> first_difference(const ListIndex& left, const ListIndex& right) {
  constexpr std::size_t at_once = 4'096;
  struct Shown {
    ListPlace place;
    ListIndex::Keywords keywords;
  };
  const auto behind = [&](const ListIndex& list, const std::optional<ListPlace>& after) {
    std::vector<Shown> shown;
    list.visit_behind(after, at_once, [&](const PlaceView& place, KeywordSets::Number set) {
      shown.push_back({{std::string(place.id), place.seq_no, std::string(place.order), place.creation}, list.keywords_of(set)});
    });
    return shown;
  };
  for (std::optional<ListPlace> after;;) {
    auto some = behind(left, after);
    const auto others = behind(right, after);
    for (std::size_t i = 0; i < std::max(some.size(), others.size()); ++i) {
      if (i == others.size() || i == some.size()) return (i == others.size() ? some : others)[i].place.id;
      const auto& [place, keywords] = some[i];
      const auto& [other, other_keywords] = others[i];
      if (place.id != other.id || place.seq_no != other.seq_no || place.order != other.order || place.creation != other.creation ||
          keywords != other_keywords)
        return place.id;
    }
    if (some.size() < at_once) return std::nullopt;
    after = std::move(some.back().place);
  }
}

}  // namespace

Result<void> check_stored_list(Database& database, const Index& index) {
  const auto& [definition, counters] = index;
  TRY(const auto stored, find_stored_list(database, definition->number));
  if (!stored || stored->file.empty()) return {};
  const auto file = list_folder(database.rocks().GetName()) + '/' + list_file_name(definition->number, stored->seq_no);
  if (!database.rocks().GetFileSystem()->FileExists(file, {}, nullptr).ok()) return {};
  const auto& layout = layout_of(definition->name);
  ListIndex from_file(layout);
  TRY_VOID(read_stored(database, index, *stored, from_file));
  ListIndex from_records(layout);
  TRY_VOID(read_records(database, index, from_records));
  if (const auto id = first_difference(from_file, from_records)) return fail(no_good(fmt::format("it says something else of [{}]", *id)));
  return {};
}

Result<RecoveredLists> recover_lists(const WriterState& state) {
  RecoveredLists recovered;
  std::set<std::string> files;
  for (const auto& [name, index] : state.catalog.all()) {
    TRY_VOID(recover_list(state, index, recovered));
    const auto number = index.definition->number;
    if (const auto stored = recovered.stored.find(number); stored != recovered.stored.end())
      files.insert(list_file_name(number, stored->second));
  }
  remove_list_files(*state.database, [&](std::string_view file) { return files.contains(std::string(file)); });
  return recovered;
}

Result<void> remake_list_records(WriterState& state) {
  for (const auto& [name, index] : state.catalog.all()) TRY_VOID(remake_records_of(state, *index.definition));
  rocksdb::WriteBatch batch;
  for (const auto& [name, index] : state.catalog.all()) batch.Delete(slice(stored_list_key(index.definition->number)));
  batch.Put(slice(list_layout_key), slice(sortable(list_layout_version)));
  return state.database->write(batch);
}

}  // namespace headrace::engine::embedded
