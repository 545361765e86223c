#include "sources/dir/file_document.h"

#include <gtest/gtest.h>

namespace headrace::sources::dir {
namespace {

FoundFile readme() {
  FoundFile file{"/data/docs/readme.md", {}};
  file.status.st_mode = S_IFREG | 0644;
  file.status.st_ino = 1234;
  file.status.st_dev = 66;
  file.status.st_nlink = 1;
  file.status.st_uid = 1000;
  file.status.st_gid = 100;
  file.status.st_size = 12;
  file.status.st_mtim = {1714555800, 250'000'000};
  file.status.st_ctim = {1714555801, 123'456'789};
  file.status.st_atim = {1714555802, 0};
  return file;
}

// docs/spec/sources.md 4.4, 4.5, 4.7.
TEST(FileDocument, the_worked_example) {
  EXPECT_EQ(document_id("/data/docs/readme.md"), "f2cd24739561e7a39519a881c029492c");
  EXPECT_EQ(json::write(document_fields(readme())),
            R"({"path":"/data/docs/readme.md","last_modified_time":"2024-05-01T09:30:00.250000+00:00","inode_protection_mode":33188,)"
            R"("inode_number":1234,"device_inode_reside":66,"number_of_links":1,"uid":1000,"gid":100,"ctime":1714555801.1234567,)"
            R"("last_access_time":1714555802.0,"size":12,"_timestamp":"2024-05-01T09:30:00.250000+00:00"})");
}

std::string timestamp(timespec modified) {
  auto file = readme();
  file.status.st_mtim = modified;
  return std::string(document_fields(file).text("_timestamp"));
}

TEST(FileDocument, time_is_rounded_to_microseconds) {
  EXPECT_EQ(timestamp({1714555800, 0}), "2024-05-01T09:30:00+00:00");
  EXPECT_EQ(timestamp({1714555800, 1'600}), "2024-05-01T09:30:00.000002+00:00");
  EXPECT_EQ(timestamp({1714555800, 999'999'900}), "2024-05-01T09:30:01+00:00");
  EXPECT_EQ(timestamp({-1, 500'000'000}), "1969-12-31T23:59:59.500000+00:00");
}

TEST(FileDocument, times_out_of_range_do_no_harm) {
  EXPECT_TRUE(timestamp({std::numeric_limits<time_t>::max(), 999'999'999}).starts_with("2262-04-10T"));
  EXPECT_TRUE(timestamp({std::numeric_limits<time_t>::min(), 0}).starts_with("1677-09-23T"));
}

}  // namespace
}  // namespace headrace::sources::dir
