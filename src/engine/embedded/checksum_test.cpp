#include "engine/embedded/checksum.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string>

namespace rocksdb::crc32c {
std::uint32_t Extend(std::uint32_t init_crc, const char* data, std::size_t n);
}

namespace headrace::engine::embedded {
namespace {

/// Bit by bit, as the definition says.
std::uint32_t plain_crc32c(std::string_view bytes) {
  std::uint32_t state = 0xffffffff;
  for (const char byte : bytes) {
    state ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) state = (state >> 1) ^ ((state & 1) != 0 ? 0x82f63b78U : 0U);
  }
  return ~state;
}

TEST(Checksum, IsCrc32cOfAnyLengthAndAlignment) {
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += static_cast<char>((i * 7919) >> 3);
  for (const std::size_t start : {0, 1, 3, 8, 13}) {
    for (const std::size_t size : {0, 1, 2, 7, 8, 15, 16, 17, 63, 64, 255, 256, 1023, 4096, 4900}) {
      const auto part = std::string_view(bytes).substr(start, size);
      EXPECT_EQ(extend_crc32c(0, part), plain_crc32c(part)) << start << ' ' << size;
    }
  }
}

TEST(Checksum, GoesOnFromTheChecksumOfWhatIsBefore) {
  const std::string_view text = "a record of the log, in two pieces";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    EXPECT_EQ(extend_crc32c(extend_crc32c(0, text.substr(0, cut)), text.substr(cut)), plain_crc32c(text)) << cut;
}

TEST(Checksum, ChecksItself) { EXPECT_TRUE(check_crc32c()); }

/// By the name under which the library asks for it.
TEST(Checksum, IsTheOneThatRocksDbCalls) {
  const void* called = ::dlsym(RTLD_DEFAULT, "_ZN7rocksdb6crc32c6ExtendEjPKcm");
  Dl_info place{};
  ASSERT_NE(::dladdr(called, &place), 0);
  EXPECT_EQ(std::string_view(place.dli_fname).find("librocksdb"), std::string_view::npos) << place.dli_fname;
  EXPECT_EQ(rocksdb::crc32c::Extend(0, "123456789", 9), 0xe3069283);
}

}  // namespace
}  // namespace headrace::engine::embedded
