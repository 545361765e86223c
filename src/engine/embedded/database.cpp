#include "engine/embedded/database.h"

#include <rocksdb/convenience.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <limits>

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

/// Small buffers, few threads, no statistics, no chatter in the log: an idle store costs a few megabytes and nothing else.
rocksdb::Options rocks_options(const DatabaseOptions& wanted) {
  constexpr int bloom_bits = 10;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = wanted.block_cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits));
  table.format_version = 5;
  if (wanted.bounds_memory) {
    table.block_size = std::size_t{8} << 10;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
  }

  rocksdb::Options options;
  options.env = wanted.env;
  options.create_if_missing = wanted.may_create;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = compression();
  // What was just written is merged soon and again: it is compressed once, when it has come to rest.
  options.compression_per_level = {rocksdb::kNoCompression, rocksdb::kNoCompression, options.compression};
  options.write_buffer_size = wanted.write_buffer;
  // Most writes ask first whether the document is there, and mostly it is not: a filter says so without a search.
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.max_write_buffer_number = wanted.bounds_memory ? 2 : 3;
  options.level0_file_num_compaction_trigger = 8;  // fewer and larger merges while much is written
  options.max_background_jobs = 3;                 // two compactions, but only where writes would have to wait for the first one
  options.compaction_readahead_size = std::size_t{256} << 10;  // of each file; else merges read block by block
  options.max_open_files = 500;
  options.max_file_opening_threads = 1;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 3;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_bgerror_resume_count = 0;  // a failed write is never tried again
  // A torn record at the end was never acknowledged (log_tail.h); damage before that is a loss, and must be told instead of passed over.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
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

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& folder, const DatabaseOptions& options) {
  rocksdb::DB* opened = nullptr;
  const auto open = [&] {
    const auto wanted = rocks_options(options);
    return options.is_read_only ? rocksdb::DB::OpenForReadOnly(wanted, folder.string(), &opened)
                                : rocksdb::DB::Open(wanted, folder.string(), &opened);
  };
  auto status = open();
  if (status.IsCorruption() && !options.is_read_only && cut_torn_records_off(*options.env, folder)) status = open();
  if (!status.ok()) return fail(open_error(folder, status));
  // Both stores share these threads: while one of them is compacted for a while, the other one needs a thread of its own.
  constexpr int flushes = 2;
  constexpr int compactions = 3;
  options.env->IncBackgroundThreadsIfNeeded(flushes, rocksdb::Env::HIGH);
  options.env->IncBackgroundThreadsIfNeeded(compactions, rocksdb::Env::LOW);
  return std::shared_ptr<Database>(new Database(std::unique_ptr<rocksdb::DB>(opened), options.sealing));
}

std::string Database::sealed(std::string_view key, const StoredDocument& document) const {
  if (sealing_ == nullptr) return encode(document);
  auto closed = document;
  closed.source = std::make_shared<const std::string>(sealing_->seal(*document.source, key));
  return encode(closed);
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

Result<std::optional<std::string>> Database::get(std::string_view key, const rocksdb::Snapshot* snapshot, Patience patience) const {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  if (patience == Patience::memory_only) options.read_tier = rocksdb::kBlockCacheTier;
  std::string value;
  const auto status = rocks_->Get(options, slice(key), &value);
  if (status.ok()) return sealing_ != nullptr && sealing_->may_be_sealed(value) ? sealing_->open(value, key) : std::move(value);
  if (status.IsNotFound()) return std::nullopt;
  if (status.IsIncomplete()) return fail(ErrorKind::rejected_execution, "the value is not in memory");
  return fail(ErrorKind::unavailable, fmt::format("reading the data folder failed: {}", status.ToString()));
}

Result<void> Database::scan(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                            const std::function<Result<void>(std::string_view, std::string_view)>& visit) const {
  return scan_while(range, snapshot, [&](std::string_view key, std::string_view value) -> Result<bool> {
    TRY_VOID(visit(key, value));
    return true;
  });
}

Result<void> Database::scan_while(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                                  const std::function<Result<bool>(std::string_view, std::string_view)>& visit) const {
  const auto last = slice(range.last);
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.iterate_upper_bound = &last;
  options.fill_cache = false;  // a scan must not drive out what is asked for by id
  options.auto_prefix_mode = false;
  const std::unique_ptr<rocksdb::Iterator> at(rocks_->NewIterator(options));
  for (at->Seek(slice(range.first)); at->Valid(); at->Next()) {
    const auto key = at->key().ToStringView();
    const auto value = at->value().ToStringView();
    const bool is_closed = sealing_ != nullptr && sealing_->may_be_sealed(value);
    TRY(const bool goes_on, is_closed ? visit(key, sealing_->open(value, key)) : visit(key, value));
    if (!goes_on) return {};
  }
  if (!at->status().ok()) return fail(ErrorKind::unavailable, fmt::format("reading the data folder failed: {}", at->status().ToString()));
  return {};
}

std::size_t Database::log_files() const {
  std::vector<std::string> names;
  rocks_->GetEnv()->GetChildren(rocks_->GetName(), &names).PermitUncheckedError();
  return static_cast<std::size_t>(std::ranges::count_if(names, [](const auto& name) { return name.ends_with(".log"); }));
}

Result<void> Database::flush() {
  const auto status = rocks_->Flush(rocksdb::FlushOptions());
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
