#include "engine/embedded/document_cache.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

StoredDocument document(std::uint64_t version, std::size_t size = 2) {
  return {version, 0, 1, 0, std::make_shared<const std::string>(size, 'x')};
}

TEST(DocumentCache, the_least_recently_used_go_first) {
  DocumentCache cache(10'000);
  for (int i = 0; i < 10; ++i) cache.put_read(std::to_string(i), document(1, 1'000), 0);
  EXPECT_FALSE(cache.find("0"));
  EXPECT_TRUE(cache.find("9"));
  ASSERT_TRUE(cache.find("5"));
  for (int i = 20; i < 25; ++i) cache.put_read(std::to_string(i), document(1, 1'000), 0);
  EXPECT_TRUE(cache.find("5"));
  EXPECT_FALSE(cache.find("6"));
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
