#include "engine/embedded/simulated_disk.h"

#include <rocksdb/system_clock.h>

#include <fstream>

namespace headrace::engine::embedded {

namespace fs = std::filesystem;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

struct SimulatedDisk::File {
  std::uint64_t number = 0;
  std::uint64_t size = 0;
  std::uint64_t synced = 0;
};

namespace {

IOStatus no_power() { return IOStatus::IOError("the power is off"); }

IOStatus status_of(SimulatedDisk::Fault fault) {
  if (fault != SimulatedDisk::Fault::no_space) return IOStatus::IOError("Input/output error");
  auto status = IOStatus::NoSpace("No space left on device");
  status.SetRetryable(true);  // as RocksDB's own files say
  return status;
}

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

std::uint64_t up_to(std::mt19937& random, std::uint64_t most) { return std::uniform_int_distribution<std::uint64_t>(0, most)(random); }

}  // namespace

class SimulatedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  SimulatedFile(std::unique_ptr<rocksdb::FSWritableFile> target, std::shared_ptr<SimulatedDisk::File> file, SimulatedDisk& disk)
      : FSWritableFileOwnerWrapper(std::move(target)), file_(std::move(file)), disk_(disk) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    return disk_.append(*target(), *file_, data, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&, IODebugContext* context) override {
    return disk_.append(*target(), *file_, data, options, context);
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return disk_.sync(*file_); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return disk_.sync(*file_); }
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* context) override {
    if (auto status = disk_.begin("truncate"); !status.ok()) return status;
    auto status = FSWritableFileOwnerWrapper::Truncate(size, options, context);
    const std::lock_guard lock(disk_.mutex_);
    file_->size = size;
    file_->synced = std::min(file_->synced, size);
    return status;
  }

 private:
  const std::shared_ptr<SimulatedDisk::File> file_;
  SimulatedDisk& disk_;
};

class SimulatedFolder final : public rocksdb::FSDirectory {
 public:
  SimulatedFolder(std::string path, SimulatedDisk& disk) : path_(std::move(path)), disk_(disk) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return disk_.sync_folder(path_); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  const std::string path_;
  SimulatedDisk& disk_;
};

SimulatedDisk::SimulatedDisk(fs::path folder) : FileSystemWrapper(FileSystem::Default()), aside_(folder += ".removed") {
  fs::create_directories(aside_);
}
SimulatedDisk::~SimulatedDisk() { fs::remove_all(aside_); }

void SimulatedDisk::lose_power_at(std::uint64_t nth) {
  const std::lock_guard lock(mutex_);
  power_ends_at_ = operations_ + nth;
}

bool SimulatedDisk::is_off() const {
  const std::lock_guard lock(mutex_);
  return is_off_;
}

void SimulatedDisk::fail_once_at(std::uint64_t nth, Fault fault) {
  const std::lock_guard lock(mutex_);
  fails_at_ = operations_ + nth;
  fault_ = fault;
  failed_.reset();
}

std::optional<std::string> SimulatedDisk::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

std::uint64_t SimulatedDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void SimulatedDisk::lie(Lie lie) {
  const std::lock_guard lock(mutex_);
  lie_ = lie;
}

IOStatus SimulatedDisk::begin(std::string what, std::size_t whole, std::size_t* part) {
  const std::lock_guard lock(mutex_);
  if (is_off_) return no_power();
  ++operations_;
  if (operations_ == power_ends_at_) {
    is_off_ = true;
    if (part != nullptr) *part = whole;  // how much of it the disk has is settled when the power is back
    return no_power();
  }
  if (operations_ != fails_at_) return IOStatus::OK();
  if (part != nullptr && fault_ == Fault::short_write) *part = whole / 2;
  failed_ = std::move(what);
  return status_of(fault_);
}

IOStatus SimulatedDisk::append(rocksdb::FSWritableFile& target, File& file, const Slice& data, const IOOptions& options,
                               IODebugContext* context) {
  std::size_t part = 0;
  auto begun = begin("append", data.size(), &part);
  const Slice done(data.data(), begun.ok() ? data.size() : part);
  auto status = target.Append(done, options, context);
  const std::lock_guard lock(mutex_);
  if (status.ok()) file.size += done.size();
  return begun.ok() ? status : begun;
}

