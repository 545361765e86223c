#include "engine/embedded/checkpoint.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/strings.h"
#include "engine/embedded/folder.h"

namespace headrace::engine::embedded {
namespace {

namespace fs = std::filesystem;

/// As long as it is there, the database removes no file.
class DeletionsHeld {
 public:
  explicit DeletionsHeld(std::shared_ptr<Database> database) : database_(std::move(database)) {
    database_->rocks().DisableFileDeletions().PermitUncheckedError();
  }
  ~DeletionsHeld() { database_->rocks().EnableFileDeletions(/*force=*/false).PermitUncheckedError(); }
  DeletionsHeld(const DeletionsHeld&) = delete;
  DeletionsHeld& operator=(const DeletionsHeld&) = delete;

 private:
  std::shared_ptr<Database> database_;
};

/// The files that the database consists of now. For a moment without writes.
Result<void> add_files(Database& database, std::string_view store, std::vector<StoreFile>& files) {
  rocksdb::LiveFilesStorageInfoOptions options;
  options.wal_size_for_flush = std::numeric_limits<std::uint64_t>::max();  // never waits for a flush
  std::vector<rocksdb::LiveFileStorageInfo> live;
  const auto status = database.rocks().GetLiveFilesStorageInfo(options, &live);
  if (!status.ok()) return fail(ErrorKind::unavailable, fmt::format("the files of the data cannot be listed: {}", status.ToString()));
  for (auto& one : live) {
    std::string_view name = one.relative_filename;
    while (name.starts_with('/')) name.remove_prefix(1);
    StoreFile file{.path = fmt::format("{}/{}", store, name), .source = fs::path(one.directory) / name, .size = one.size, .contents = {}};
    if (!one.replacement_contents.empty()) file.contents = std::move(one.replacement_contents);
    files.push_back(std::move(file));
  }
  return {};
}

/// Where there are no links, a copy.
Result<void> keep(StoreFile& file, const fs::path& folder) {
  if (file.contents) return {};
  const auto kept = folder / file.path;
  std::error_code problem;
  fs::create_directories(kept.parent_path(), problem);
  if (!problem) fs::create_hard_link(file.source, kept, problem);
  if (problem) fs::copy_file(file.source, kept, problem);
  if (problem)
    return fail(ErrorKind::unavailable, fmt::format("{} cannot be kept for a backup: {}", file.source.string(), problem.message()));
  file.source = kept;
  return {};
}

Result<std::string> read_part(const fs::path& path, std::uint64_t offset, std::size_t size) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (descriptor >= 0 && done < size) {
    const auto part = ::pread(descriptor, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) break;
    done += static_cast<std::size_t>(part);
  }
  const auto why = done < size && errno == 0 ? std::string("it is too short") : std::generic_category().message(errno);
  if (descriptor >= 0) ::close(descriptor);
  if (done == size) return bytes;
  return fail(ErrorKind::unavailable, fmt::format("{} cannot be read: {}", path.string(), why));
}

class LinkedCheckpoint final : public Checkpoint {
 public:
  LinkedCheckpoint(fs::path folder, ReaderPool& readers) : folder_(std::move(folder)), readers_(readers) {}
  ~LinkedCheckpoint() override {
    // It ends where its reader does, which must not wait for the disk.
    auto remove = [folder = folder_] {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
    };
    if (!readers_.submit(Urgency::content, remove)) remove();
  }
  LinkedCheckpoint(const LinkedCheckpoint&) = delete;
  LinkedCheckpoint& operator=(const LinkedCheckpoint&) = delete;

  [[nodiscard]] base::Instant moment() const override { return moment_; }
  [[nodiscard]] int data_format() const override { return format_version; }
  [[nodiscard]] const std::vector<File>& files() const override { return shown_; }

  Awaitable<Result<std::string>> read(std::size_t file, std::uint64_t offset, std::size_t size) override {
    const auto& from = files_.at(file);
    if (from.contents) co_return from.contents->substr(offset, size);
    co_return co_await readers_.run<std::string>(Urgency::content, [&] { return read_part(from.source, offset, size); });
  }

  /// Takes the files of both stores, as they are between two commits of each.
  Result<void> take(EmbeddedStore& state, EmbeddedStore& content, base::Clock& clock) {
    const auto state_database = state.database();
    const auto content_database = content.database();
    if (!state_database || !content_database) return fail(store_closed());
    // What is in the logs goes into tables first, so that little is left for the moment itself.
    TRY_VOID(state_database->flush());
    TRY_VOID(content_database->flush());
    const DeletionsHeld state_held(state_database);
    const DeletionsHeld content_held(content_database);
    // The content waits for the state's writer and never the other way round: heartbeats must not queue behind a bulk load.
    TRY_VOID(content.between_commits([&] {
      return state.between_commits([&]() -> Result<void> {
        moment_ = clock.now();
        TRY_VOID(add_files(*state_database, "state", files_));
        return add_files(*content_database, "content", files_);
      });
    }));
    for (auto& file : files_) TRY_VOID(keep(file, folder_));
    const auto format = format_file();
    files_.insert(files_.begin(), {.path = "format", .source = {}, .size = format.size(), .contents = format});
    for (const auto& file : files_) shown_.push_back({file.path, file.size});
    return {};
  }

 private:
  fs::path folder_;
  ReaderPool& readers_;
  base::Instant moment_{};
  std::vector<StoreFile> files_;
  std::vector<File> shown_;  ///< as files_
};

}  // namespace

Result<std::unique_ptr<Checkpoint>> make_checkpoint(EmbeddedStore& state, EmbeddedStore& content, const fs::path& links, base::Clock& clock,
                                                    ReaderPool& readers) {
  auto checkpoint = std::make_unique<LinkedCheckpoint>(links / base::random_hex(8), readers);
  TRY_VOID(checkpoint->take(state, content, clock));
  return checkpoint;
}

void remove_old_checkpoints(const fs::path& links) {
  std::error_code problem;
  fs::remove_all(links, problem);
  if (problem)
    base::log_warning("engine", "what a backup left behind cannot be removed",
                      {{"file.path", links.string()}, {"error.message", problem.message()}});
}

}  // namespace headrace::engine::embedded
