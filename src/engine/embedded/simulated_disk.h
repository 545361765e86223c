#pragma once
// For tests only: the disk under RocksDB, as one that loses its power and as one that fails. Files are real files, so that what was written
// can be read; which part of it would outlive a power cut is kept beside.
//
// What outlives a cut, as POSIX promises it and no more:
//   - of a file, what was written before its last sync; of the rest any part, the last sectors of it damaged where that is asked for
//   - of a folder, the names as they were at its last sync; of what was made, renamed or removed since, the first few
// What RocksDB writes into its own log of messages (LOG) is not looked at.

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace headrace::engine::embedded {

class SimulatedDisk final : public rocksdb::FileSystemWrapper {
 public:
  enum class Fault { io_error, no_space, short_write };
  /// How much of what was not synced a cut leaves: a part that ends anywhere, or one in which a sector may be zeros or other bytes too, in
  /// logs, where only one record at a time is not synced.
  enum class Tear { cuts_off, damages };
  enum class Lie { about_nothing, about_files, about_folders };
  struct File;

  /// `folder`: empty, or not there yet; all that is done below it is done through this. A second folder beside it holds what was removed.
  explicit SimulatedDisk(std::filesystem::path folder);
  ~SimulatedDisk() override;

  /// Operation number `nth` from now on (1: the next) is the last thing that reaches the disk, in part; all others fail until power_up().
  void lose_power_at(std::uint64_t nth);
  [[nodiscard]] bool is_off() const;
  /// Puts the files into a state that the disk could have after the cut; all of them must be closed. Without a cut: as if there were one
  /// now.
  void power_up(std::mt19937& random, Tear tear);

  /// Operation number `nth` from now on fails, once. A short write is one for writes alone, an input/output error for all others.
  void fail_once_at(std::uint64_t nth, Fault fault);
  /// What failed, such as "sync …/000004.log"; none: nothing has yet.
  [[nodiscard]] std::optional<std::string> failed() const;
  /// So many operations have there been.
  [[nodiscard]] std::uint64_t operations() const;
  /// From now on syncs of these do nothing, and say that they have.
  void lie(Lie lie);

  [[nodiscard]] const char* Name() const override { return "SimulatedDisk"; }
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& path, const std::string& old_path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options, std::unique_ptr<rocksdb::FSDirectory>* folder,
                                 rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options, std::uint64_t* free,
                                 rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;

 private:
  friend class SimulatedFile;
  friend class SimulatedFolder;
  /// A name that was given, or taken away (no file, no folder).
  struct Naming {
    std::string path;
    std::shared_ptr<File> file;
    bool is_folder = false;
  };
  using Files = std::map<std::string, std::shared_ptr<File>>;

  /// Counts an operation. An error: it must not be done; `part` is then how much of it is done all the same, of `whole` bytes.
  rocksdb::IOStatus begin(std::string what, std::size_t whole = 0, std::size_t* part = nullptr);
  rocksdb::IOStatus append(rocksdb::FSWritableFile& target, File& file, const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context);
  rocksdb::IOStatus sync(File& file);
  rocksdb::IOStatus sync_folder(const std::string& path);
  void name(std::vector<Naming> names);
  void outlive(const Naming& naming);
  void put_aside(const std::string& path, const File& file) const;
  [[nodiscard]] std::filesystem::path place_aside(const File& file) const;
  [[nodiscard]] bool is_in_lost_folder(const std::string& path) const;
  void put_files_where_they_outlive();
  void remove_lost_folders() const;
  static void tear(const std::string& path, File& file, std::mt19937& random, Tear tear);

  const std::filesystem::path aside_;
  mutable std::mutex mutex_;
  // All guarded by mutex_.
  Files files_;                                                      ///< as they are called now
  Files outliving_;                                                  ///< as they would be called after a cut
  std::set<std::string> folders_, outliving_folders_;                ///< that were made through this
  std::map<std::string, std::vector<std::vector<Naming>>> namings_;  ///< by folder: what was done in it since its last sync
  std::uint64_t next_number_ = 1;
  std::uint64_t operations_ = 0;
  std::uint64_t power_ends_at_ = 0, fails_at_ = 0;  ///< numbers of operations; 0: never
  Fault fault_ = Fault::io_error;
  std::optional<std::string> failed_;
  bool is_off_ = false;
  Lie lie_ = Lie::about_nothing;
};

/// Where files of such a disk are kept: in memory where there is room.
std::filesystem::path folder_for_disks();

/// What RocksDB is to run on for this disk. Its pauses of a second after a failure are left out.
std::unique_ptr<rocksdb::Env> env_on(const std::shared_ptr<SimulatedDisk>& disk);

}  // namespace headrace::engine::embedded
