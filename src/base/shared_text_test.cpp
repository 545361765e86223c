#include "base/shared_text.h"

#include <gtest/gtest.h>

namespace headrace::base {
namespace {

TEST(SharedText, is_one_text_however_often_it_is_handed_on) {
  const SharedText text(std::string(1000, 'x'));
  const auto copy = text;  // NOLINT(performance-unnecessary-copy-initialization)
  EXPECT_EQ(copy.view().data(), text.view().data());
  EXPECT_EQ(copy.share().get(), text.share().get());
  EXPECT_EQ(copy.size(), 1000U);
  EXPECT_TRUE(copy == std::string(1000, 'x'));
}

TEST(SharedText, without_a_text_is_an_empty_one) {
  const SharedText none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(*none.share(), "");
}

}  // namespace
}  // namespace headrace::base