IOStatus SimulatedDisk::sync(File& file) {
  if (auto status = begin("sync"); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (lie_ != Lie::about_files) file.synced = file.size;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::sync_folder(const std::string& path) {
  if (auto status = begin("sync folder " + path); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (lie_ == Lie::about_folders) return IOStatus::OK();
  for (const auto& names : namings_[path]) {
    for (const auto& naming : names) outlive(naming);
  }
  namings_.erase(path);
  return IOStatus::OK();
}

/// Something happened to names in one folder, to all of them at once.
void SimulatedDisk::name(std::vector<Naming> names) {
  for (const auto& naming : names) {
    if (naming.is_folder) {
      folders_.insert(naming.path);
    } else if (naming.file) {
      files_[naming.path] = naming.file;
    } else {
      files_.erase(naming.path);
    }
  }
  namings_[folder_of(names.front().path)].push_back(std::move(names));
}

void SimulatedDisk::outlive(const Naming& naming) {
  if (naming.is_folder) {
    outliving_folders_.insert(naming.path);
  } else if (naming.file) {
    outliving_[naming.path] = naming.file;
  } else {
    outliving_.erase(naming.path);
  }
}

fs::path SimulatedDisk::place_aside(const File& file) const { return aside_ / std::to_string(file.number); }

void SimulatedDisk::put_aside(const std::string& path, const File& file) const { fs::rename(path, place_aside(file)); }

IOStatus SimulatedDisk::NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext* context) {
  if (auto status = begin("open " + path); !status.ok() && !is_off()) return status;
  return FileSystemWrapper::NewSequentialFile(path, options, file, context);
}

IOStatus SimulatedDisk::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                            std::unique_ptr<rocksdb::FSRandomAccessFile>* file, IODebugContext* context) {
  if (auto status = begin("open " + path); !status.ok() && !is_off()) return status;
  return FileSystemWrapper::NewRandomAccessFile(path, options, file, context);
}

IOStatus SimulatedDisk::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) {
  if (auto status = begin("create " + path); !status.ok()) return status;
  auto status = FileSystemWrapper::NewWritableFile(path, options, file, context);
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (!files_.contains(path)) name({{path, std::make_shared<File>(File{.number = next_number_++}), false}});
  auto known = files_.at(path);
  known->size = known->synced = 0;  // one that was there is empty now, and maybe after a cut too
  *file = std::make_unique<SimulatedFile>(std::move(*file), known, *this);
  return status;
}

IOStatus SimulatedDisk::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) {
  if (auto status = begin("open " + path); !status.ok()) return status;
  auto status = FileSystemWrapper::ReopenWritableFile(path, options, file, context);
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  if (!files_.contains(path)) name({{path, std::make_shared<File>(File{.number = next_number_++}), false}});
  *file = std::make_unique<SimulatedFile>(std::move(*file), files_.at(path), *this);
  return status;
}

IOStatus SimulatedDisk::ReuseWritableFile(const std::string&, const std::string&, const rocksdb::FileOptions&,
                                          std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) {
  return IOStatus::NotSupported("logs are not used again");
}

IOStatus SimulatedDisk::NewDirectory(const std::string& path, const IOOptions&, std::unique_ptr<rocksdb::FSDirectory>* folder,
                                     IODebugContext*) {
  if (auto status = begin("open folder " + path); !status.ok()) return status;
  if (!fs::is_directory(path)) return IOStatus::PathNotFound(path);
  auto clean = fs::path(path).lexically_normal();
  *folder = std::make_unique<SimulatedFolder>(clean.has_filename() ? clean.string() : clean.parent_path().string(), *this);
  return IOStatus::OK();
}

IOStatus SimulatedDisk::CreateDir(const std::string& path, const IOOptions& options, IODebugContext* context) {
  if (auto status = begin("make folder " + path); !status.ok()) return status;
  auto status = FileSystemWrapper::CreateDir(path, options, context);
  const std::lock_guard lock(mutex_);
  if (status.ok()) name({{path, nullptr, true}});
  return status;
}

IOStatus SimulatedDisk::CreateDirIfMissing(const std::string& path, const IOOptions& options, IODebugContext* context) {
  if (fs::is_directory(path)) return IOStatus::OK();
  return CreateDir(path, options, context);
}

