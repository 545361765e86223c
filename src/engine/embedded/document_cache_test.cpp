#include "engine/embedded/document_cache.h"

#include <gtest/gtest.h>

#include <ranges>
#include <thread>

namespace headrace::engine::embedded {
namespace {

StoredDocument document(std::uint64_t version, std::size_t size = 2) {
  return {version, 0, 1, 0, std::make_shared<const std::string>(size, 'x')};
}

TEST(DocumentCache, what_is_used_stays_and_the_whole_is_bounded) {
  DocumentCache cache(1'000'000);
  const auto is_there = [&](int i) { return cache.find(std::to_string(i)).has_value(); };
  cache.put_read("used", document(1, 1'000), 0);
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_TRUE(cache.find("used")) << i;
    cache.put_read(std::to_string(i), document(1, 1'000), 0);
  }
  const auto kept = std::ranges::count_if(std::views::iota(0, 10'000), is_there);
  EXPECT_GT(kept, 700);
  EXPECT_LT(kept, 1'000);
}

TEST(DocumentCache, a_document_replaces_its_older_version_and_takes_its_room) {
  DocumentCache cache(10'000);
  for (std::uint64_t version = 1; version < 100; ++version)
    cache.put_committed({{"a", document(version, 1'000)}, {"b", document(version, 10)}});
  EXPECT_EQ(cache.find("a")->version, 99U);
  EXPECT_EQ(cache.find("b")->version, 99U);
  cache.put_committed({{"a", std::nullopt}, {"b", document(1, 9'000)}});
  EXPECT_FALSE(cache.find("a"));
  EXPECT_FALSE(cache.find("b")) << "too large for the cache, and the older one is no longer true";
}

TEST(DocumentCache, many_threads_find_what_was_committed_last_or_nothing) {
  DocumentCache cache(100'000);
  std::atomic<std::uint64_t> committed = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (committed < 2'000) {
        const auto before = committed.load();
        const auto found = cache.find_all({"a", "b"});
        for (const auto& one : found) EXPECT_TRUE(!one || one->version >= before);
        cache.put_read("other " + std::to_string(before % 200), document(before, 1'000), cache.commits());
      }
    });
  }
  for (std::uint64_t version = 1; version <= 2'000; ++version) {
    cache.put_committed({{"a", document(version)}, {"b", document(version)}});
    committed = version;
  }
  for (auto& reader : readers) reader.join();
}

TEST(DocumentCache, an_old_version_that_was_read_before_a_commit_does_not_replace_the_new_one) {
  DocumentCache cache(10'000);
  const auto before = cache.commits();
  cache.put_committed({{"a", document(2)}});
  cache.put_read("a", document(1), before);
  EXPECT_EQ(cache.find("a")->version, 2U);
  cache.put_committed({{"a", std::nullopt}});
  cache.put_read("a", document(2), cache.commits() - 1);
  EXPECT_FALSE(cache.find("a"));
}

TEST(DocumentCache, one_large_document_does_not_drive_out_the_others) {
  DocumentCache cache(10'000);
  cache.put_read("small", document(1), 0);
  cache.put_read("large", document(1, 9'000), 0);
  EXPECT_TRUE(cache.find("small"));
  EXPECT_FALSE(cache.find("large"));
}

}  // namespace
}  // namespace headrace::engine::embedded
