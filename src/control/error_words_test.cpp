#include "control/error_words.h"

#include <gtest/gtest.h>

namespace headrace::control {
namespace {

bool occur(std::string_view words, std::string_view job) { return ErrorWords(words).occur_in(*json::parse(job)); }

TEST(ErrorWords, every_word_has_to_occur_anywhere) {
  constexpr std::string_view job = R"({"error":"Connection to db-1:5432 refused"})";
  EXPECT_TRUE(occur("refused", job));
  EXPECT_TRUE(occur("refused connection", job));
  EXPECT_TRUE(occur("5432 fuse", job)) << "parts of words too";
  EXPECT_FALSE(occur("refused timeout", job));
  EXPECT_FALSE(occur("status", R"({"error":"none","status":"status"})")) << "in the error alone";
}

TEST(ErrorWords, case_does_not_count_in_any_language) {
  EXPECT_TRUE(occur("ÜBERLAUF", R"({"error":"Puffer-Überlauf"})"));
  EXPECT_TRUE(occur("таблица", R"({"error":"ТАБЛИЦА не найдена"})"));
}

TEST(ErrorWords, blanks_of_all_kinds_cut) {
  EXPECT_TRUE(occur("  b\ta\n", R"({"error":"a b"})"));
  EXPECT_TRUE(ErrorWords(" \t ").empty());
  EXPECT_TRUE(ErrorWords("").empty());
}

TEST(ErrorWords, a_job_without_an_error_has_no_words) {
  for (const auto* job : {"{}", R"({"error":null})", R"({"error":7})", R"({"error":["x"]})"}) EXPECT_FALSE(occur("x", job)) << job;
}

}  // namespace
}  // namespace headrace::control
