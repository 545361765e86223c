#include "base/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

namespace headrace::base {
namespace {

std::string of(std::initializer_list<std::string_view> texts) {
  Fingerprint fingerprint;
  for (const auto text : texts) fingerprint.add(text);
  return fingerprint.hex();
}

TEST(Fingerprint, the_same_contents_have_the_same_one_in_every_version) {
  EXPECT_EQ(Fingerprint().hex(), "0000000000000000");
  EXPECT_EQ(Fingerprint().add(1).hex(), "910a2dec89025cc1");
  EXPECT_EQ(of({"created_at", "x"}), of({"created_at", "x"}));
}

TEST(Fingerprint, order_and_borders_count) {
  const std::set<std::string> all = {of({}),          of({""}),         of({"", ""}),
                                     of({"abc"}),     of({"ab", "c"}),  of({"a", "bc"}),
                                     of({"c", "ab"}), of({"12345678"}), of({std::string_view("12345678\0", 9)})};
  EXPECT_EQ(all.size(), 9U);
}

TEST(Fingerprint, neighbours_are_far_apart) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < 10'000; ++i) seen.insert(Fingerprint().add(i).add(i + 1).value());
  EXPECT_EQ(seen.size(), 10'000U);
}

}  // namespace
}  // namespace headrace::base
