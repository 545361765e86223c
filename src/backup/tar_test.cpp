#include "backup/tar.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace headrace::backup {
namespace {

/// Notes what it is told: `name(size)=bytes;`.
class Notes final : public TarSink {
 public:
  Result<void> begin_file(std::string_view path, std::uint64_t size) override {
    text += fmt::format("{}({})=", path, size);
    return {};
  }
  Result<void> add_bytes(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  Result<void> end_file() override {
    text += ';';
    return {};
  }
  std::string text;
};

std::string file(std::string_view path, std::string_view content) {
  return tar_header(path, content.size(), 1'700'000'000).append(content).append(tar_padding(content.size()));
}

const std::string archive =
    file("format", "headrace 1\n") + file("state/000004.log", "") + file("content/000005.sst", std::string(512, 'x')) + tar_end();
const std::string told = "format(11)=headrace 1\n;state/000004.log(0)=;content/000005.sst(512)=" + std::string(512, 'x') + ";";

TEST(Tar, is_made_of_whole_blocks) {
  EXPECT_EQ(tar_header("a", 1, 0).size(), 512U);
  EXPECT_EQ(tar_padding(0).size(), 0U);
  EXPECT_EQ(tar_padding(1).size(), 511U);
  EXPECT_EQ(tar_padding(512).size(), 0U);
}

TEST(Tar, is_read_back_in_pieces_of_any_size) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{511}, std::size_t{513}, archive.size()}) {
    Notes notes;
    TarReader reader(notes);
    for (std::size_t at = 0; at < archive.size(); at += size) ASSERT_TRUE(reader.feed(std::string_view(archive).substr(at, size)));
    EXPECT_EQ(notes.text, told) << size;
    EXPECT_TRUE(reader.has_ended());
  }
}

TEST(Tar, that_is_cut_off_has_not_ended) {
  Notes notes;
  TarReader reader(notes);
  ASSERT_TRUE(reader.feed(std::string_view(archive).substr(0, archive.size() - tar_end().size())));
  EXPECT_FALSE(reader.has_ended());
  ASSERT_TRUE(reader.feed(tar_end() + "what follows is of no interest"));
  EXPECT_TRUE(reader.has_ended());
}

TEST(Tar, sizes_from_8_gib_on_are_written_as_gnu_tar_does) {
  for (const std::uint64_t size : {(std::uint64_t{1} << 33) - 1, std::uint64_t{1} << 33, std::uint64_t{123} << 40}) {
    Notes notes;
    TarReader reader(notes);
    ASSERT_TRUE(reader.feed(tar_header("big", size, 0)));
    EXPECT_EQ(notes.text, fmt::format("big({})=", size));
  }
}

TEST(Tar, what_is_none_is_refused) {
  auto changed = archive;
  changed[3] ^= 1;
  auto linked = tar_header("a", 0, 0);
  linked[156] = '2';
  for (const auto& bytes : {changed, linked, std::string(512, 'x'), std::string(R"({"error":{}})") + std::string(500, ' ')}) {
    Notes notes;
    TarReader reader(notes);
    const auto read = reader.feed(bytes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::parse);
    EXPECT_EQ(notes.text, "");
  }
}

TEST(Tar, what_the_sink_refuses_ends_the_reading) {
  class Full final : public TarSink {
    Result<void> begin_file(std::string_view, std::uint64_t) override { return {}; }
    Result<void> add_bytes(std::string_view) override { return fail(ErrorKind::unavailable, "no space left"); }
    Result<void> end_file() override { return {}; }
  } full;
  TarReader reader(full);
  EXPECT_EQ(reader.feed(archive).error().reason, "no space left");
}

}  // namespace
}  // namespace headrace::backup
