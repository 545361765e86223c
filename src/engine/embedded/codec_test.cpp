#include "engine/embedded/codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace headrace::engine::embedded {
namespace {

using namespace std::string_literals;

TEST(Codec, what_was_written_is_read_back) {
  const auto bytes = Encoder()
                         .number(0)
                         .number(127)
                         .number(128)
                         .number(std::numeric_limits<std::uint64_t>::max())
                         .text("a\0b"s)
                         .text("")
                         .rest("end")
                         .take();
  Decoder decoder(bytes);
  EXPECT_EQ(decoder.number(), 0U);
  EXPECT_EQ(decoder.number(), 127U);
  EXPECT_EQ(decoder.number(), 128U);
  EXPECT_EQ(decoder.number(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(decoder.text(), "a\0b"s);
  EXPECT_EQ(decoder.text(), "");
  EXPECT_EQ(decoder.rest(), "end");
  EXPECT_TRUE(decoder.is_intact());
}

TEST(Codec, a_value_that_is_cut_short_is_noticed) {
  const auto bytes = Encoder().number(300).text("some text").take();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Decoder decoder(std::string_view(bytes).substr(0, size));
    decoder.number();
    decoder.text();
    EXPECT_FALSE(decoder.is_intact()) << size;
  }
}

TEST(Codec, sortable_numbers_sort_as_numbers) {
  EXPECT_LT(sortable(1), sortable(2));
  EXPECT_LT(sortable(255), sortable(256));
  EXPECT_LT(sortable(1), sortable(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(sortable(7).size(), 8U);
}

}  // namespace
}  // namespace headrace::engine::embedded
