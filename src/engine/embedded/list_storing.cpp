#include "engine/embedded/list_storing.h"

#include "base/strings.h"
#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {
namespace {

// A step holds the readers' lock for some ten microseconds.
constexpr std::size_t step_documents = 256;
constexpr std::size_t segment_documents = 4'096;

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

rocksdb::FileSystem& files_of(Database& database) { return *database.rocks().GetFileSystem(); }

}  // namespace

std::size_t ListStoring::keywords_of(const ListIndex& list, KeywordSets::Number set) {
  if (known_.size() <= set) known_.resize(set + 1);
  auto& known = known_[set];
  // Since the step before, the number may have been given to other keywords.
  const auto stamp = list.stamp_of(set);
  if (known.stamp != stamp) known = {stamp, writer_->add_keywords(list.keywords_of(set))};
  return known.keywords;
}

Result<bool> ListStoring::copy_some(std::uint64_t index) {
  std::size_t copied = 0;
  TRY_VOID(published_.look_at_list(index, [&](const Index&, const ListIndex& list) {
    PlaceView last;
    list.visit_behind(copied_up_to_, step_documents, [&](const PlaceView& place, KeywordSets::Number set) {
      writer_->add(place, keywords_of(list, set));
      last = place;
      ++copied;
    });
    if (copied > 0) copied_up_to_ = ListPlace{std::string(last.id), last.seq_no, std::string(last.order), last.creation};
  }));
  if (writer_->waiting() >= segment_documents) TRY_VOID(writer_->write_segment());
  return copied == step_documents;
}

Result<std::optional<std::uint64_t>> ListStoring::store(std::uint64_t index, const Pause& pause) {
  auto stored = write_file(index, pause);
  writer_.reset();  // removes what is not whole
  return stored;
}

Result<std::optional<std::uint64_t>> ListStoring::write_file(std::uint64_t index, const Pause& pause) {
  ListFileTitle title{.index = index, .uuid = {}, .file = base::random_hex(8)};
  TRY_VOID(published_.look_at_list(index, [&](const Index& found, const ListIndex&) {
    title.uuid = found.definition->uuid;
    title.seq_no = found.counters.next_seq_no;
  }));
  copied_up_to_.reset();
  known_.clear();
  TRY(writer_, ListFileWriter::create(files_of(database_), database_.rocks().GetName(), title));
  // What changes in between is copied before or after its change, twice or not at all. All the same: these changes have higher sequence
  // numbers, and are made once more when the file is read.
  for (bool has_more = true; has_more;) {
    if (!pause()) return std::nullopt;
    TRY(has_more, copy_some(index));
  }
  TRY_VOID(writer_->finish());
  TRY_VOID(put_record(index, {title.seq_no, title.file}));
  remove_other_files(index, list_file_name(index, title.seq_no));
  return title.seq_no;
}

Result<std::uint64_t> ListStoring::forget(std::uint64_t index) {
  std::uint64_t seq_no = 0;
  TRY_VOID(published_.look_at_list(index, [&](const Index& found, const ListIndex&) { seq_no = found.counters.next_seq_no; }));
  TRY_VOID(put_record(index, {seq_no, {}}));
  remove_other_files(index, {});
  return seq_no;
}

Result<void> ListStoring::put_record(std::uint64_t index, const StoredList& stored) {
  const auto gone = list_changes_range(index, 0, stored.seq_no);
  rocksdb::WriteBatch batch;
  batch.Put(slice(stored_list_key(index)), slice(encode(stored)));
  batch.DeleteRange(slice(gone.first), slice(gone.last));
  return database_.write(batch);
}

void ListStoring::remove_other_files(std::uint64_t index, const std::string& but) {
  const auto begin = fmt::format("{}.", index);
  remove_list_files(database_, [&](std::string_view name) { return name == but || !name.starts_with(begin); });
}

Result<std::optional<StoredList>> find_stored_list(const Database& database, std::uint64_t index) {
  TRY(const auto bytes, database.get(stored_list_key(index)));
  if (!bytes) return std::nullopt;
  TRY(auto stored, decode_stored_list(*bytes));
  return stored;
}

void remove_list_files(Database& database, const std::function<bool(std::string_view name)>& is_wanted) {
  const auto folder = list_folder(database.rocks().GetName());
  std::vector<std::string> names;
  // What cannot be removed now is looked at again when the next one is stored.
  files_of(database).GetChildren(folder, {}, &names, nullptr).PermitUncheckedError();
  for (const auto& name : names) {
    if (name != "." && name != ".." && !is_wanted(name))
      files_of(database).DeleteFile(folder + '/' + name, {}, nullptr).PermitUncheckedError();
  }
}

}  // namespace headrace::engine::embedded
