#include "engine/embedded/change_log.h"

#include <gtest/gtest.h>

namespace headrace::engine::embedded {
namespace {

std::string ids(const ChangeLog& log, std::uint64_t from, std::size_t limit = 100) {
  const auto found = log.from(from, limit);
  if (!found) return "forgotten";
  std::string text;
  for (const auto& change : found->changes) text += change.id + std::to_string(change.seq_no) + " ";
  return text + "then " + std::to_string(found->next);
}

TEST(ChangeLog, tells_what_came_each_document_once) {
  ChangeLog log;
  log.begin_at(5);
  for (const auto& change : {Change{5, "a"}, Change{7, "b"}, Change{8, "a"}}) log.add(change);
  EXPECT_EQ(ids(log, 5), "b7 a8 then 9");
  EXPECT_EQ(ids(log, 6), "b7 a8 then 9");
  EXPECT_EQ(ids(log, 8), "a8 then 9");
  EXPECT_EQ(ids(log, 9), "then 9");
  EXPECT_EQ(ids(log, 5, 2), "a5 b7 then 8") << "of the first two changes";
}

TEST(ChangeLog, knows_what_it_does_not_know) {
  ChangeLog log;
  log.begin_at(5);
  EXPECT_EQ(ids(log, 5), "then 5");
  EXPECT_EQ(ids(log, 4), "forgotten");
  for (std::uint64_t i = 0; i <= ChangeLog::most_entries; ++i) log.add({10 + i, "x"});
  EXPECT_EQ(ids(log, 10), "forgotten");
  EXPECT_EQ(ids(log, 11, 1), "x11 then 12");
}

}  // namespace
}  // namespace headrace::engine::embedded
