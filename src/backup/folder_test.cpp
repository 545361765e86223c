#include "backup/folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "backup/archive.h"
#include "base/strings.h"

namespace headrace::backup {
namespace {

namespace fs = std::filesystem;

/// A checkpoint of files that a test says.
class SaidFiles final : public engine::Checkpoint {
 public:
  explicit SaidFiles(std::vector<std::pair<std::string, std::string>> files) : files_(std::move(files)) {
    for (const auto& [path, content] : files_) shown_.push_back({path, content.size()});
  }
  [[nodiscard]] base::Instant moment() const override { return *base::parse_instant("2026-03-04T05:06:07.089Z"); }
  [[nodiscard]] int data_format() const override { return 1; }
  [[nodiscard]] const std::vector<File>& files() const override { return shown_; }
  Awaitable<Result<std::string>> read(std::size_t file, std::uint64_t offset, std::size_t size) override {
    if (files_[file].first == fails_at && offset >= fails_from) co_return fail(ErrorKind::unavailable, "the disk has gone");
    co_return files_[file].second.substr(offset, size);
  }
  std::string fails_at;
  std::uint64_t fails_from = 0;

 private:
  std::vector<std::pair<std::string, std::string>> files_;
  std::vector<File> shown_;
};

std::vector<std::string> pieces_of(std::unique_ptr<engine::Checkpoint> checkpoint) {
  boost::asio::io_context io;
  std::vector<std::string> pieces;
  boost::asio::co_spawn(
      io,
      [&]() -> Awaitable<void> {
        Archive archive(std::move(checkpoint), "0.1.0");
        while (auto piece = co_await archive.next()) pieces.push_back(std::move(*piece));
      },
      [](const std::exception_ptr& problem) {
        if (problem) std::rethrow_exception(problem);
      });
  io.run();
  return pieces;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }

class BackupFolder : public ::testing::Test {
 protected:
  BackupFolder() : root_(fs::temp_directory_path() / ("headrace-backup-" + base::random_hex(8))) { fs::create_directories(root_); }
  ~BackupFolder() override { fs::remove_all(root_); }

  static std::unique_ptr<SaidFiles> checkpoint() {
    return std::make_unique<SaidFiles>(std::vector<std::pair<std::string, std::string>>{
        {"format", "headrace 1\n"}, {"state/000004.log", ""}, {"content/000005.sst", std::string(1'000'000, 'x')}});
  }
  /// Unpacks pieces into the folder `backup` of the test.
  Result<Manifest> unpack(const std::vector<std::string>& pieces) {
    FolderWriter writer(backup_);
    TarReader reader(writer);
    for (const auto& piece : pieces) TRY_VOID(reader.feed(piece));
    return writer.finish();
  }
  /// The second of the three lines of a refusal to restore.
  std::string why_not() {
    const auto opened = open_backup(backup_);
    const auto copied =
        opened ? copy_files(*opened, backup_, root_ / ("data-" + base::random_hex(4))) : Result<void>(std::unexpected(opened.error()));
    if (copied) return "";
    EXPECT_EQ(std::ranges::count(copied.error().reason, '\n'), 2) << copied.error().reason;
    return base::split_list(copied.error().reason, '\n').at(1);
  }

  fs::path root_;
  fs::path backup_ = root_ / "backup";
};

TEST_F(BackupFolder, is_what_the_checkpoint_was_and_comes_back_so) {
  const auto pieces = pieces_of(checkpoint());
  for (const auto& piece : pieces) EXPECT_LE(piece.size(), (256U << 10) + 2'048U);
  const auto manifest = unpack(pieces);
  ASSERT_TRUE(manifest) << manifest.error().reason;
  EXPECT_EQ(manifest->made_at, "2026-03-04T05:06:07.089Z");
  EXPECT_EQ(manifest->bytes(), 1'000'011U);
  EXPECT_EQ(text_of(backup_ / "content/000005.sst"), std::string(1'000'000, 'x'));
  const auto opened = open_backup(backup_);
  ASSERT_TRUE(opened) << opened.error().reason;
  ASSERT_TRUE(copy_files(*opened, backup_, root_ / "data"));
  EXPECT_EQ(text_of(root_ / "data/content/000005.sst"), std::string(1'000'000, 'x'));
  EXPECT_TRUE(fs::exists(root_ / "data/state/000004.log"));
  EXPECT_FALSE(fs::exists(root_ / "data/backup.json")) << "is not data";
}

TEST_F(BackupFolder, an_archive_that_was_cut_off_anywhere_is_not_whole) {
  const auto pieces = pieces_of(checkpoint());
  for (std::size_t count = 0; count < pieces.size(); ++count) {
    const auto manifest = unpack({pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(count)});
    ASSERT_FALSE(manifest);
    EXPECT_TRUE(manifest.error().reason.contains("Its end is missing")) << manifest.error().reason;
    fs::remove_all(backup_);
  }
}

TEST_F(BackupFolder, an_archive_that_was_changed_on_its_way_is_not_whole) {
  auto pieces = pieces_of(checkpoint());
  pieces.at(3).at(100) ^= 1;
  EXPECT_TRUE(unpack(pieces).error().reason.contains("another checksum than was sent"));
}

TEST_F(BackupFolder, why_the_server_could_not_go_on_is_told) {
  auto failing = checkpoint();
  failing->fails_at = "content/000005.sst";
  EXPECT_TRUE(unpack(pieces_of(std::move(failing))).error().reason.contains("the disk has gone"));
  fs::remove_all(backup_);
  failing = checkpoint();
  failing->fails_at = "content/000005.sst";
  failing->fails_from = 1;
  EXPECT_TRUE(unpack(pieces_of(std::move(failing))).error().reason.contains("Its end is missing")) << "in the middle of a file";
}

TEST_F(BackupFolder, files_that_no_backup_has_are_not_written) {
  const auto refused = unpack({tar_header("../outside", 1, 0) + "x" + tar_padding(1)});
  EXPECT_TRUE(refused.error().reason.contains("[../outside]"));
  EXPECT_FALSE(fs::exists(root_ / "outside"));
}

TEST_F(BackupFolder, each_wrong_byte_each_cut_and_each_missing_file_is_found) {
  ASSERT_TRUE(unpack(pieces_of(checkpoint())));
  EXPECT_EQ(why_not(), "");
  for (const auto& entry : fs::recursive_directory_iterator(backup_)) {
    if (!entry.is_regular_file()) continue;
    const auto whole = text_of(entry.path());
    fs::remove(entry.path());
    EXPECT_NE(why_not(), "") << entry.path() << " is missing";
    write(entry.path(), whole + "x");
    EXPECT_NE(why_not(), "") << entry.path() << " is longer";
    for (const auto part : {whole.size() / 2, std::size_t{0}, whole.empty() ? 0 : whole.size() - 1}) {
      if (whole.empty()) continue;
      write(entry.path(), std::string_view(whole).substr(0, part));
      EXPECT_NE(why_not(), "") << entry.path() << " is cut to " << part;
      auto changed = whole;
      changed[part] ^= 1;
      write(entry.path(), changed);
      EXPECT_NE(why_not(), "") << entry.path() << " has a wrong byte at " << part;
    }
    write(entry.path(), whole);
  }
  EXPECT_EQ(why_not(), "");
}

TEST_F(BackupFolder, that_is_none_is_told) {
  fs::create_directories(backup_);
  EXPECT_TRUE(why_not().contains("SHA256SUMS cannot be read"));
}

}  // namespace
}  // namespace headrace::backup
