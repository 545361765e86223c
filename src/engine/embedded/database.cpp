#include "engine/embedded/database.h"

#include <rocksdb/convenience.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/table.h>

#include <array>
#include <limits>

#include "engine/embedded/checksum.h"
#include "engine/embedded/codec.h"
#include "engine/embedded/errors.h"
#include "engine/embedded/log_tail.h"

namespace headrace::engine::embedded {
namespace {

rocksdb::CompressionType compression() {
  const auto known = rocksdb::GetSupportedCompressions();
  const auto has = [&](rocksdb::CompressionType type) { return std::ranges::find(known, type) != known.end(); };
  if (has(rocksdb::kLZ4Compression)) return rocksdb::kLZ4Compression;
  return rocksdb::kNoCompression;
}

/// After a full disk RocksDB would wait for room and go on by itself. Meanwhile a writer that waits for a flush, and the recovery, which waits
/// for the writer, would wait for each other for good. A failed write is final here: the store says so and stops.
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override { *auto_recovery = false; }
};

/// Small buffers, few threads, no statistics, no chatter in the log: an idle store costs a few megabytes and nothing else.
rocksdb::DBOptions database_options(const DatabaseOptions& wanted) {
  rocksdb::DBOptions options;
  options.env = wanted.env;
  options.create_if_missing = wanted.may_create;
  options.create_missing_column_families = true;
  options.max_background_jobs = 3;  // two compactions, but only where writes would have to wait for the first one
  options.compaction_readahead_size = std::size_t{256} << 10;  // of each file; else merges read block by block
  options.max_open_files = 500;
  options.max_file_opening_threads = 1;
  // A log goes when what is in it has gone into tables of both families; the records alone would take long to fill theirs.
  options.max_total_wal_size = 8 * wanted.write_buffer;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 3;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_bgerror_resume_count = 0;  // a failed write is never tried again
  options.listeners = {std::make_shared<NoRecovery>()};
  // A torn record at the end was never acknowledged (log_tail.h); damage before that is a loss, and must be told instead of passed over.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
}

rocksdb::BlockBasedTableOptions table_options(const DatabaseOptions& wanted) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = wanted.block_cache;
  table.format_version = 5;
  table.checksum = rocksdb::kCRC32c;  // computed by checksum.h; the newer XXH3 is, too, built for the oldest processor
  if (wanted.bounds_memory) {
    table.block_size = std::size_t{8} << 10;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
  }
  return table;
}

rocksdb::ColumnFamilyOptions family_options(const DatabaseOptions& wanted, const rocksdb::BlockBasedTableOptions& table) {
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = compression();
  // What was just written is merged soon and again: it is compressed once, when it has come to rest.
  options.compression_per_level = {rocksdb::kNoCompression, rocksdb::kNoCompression, options.compression};
  options.write_buffer_size = wanted.write_buffer;
  options.max_write_buffer_number = wanted.bounds_memory ? 2 : 3;
  options.level0_file_num_compaction_trigger = 8;  // fewer and larger merges while much is written
  return options;
}

rocksdb::ColumnFamilyOptions record_options(const DatabaseOptions& wanted) {
  constexpr int bloom_bits = 10;
  auto table = table_options(wanted);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits));
  table.partition_filters = wanted.bounds_memory;
  auto options = family_options(wanted, table);
  // Most writes ask first whether the document is there, and mostly it is not: a filter says so without a search.
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  return options;
}

/// Nobody asks for a source that is not there, so there are no filters. All levels are compressed alike, which is not at all: a table that
/// would have to be compressed on its way down would have to be written again.
rocksdb::ColumnFamilyOptions body_options(const DatabaseOptions& wanted) {
  auto table = table_options(wanted);
  table.block_size = std::size_t{16} << 10;
  auto options = family_options(wanted, table);
  options.compression = rocksdb::kNoCompression;
  options.compression_per_level.clear();
  return options;
}

const std::string bodies_family = "bodies";

/// Those that are on disk, and those that are wanted.
std::vector<rocksdb::ColumnFamilyDescriptor> wanted_families(const std::filesystem::path& folder, const DatabaseOptions& wanted) {
  std::vector<std::string> there;
  rocksdb::DB::ListColumnFamilies(database_options(wanted), folder.string(), &there).PermitUncheckedError();  // none before it is made
  std::vector<rocksdb::ColumnFamilyDescriptor> families{{rocksdb::kDefaultColumnFamilyName, record_options(wanted)}};
  const bool makes_bodies = wanted.least_apart.has_value() && !wanted.is_read_only;
  if (makes_bodies || std::ranges::find(there, bodies_family) != there.end()) families.emplace_back(bodies_family, body_options(wanted));
  return families;
}

