#include "service/known_documents.h"

#include <gtest/gtest.h>

#include <string>

namespace headrace::service {
namespace {

/// In memory, and with so few ids there that the rest is on disk.
class KnownDocumentsTest : public ::testing::TestWithParam<std::size_t> {
 protected:
  KnownDocuments make(bool versions = false) { return KnownDocuments({.versions = versions, .in_memory = GetParam()}); }
  static void add(KnownDocuments& known, const std::string& id, const std::string& timestamp = "", std::uint64_t hash = 0) {
    EXPECT_TRUE(known.add({.id = id, .timestamp = timestamp, .content_hash = hash}));
  }
  /// As the sync does: true when it was known and not seen before.
  static bool see(KnownDocuments& known, const std::string& id) {
    const auto held = known.find(id);
    return held && known.see(*held);
  }
};

INSTANTIATE_TEST_SUITE_P(Bounds, KnownDocumentsTest, ::testing::Values(1'000'000, 1, 2, 7, 1000));

TEST_P(KnownDocumentsTest, what_the_source_has_not_is_unseen) {
  auto known = make();
  for (const auto* id : {"a", "b", "c"}) add(known, id);
  ASSERT_TRUE(known.seal());
  EXPECT_TRUE(see(known, "b"));
  EXPECT_EQ(known.size(), 3U);
  EXPECT_EQ(known.unseen(), 2U);
  EXPECT_TRUE(known.is_unseen("a"));
  EXPECT_FALSE(known.is_unseen("b"));
}

TEST_P(KnownDocumentsTest, what_the_index_never_held_is_neither_known_nor_unseen) {
  auto known = make();
  add(known, "a");
  ASSERT_TRUE(known.seal());
  EXPECT_FALSE(see(known, "new"));
  EXPECT_FALSE(known.is_unseen("new"));
  EXPECT_EQ(known.unseen(), 1U);
}

TEST_P(KnownDocumentsTest, a_document_seen_or_added_twice_counts_once) {
  auto known = make(true);
  for (const auto* id : {"a", "a", "b", "a"}) add(known, id, "t");
  ASSERT_TRUE(known.seal());
  EXPECT_EQ(known.size(), 2U);
  EXPECT_TRUE(see(known, "a"));
  EXPECT_FALSE(see(known, "a"));
  EXPECT_EQ(known.unseen(), 1U);
}

TEST_P(KnownDocumentsTest, versions_stay_with_their_documents) {
  auto known = make(true);
  constexpr int count = 3000;
  for (int i = 0; i < count; ++i) add(known, "id" + std::to_string(i), "stamp" + std::to_string(i), static_cast<std::uint64_t>(i) + 1);
  add(known, "without");
  ASSERT_TRUE(known.seal());
  EXPECT_EQ(known.size(), count + 1U);
  for (int i = 0; i < count; ++i) {
    const auto held = known.find("id" + std::to_string(i));
    ASSERT_TRUE(held) << i;
    EXPECT_EQ(held->timestamp, KnownDocuments::hash_of_text("stamp" + std::to_string(i)));
    EXPECT_EQ(held->content_hash, static_cast<std::uint64_t>(i) + 1);
    EXPECT_TRUE(known.see(*held));
  }
  EXPECT_EQ(known.find("without")->timestamp, 0U);
  EXPECT_EQ(known.find("none" + std::to_string(count)), std::nullopt);
  EXPECT_EQ(known.unseen(), 1U);
}

TEST(KnownDocuments, a_folder_that_takes_no_file_is_an_error_that_names_it) {
  KnownDocuments known({.in_memory = 1, .folder = "/nowhere/at/all"});
  ASSERT_TRUE(known.add({.id = "a"}));
  const auto added = known.add({.id = "b"});
  ASSERT_FALSE(added);
  EXPECT_NE(added.error().reason.find("[/nowhere/at/all]"), std::string::npos);
}

}  // namespace
}  // namespace headrace::service
