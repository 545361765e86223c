#include "service/known_documents.h"

#include <gtest/gtest.h>

#include <string>

namespace headrace::service {
namespace {

TEST(KnownDocuments, what_the_source_has_not_is_unseen) {
  KnownDocuments known(false);
  for (const auto* id : {"a", "b", "c"}) known.add(id, "");
  known.seal();
  EXPECT_TRUE(known.see("b"));
  EXPECT_EQ(known.size(), 3U);
  EXPECT_EQ(known.unseen(), 2U);
  EXPECT_TRUE(known.is_unseen("a"));
  EXPECT_FALSE(known.is_unseen("b"));
}

TEST(KnownDocuments, what_the_index_never_held_is_neither_known_nor_unseen) {
  KnownDocuments known(false);
  known.add("a", "");
  known.seal();
  EXPECT_FALSE(known.see("new"));
  EXPECT_FALSE(known.is_unseen("new"));
  EXPECT_EQ(known.unseen(), 1U);
}

TEST(KnownDocuments, a_document_seen_twice_counts_once) {
  KnownDocuments known(false);
  known.add("a", "");
  known.add("a", "");
  known.add("b", "");
  known.seal();
  EXPECT_EQ(known.size(), 2U);
  EXPECT_TRUE(known.see("a"));
  EXPECT_FALSE(known.see("a"));
  EXPECT_EQ(known.unseen(), 1U);
}

TEST(KnownDocuments, time_stamps_are_compared_as_text) {
  KnownDocuments known(true);
  for (int i = 0; i < 100; ++i) known.add("id" + std::to_string(i), "2026-01-01T00:00:" + std::to_string(i));
  known.add("without", "");
  known.seal();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(known.is_unchanged("id" + std::to_string(i), "2026-01-01T00:00:" + std::to_string(i)));
  EXPECT_FALSE(known.is_unchanged("id1", "2026-01-01T00:00:2"));
  EXPECT_FALSE(known.is_unchanged("without", ""));
  EXPECT_FALSE(known.is_unchanged("new", "2026"));
}

}  // namespace
}  // namespace headrace::service