Error open_error(const std::filesystem::path& folder, const rocksdb::Status& status) {
  const auto what = fmt::format("The data in {} cannot be opened.", folder.string());
  if (status.IsCorruption() || status.IsInvalidArgument() || status.IsNotFound() || status.IsPathNotFound())
    return cannot_open(what, fmt::format("It is damaged: {}", status.ToString()),
                       "Restore the data folder from a backup, or move it away to start with an empty one.");
  return cannot_open(what, status.ToString(), "Check the disk, free space and permissions, then start again.");
}

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

/// Puts the source that lies apart back to its record. Follows a scan: sources that were written one after the other are read so.
class Database::Whole {
 public:
  Whole(const Database& database, const rocksdb::Snapshot* snapshot) : database_(database) {
    options_.snapshot = snapshot;
    options_.fill_cache = false;
  }

  /// The value as it would be with the source in it; valid up to the next call.
  Result<std::string_view> of(std::string_view key, std::string_view value) {
    if (!database_.has_bodies() || !is_document_key(key)) return value;
    const auto document = view_document(value);
    if (!document || !document->bytes_apart) return value;  // a record that is damaged is for whoever reads it
    TRY(const auto body, find(index_of(key), document->seq_no));
    return join(*document, body);
  }

  /// The same, of one document.
  static Result<std::string> of_one(const Database& database, std::string_view key, std::string value,
                                    const rocksdb::ReadOptions& options) {
    if (!database.has_bodies() || !is_document_key(key)) return value;
    const auto document = view_document(value);
    if (!document || !document->bytes_apart) return value;
    rocksdb::PinnableSlice body;
    const auto status = database.find(database.bodies(), options, body_key(index_of(key), document->seq_no), body);
    if (!status.ok()) return fail(status.IsNotFound() ? lost() : database.read_error(status));
    Whole whole(database, nullptr);
    TRY_VOID(whole.join(*document, body.ToStringView()));
    return std::move(whole.joined_);
  }

 private:
  static Error lost() { return {ErrorKind::unavailable, "the source of a document is missing in the data folder"}; }

  Result<std::string_view> find(std::uint64_t index, std::uint64_t seq_no) {
    constexpr std::uint64_t near = 8;  // so many steps cost less than a search
    const auto key = body_key(index, seq_no);
    if (at_ == nullptr) at_.reset(database_.rocks_->NewIterator(options_, database_.bodies()));
    if (index == index_ && seq_no > seq_no_ && seq_no - seq_no_ <= near) {
      while (at_->Valid() && at_->key().compare(slice(key)) < 0) at_->Next();
    }
    if (!at_->Valid() || at_->key() != slice(key)) at_->Seek(slice(key));
    index_ = index;
    seq_no_ = seq_no;
    if (at_->Valid() && at_->key() == slice(key)) return at_->value().ToStringView();
    if (!at_->status().ok()) return fail(database_.read_error(at_->status()));
    return fail(lost());
  }

  Result<std::string_view> join(const DocumentBytes& document, std::string_view body) {
    if (body.size() != *document.bytes_apart) return fail(ErrorKind::unavailable, "the source of a document in the data folder is damaged");
    joined_ = encode_front({.version = document.version,
                            .seq_no = document.seq_no,
                            .primary_term = document.primary_term,
                            .creation = document.creation,
                            .source = nullptr,
                            .routing = std::string(document.routing)});
    joined_ += body;
    return joined_;
  }

