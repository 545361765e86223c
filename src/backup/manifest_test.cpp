#include "backup/manifest.h"

#include <gtest/gtest.h>

namespace headrace::backup {
namespace {

const Manifest example{
    .program = "0.1.0", .data_format = 1, .made_at = "2026-03-04T05:06:07.089Z", .files = {{"format", 11}, {"state/000004.log", 0}}};

TEST(Manifest, is_read_as_it_was_written) {
  const auto read = read_manifest(write_manifest(example));
  ASSERT_TRUE(read) << read.error().reason;
  EXPECT_EQ(read->version, backup_version);
  EXPECT_EQ(read->program, "0.1.0");
  EXPECT_EQ(read->data_format, 1);
  EXPECT_EQ(read->made_at, example.made_at);
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[0].path, "format");
  EXPECT_EQ(read->bytes(), 11U);
}

TEST(Manifest, of_a_newer_version_is_told_apart_from_a_damaged_one) {
  auto newer = example;
  newer.version = backup_version + 1;
  newer.program = "9.9";
  const auto read = read_manifest(write_manifest(newer));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(read.error().reason.contains("newer Headrace (9.9)"));
}

TEST(Manifest, that_is_none_is_refused) {
  for (const auto* text :
       {"", "[]", "{}", R"({"version":1})", R"({"version":1,"data_format":1})", R"({"version":1,"data_format":1,"files":[]})",
        R"({"version":1,"data_format":1,"files":[{"path":"../x","size":1}]})",
        R"({"version":1,"data_format":1,"files":[{"path":"format"}]})",
        R"({"version":1,"data_format":1,"files":[{"path":"format","size":-1}]})"})
    EXPECT_FALSE(read_manifest(text)) << text;
}

TEST(Checksums, are_in_the_form_of_sha256sum_and_read_back) {
  const Checksums sums{{"backup.json", std::string(64, 'a')}, {"state/CURRENT", std::string(64, '0')}};
  const auto text = write_checksums(sums);
  EXPECT_EQ(text, std::string(64, 'a') + "  backup.json\n" + std::string(64, '0') + "  state/CURRENT\n");
  EXPECT_EQ(read_checksums(text).value(), sums);
}

TEST(Checksums, that_are_damaged_are_refused) {
  const auto digest = std::string(64, 'a');
  for (const auto& text : {digest, digest + "  ", digest + "  x", digest + " *x\n", std::string(63, 'a') + "A  x\n",
                           digest.substr(1) + "  x\n", std::string("\n")})
    EXPECT_FALSE(read_checksums(text)) << text;
}

TEST(BackupPaths, never_lead_out_of_the_folder) {
  for (const auto* good : {"format", "state/CURRENT", "content/000012.sst", "state/MANIFEST-000005"})
    EXPECT_TRUE(is_backup_path(good)) << good;
  for (const auto* bad : {"", "state", "state/", "state/..", "state/.x", "state/a/b", "../state/a", "/etc/passwd", "text/1.fts", "instance",
                          "state/a\\b", "state/a b"})
    EXPECT_FALSE(is_backup_path(bad)) << bad;
}

}  // namespace
}  // namespace headrace::backup
