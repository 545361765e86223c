#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace headrace::crypto {
namespace {

TEST(Hash, md5_gives_the_ids_of_the_original) {
  // docs/spec/sources.md 2.1, 4.4, 8.4 and 9.6
  EXPECT_EQ(md5_hex("0/0"), "aa00c4c0f44c5cb7cad68df40e8f8877");
  EXPECT_EQ(md5_hex("/data/docs/readme.md"), "f2cd24739561e7a39519a881c029492c");
  EXPECT_EQ(md5_hex("my-bucket/docs/a.pdf"), "e53f98d5e6e43637ae895ef33f348ea6");
  EXPECT_EQ(md5_hex("0/user:1"), "6142f15de5122d63d3187ae2bdd83a1b");
  EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Hash, sha256_gives_the_published_values) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, of_pieces_is_that_of_the_whole) {
  Sha256 hash;
  for (const auto* piece : {"", "a", "bc", ""}) hash.add(piece);
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

TEST(Hash, bytes_of_any_value_count) {
  EXPECT_NE(sha256_hex(std::string_view("a\0b", 3)), sha256_hex(std::string_view("a\0c", 3)));
  EXPECT_NE(md5_hex("\xFF"), md5_hex("\xFE"));
}

TEST(Hash, threads_may_hash_at_the_same_time) {
  std::vector<std::string> hashes(8);
  {
    std::vector<std::jthread> threads;
    for (auto& hash : hashes) threads.emplace_back([&hash] { hash = md5_hex("0/0"); });
  }
  for (const auto& hash : hashes) EXPECT_EQ(hash, "aa00c4c0f44c5cb7cad68df40e8f8877");
}

}  // namespace
}  // namespace headrace::crypto