  const Database& database_;
  rocksdb::ReadOptions options_;
  std::unique_ptr<rocksdb::Iterator> at_;
  std::uint64_t index_ = 0, seq_no_ = 0;  ///< where it is
  std::string joined_;
};

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& folder, const DatabaseOptions& options) {
  TRY_VOID(check_crc32c());
  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto open = [&] {
    const auto wanted = database_options(options);
    const auto parts = wanted_families(folder, options);
    return options.is_read_only ? rocksdb::DB::OpenForReadOnly(wanted, folder.string(), parts, &handles, &opened)
                                : rocksdb::DB::Open(wanted, folder.string(), parts, &handles, &opened);
  };
  auto status = open();
  if (status.IsCorruption() && !options.is_read_only && cut_torn_records_off(*options.env, folder)) status = open();
  if (!status.ok()) return fail(open_error(folder, status));
  // Both stores share these threads: while one of them is compacted for a while, the other one needs a thread of its own.
  constexpr int flushes = 2;
  constexpr int compactions = 3;
  options.env->IncBackgroundThreadsIfNeeded(flushes, rocksdb::Env::HIGH);
  options.env->IncBackgroundThreadsIfNeeded(compactions, rocksdb::Env::LOW);
  // Merging can wait for whoever waits for an answer; where it must not wait any longer, RocksDB makes the writes wait.
  options.env->LowerThreadPoolCPUPriority(rocksdb::Env::LOW);
  return std::shared_ptr<Database>(new Database(std::unique_ptr<rocksdb::DB>(opened), std::move(handles), options));
}

Database::Database(std::unique_ptr<rocksdb::DB> rocks, std::vector<rocksdb::ColumnFamilyHandle*> families, const DatabaseOptions& options)
    : rocks_(std::move(rocks)), families_(std::move(families)), sealing_(options.sealing), least_apart_(options.least_apart) {}

Database::~Database() {
  for (auto* family : families_) rocks_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
}

bool Database::lies_apart(const StoredDocument& document) const {
  return has_bodies() && least_apart_ && document.source->size() >= *least_apart_;
}

void Database::put(rocksdb::WriteBatch& batch, std::string_view key, const StoredDocument& document) const {
  if (sealing_ != nullptr) {
    batch.Put(slice(key), slice(encode_front(document) + sealing_->seal(*document.source, key)));
  } else if (lies_apart(document)) {
    batch.Put(slice(key), slice(encode_apart(document)));
    batch.Put(bodies(), slice(body_key(index_of(key), document.seq_no)), slice(*document.source));
  } else {
    const auto front = encode_front(document);
    const std::array<rocksdb::Slice, 1> name{slice(key)};
    const std::array<rocksdb::Slice, 2> parts{slice(front), slice(*document.source)};
    batch.Put(rocksdb::SliceParts(name.data(), name.size()), rocksdb::SliceParts(parts.data(), parts.size()));
  }
}

void Database::remove_body(rocksdb::WriteBatch& batch, std::uint64_t index, std::uint64_t seq_no) const {
  batch.Delete(bodies(), slice(body_key(index, seq_no)));
}

void Database::remove_documents(rocksdb::WriteBatch& batch, std::uint64_t index) const {
  const auto records = documents_range(index);
  batch.DeleteRange(slice(records.first), slice(records.last));
  if (!has_bodies()) return;
  const auto sources = bodies_range(index);
  batch.DeleteRange(bodies(), slice(sources.first), slice(sources.last));
}

Result<void> Database::write(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto bytes = batch.GetDataSize();
  const auto status = rocks_->Write(options, &batch);
  if (!status.ok()) return fail(ErrorKind::unavailable, status.ToString());
  written_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  return {};
}

rocksdb::Status Database::find(rocksdb::ColumnFamilyHandle* family, const rocksdb::ReadOptions& options, std::string_view key,
                               rocksdb::PinnableSlice& value) const {
  auto status = rocks_->Get(options, family, slice(key), &value);
  // Where the table itself is not open, and may not be opened, RocksDB 7.8 says that there is a value, and gives an empty one. None is.
  const bool is_unknown = status.ok() && value.empty() && options.read_tier == rocksdb::kBlockCacheTier;
  return is_unknown ? rocksdb::Status::Incomplete() : status;
}

Error Database::read_error(const rocksdb::Status& status) const {
  if (status.IsIncomplete()) return {ErrorKind::rejected_execution, "the value is not in memory"};
  return {ErrorKind::unavailable, fmt::format("reading the data folder failed: {}", status.ToString())};
}

Result<std::optional<std::string>> Database::get(std::string_view key, const rocksdb::Snapshot* snapshot, Patience patience,
                                                 Detail detail) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  if (patience == Patience::memory_only) options.read_tier = rocksdb::kBlockCacheTier;
  // Record and source must be of one state.
  const bool is_newest = snapshot == nullptr && detail == Detail::whole && has_bodies() && is_document_key(key);
  const auto held = is_newest ? std::make_unique<rocksdb::ManagedSnapshot>(rocks_.get()) : nullptr;
  if (held) options.snapshot = held->snapshot();
  rocksdb::PinnableSlice value;
  const auto status = find(families_.front(), options, key, value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return fail(read_error(status));
  if (sealing_ != nullptr && sealing_->may_be_sealed(value.ToStringView())) return sealing_->open(value.ToStringView(), key);
  if (detail == Detail::record) return value.ToString();
  TRY(auto whole, Whole::of_one(*this, key, value.ToString(), options));
  return whole;
}

