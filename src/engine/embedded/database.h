#pragma once
// One RocksDB instance: how it is opened, and reads under a snapshot. Its errors become ours here.
//
// In the store of the content, sources that are not small lie in a column family of their own, by index and seq_no: in the order in which
// they come, so that RocksDB writes a table of them once and never merges it with others, while the small records that are in order of
// their ids are merged as ever (docs/decisions/0012-bodies-apart.md). What reads documents is given both as one value.

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "engine/embedded/keys.h"
#include "engine/embedded/records.h"
#include "engine/source_sealing.h"

namespace headrace::engine::embedded {

struct DatabaseOptions {
  std::size_t write_buffer = 0;
  std::shared_ptr<rocksdb::Cache> block_cache;
  bool may_create = false;
  rocksdb::Env* env = rocksdb::Env::Default();
  SourceSealing* sealing = nullptr;  ///< none: values stand as they are
  bool is_read_only = false;         ///< changes nothing on disk
  /// For a store that may be many times larger than memory: indices and filters of tables lie in the block cache, in parts, as data do, and
  /// a read of what was not read lately costs more; writes may have to wait for a flush.
  bool bounds_memory = false;
  /// Sources of at least so many bytes lie apart from their records; none: all are one value. A store that has sources apart already keeps
  /// them.
  std::optional<std::size_t> least_apart = std::nullopt;
};

/// Reads wait for the disk, or give up when it is needed.
enum class Patience { wait_for_disk, memory_only };

/// A document as one value with its source, or its record alone, of which the source may lie apart (DocumentBytes::bytes_apart).
enum class Detail { whole, record };

class Database {
 public:
  /// Errors: unavailable, in three lines.
  static Result<std::shared_ptr<Database>> open(const std::filesystem::path& folder, const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// The document under its key, sealed where that is asked for; what get() and scan() give is opened again.
  void put(rocksdb::WriteBatch& batch, std::string_view key, const StoredDocument& document) const;
  /// The source that was written apart with this seq_no.
  void remove_body(rocksdb::WriteBatch& batch, std::uint64_t index, std::uint64_t seq_no) const;
  /// All documents of an index.
  void remove_documents(rocksdb::WriteBatch& batch, std::uint64_t index) const;
  /// True for what get() and scan() have given, when something in it is sealed and did not open.
  [[nodiscard]] bool may_be_sealed(std::string_view bytes) const { return sealing_ != nullptr && sealing_->may_be_sealed(bytes); }
  /// Writes and syncs. Errors: unavailable, with what RocksDB says.
  Result<void> write(rocksdb::WriteBatch& batch);
  /// Bytes of all batches since it was opened.
  [[nodiscard]] std::uint64_t written_bytes() const { return written_bytes_.load(std::memory_order_relaxed); }

  /// The value, or none. `snapshot` may be null (the newest state). With memory_only a value that lies on disk is the error kind
  /// rejected_execution.
  Result<std::optional<std::string>> get(std::string_view key, const rocksdb::Snapshot* snapshot = nullptr,
                                         Patience patience = Patience::wait_for_disk, Detail detail = Detail::whole) const;

  /// The newest values under these keys, none where there is none: cheaper than one by one. Documents as their records (Detail::record).
  Result<std::vector<std::optional<std::string>>> get_records(const std::vector<std::string>& keys) const;

  /// Calls `visit` with each key and value of the range, in order, until it fails.
  Result<void> scan(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                    const std::function<Result<void>(std::string_view key, std::string_view value)>& visit,
                    Detail detail = Detail::whole) const;
  /// The same, until `visit` says false.
  Result<void> scan_while(const KeyRange& range, const rocksdb::Snapshot* snapshot,
                          const std::function<Result<bool>(std::string_view key, std::string_view value)>& visit,
                          Detail detail = Detail::whole) const;
  /// Calls `visit` with index and seq_no of each source that lies apart, in order.
  Result<void> scan_bodies(const std::function<void(std::uint64_t index, std::uint64_t seq_no)>& visit) const;

  /// Files of the log, those included that RocksDB keeps though nothing is in them.
  [[nodiscard]] std::size_t log_files() const;
  /// Moves what the log holds into a table, so that all older logs can go. Errors: unavailable.
  Result<void> flush();

  /// Free bytes on its disk for this user; the largest number when the file system cannot tell.
  [[nodiscard]] std::uint64_t free_bytes() const;

  rocksdb::DB& rocks() { return *rocks_; }
  [[nodiscard]] const std::vector<rocksdb::ColumnFamilyHandle*>& families() const { return families_; }

 private:
  class Whole;

  Database(std::unique_ptr<rocksdb::DB> rocks, std::vector<rocksdb::ColumnFamilyHandle*> families, const DatabaseOptions& options);

  [[nodiscard]] bool has_bodies() const { return families_.size() > 1; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* bodies() const { return families_.at(1); }
  [[nodiscard]] bool lies_apart(const StoredDocument& document) const;
  [[nodiscard]] rocksdb::Status find(rocksdb::ColumnFamilyHandle* family, const rocksdb::ReadOptions& options, std::string_view key,
                                     rocksdb::PinnableSlice& value) const;
  [[nodiscard]] Error read_error(const rocksdb::Status& status) const;

  std::unique_ptr<rocksdb::DB> rocks_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  ///< the records; the sources that lie apart, where there are any
  SourceSealing* sealing_;
  std::optional<std::size_t> least_apart_;
  std::atomic<std::uint64_t> written_bytes_ = 0;
};

/// One state of the database, for as long as it is kept.
class Snapshot {
 public:
  explicit Snapshot(std::shared_ptr<Database> database);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  [[nodiscard]] const Database& database() const { return *database_; }
  [[nodiscard]] const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  std::shared_ptr<Database> database_;
  const rocksdb::Snapshot* snapshot_;
};

}  // namespace headrace::engine::embedded