IOStatus SimulatedDisk::DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* context) {
  if (auto status = begin("remove " + path); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(path);
  if (found == files_.end()) return FileSystemWrapper::DeleteFile(path, options, context);
  put_aside(path, *found->second);
  name({{path, nullptr, false}});
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetFreeSpace(const std::string&, const IOOptions&, std::uint64_t* free, IODebugContext*) {
  *free = std::uint64_t{1} << 40;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::RenameFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* context) {
  if (auto status = begin("rename " + from); !status.ok()) return status;
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(from);
  if (found == files_.end()) return FileSystemWrapper::RenameFile(from, to, options, context);
  if (const auto old = files_.find(to); old != files_.end()) put_aside(to, *old->second);
  fs::rename(from, to);
  const auto file = found->second;
  name({{from, nullptr, false}, {to, file, false}});
  return IOStatus::OK();
}

bool SimulatedDisk::is_in_lost_folder(const std::string& path) const {
  return std::ranges::any_of(folders_,
                             [&](const auto& folder) { return !outliving_folders_.contains(folder) && path.starts_with(folder + "/"); });
}

void SimulatedDisk::put_files_where_they_outlive() {
  for (const auto& [path, file] : files_) {
    const auto found = outliving_.find(path);
    if (found == outliving_.end() || found->second != file) put_aside(path, *file);
  }
  for (const auto& [path, file] : outliving_) {
    const auto found = files_.find(path);
    if (found == files_.end() || found->second != file) fs::rename(place_aside(*file), path);
  }
}

void SimulatedDisk::remove_lost_folders() const {
  for (const auto& folder : folders_) {
    if (!outliving_folders_.contains(folder)) fs::remove_all(folder);
  }
}

void SimulatedDisk::tear(const std::string& path, File& file, std::mt19937& random, Tear tear) {
  constexpr std::uint64_t sector = 512;
  const auto lost = file.size - file.synced;
  if (lost == 0) return;
  const auto choice = up_to(random, 3);
  const auto kept = choice == 0 ? 0 : choice == 1 ? lost : up_to(random, lost);
  file.size = file.synced + kept;
  fs::resize_file(path, file.size);
  if (tear == Tear::cuts_off || !path.ends_with(".log") || kept == 0 || up_to(random, 1) == 0) return;
  // Sectors reach the disk in any order: one of those that were not synced holds what was there before.
  const auto begin = std::max(file.synced, (file.synced + up_to(random, kept - 1)) / sector * sector);
  const auto end = std::min(file.size, begin / sector * sector + sector);
  std::string bytes(end - begin, '\0');
  if (up_to(random, 1) == 0) std::ranges::generate(bytes, [&] { return static_cast<char>(up_to(random, 255)); });
  std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(begin));
  out << bytes;
}

void SimulatedDisk::power_up(std::mt19937& random, Tear how) {
  const std::lock_guard lock(mutex_);
  for (const auto& [folder, done] : namings_) {
    const auto choice = up_to(random, 2);
    const auto kept = choice == 0 ? 0 : choice == 1 ? done.size() : up_to(random, done.size());
    for (std::size_t i = 0; i < kept; ++i) {
      for (const auto& naming : done[i]) outlive(naming);
    }
  }
  std::erase_if(outliving_, [&](const auto& entry) { return is_in_lost_folder(entry.first); });
  std::erase_if(outliving_folders_, [&](const auto& folder) { return is_in_lost_folder(folder); });
  put_files_where_they_outlive();
  remove_lost_folders();
  for (const auto& [path, file] : outliving_) {
    tear(path, *file, random, how);
    file->synced = file->size;
  }
  for (const auto& entry : fs::directory_iterator(aside_)) fs::remove(entry.path());
  files_ = outliving_;
  folders_ = outliving_folders_;
  namings_.clear();
  power_ends_at_ = fails_at_ = 0;
  is_off_ = false;
}

namespace {

class ClockWithoutPauses final : public rocksdb::SystemClockWrapper {
 public:
  ClockWithoutPauses() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  [[nodiscard]] const char* Name() const override { return "ClockWithoutPauses"; }
  void SleepForMicroseconds(int) override { std::this_thread::yield(); }
};

class EnvOnDisk final : public rocksdb::EnvWrapper {
 public:
  explicit EnvOnDisk(const std::shared_ptr<SimulatedDisk>& disk) : EnvWrapper(rocksdb::NewCompositeEnv(disk)) {
    file_system_ = disk;
    system_clock_ = std::make_shared<ClockWithoutPauses>();
  }
  void SleepForMicroseconds(int micros) override { system_clock_->SleepForMicroseconds(micros); }
};

}  // namespace

fs::path folder_for_disks() {
  constexpr std::uintmax_t room = std::uintmax_t{1} << 30;
  const fs::path memory = "/dev/shm";
  std::error_code problem;
  const auto space = fs::space(memory, problem);
  return problem || space.available < room ? fs::temp_directory_path() : memory;
}

std::unique_ptr<rocksdb::Env> env_on(const std::shared_ptr<SimulatedDisk>& disk) { return std::make_unique<EnvOnDisk>(disk); }

}  // namespace headrace::engine::embedded