Result<std::vector<std::optional<std::string>>> Database::get_records(const std::vector<std::string>& keys) const {
  std::vector<rocksdb::Slice> names;
  names.reserve(keys.size());
  for (const auto& key : keys) names.push_back(slice(key));
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  rocks_->MultiGet(rocksdb::ReadOptions(), families_[0], keys.size(), names.data(), values.data(), statuses.data(),
                   std::ranges::is_sorted(keys));
  std::vector<std::optional<std::string>> found(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return fail(read_error(statuses[i]));
    found[i] = values[i].ToString();
  }
  return found;
}

Result<void> Database::scan(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                            const std::function<Result<void>(std::string_view, std::string_view)>& visit, Detail detail) const {
  return scan_while(
      range, snapshot,
      [&](std::string_view key, std::string_view value) -> Result<bool> {
        TRY_VOID(visit(key, value));
        return true;
      },
      detail);
}

Result<void> Database::scan_while(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                                  const std::function<Result<bool>(std::string_view, std::string_view)>& visit, Detail detail) const {
  const auto last = slice(range.last);
  rocksdb::ReadOptions options;
  const auto held = snapshot == nullptr && has_bodies() ? std::make_unique<rocksdb::ManagedSnapshot>(rocks_.get()) : nullptr;
  options.snapshot = held ? held->snapshot() : snapshot;
  options.iterate_upper_bound = &last;
  options.fill_cache = false;  // a scan must not drive out what is asked for by id
  options.auto_prefix_mode = false;
  Whole whole(*this, options.snapshot);
  const std::unique_ptr<rocksdb::Iterator> at(rocks_->NewIterator(options));
  for (at->Seek(slice(range.first)); at->Valid(); at->Next()) {
    const auto key = at->key().ToStringView();
    auto value = at->value().ToStringView();
    if (detail == Detail::whole) {
      TRY(value, whole.of(key, value));
    }
    const bool is_closed = sealing_ != nullptr && sealing_->may_be_sealed(value);
    TRY(const bool goes_on, is_closed ? visit(key, sealing_->open(value, key)) : visit(key, value));
    if (!goes_on) return {};
  }
  if (!at->status().ok()) return fail(read_error(at->status()));
  return {};
}

Result<void> Database::scan_bodies(const std::function<void(std::uint64_t, std::uint64_t)>& visit) const {
  if (!has_bodies()) return {};
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(rocks_->NewIterator(options, bodies()));
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const auto key = at->key().ToStringView();
    const auto index = from_sortable(key.substr(0, sizeof(std::uint64_t)));
    const auto seq_no = key.size() < sizeof(std::uint64_t) ? std::nullopt : from_sortable(key.substr(sizeof(std::uint64_t)));
    if (!index || !seq_no) return fail(ErrorKind::unavailable, "a key of a source in the data folder is damaged");
    visit(*index, *seq_no);
  }
  if (!at->status().ok()) return fail(read_error(at->status()));
  return {};
}

std::size_t Database::log_files() const {
  std::vector<std::string> names;
  rocks_->GetEnv()->GetChildren(rocks_->GetName(), &names).PermitUncheckedError();
  return static_cast<std::size_t>(std::ranges::count_if(names, [](const auto& name) { return name.ends_with(".log"); }));
}

Result<void> Database::flush() {
  const auto status = rocks_->Flush(rocksdb::FlushOptions(), families_);
  if (!status.ok()) return fail(ErrorKind::unavailable, status.ToString());
  return {};
}

std::uint64_t Database::free_bytes() const {
  std::uint64_t bytes = 0;
  const auto status = rocks_->GetFileSystem()->GetFreeSpace(rocks_->GetName(), rocksdb::IOOptions(), &bytes, nullptr);
  return status.ok() ? bytes : std::numeric_limits<std::uint64_t>::max();
}

Snapshot::Snapshot(std::shared_ptr<Database> database) : database_(std::move(database)), snapshot_(database_->rocks().GetSnapshot()) {}

Snapshot::~Snapshot() { database_->rocks().ReleaseSnapshot(snapshot_); }

}  // namespace headrace::engine::embedded
