#include "http/body_sink.h"

#include <gtest/gtest.h>

namespace headrace::http {
namespace {

TEST(BodySink, pieces_are_joined_up_to_the_limit) {
  BodySink sink(Coding::identity, 5);
  EXPECT_EQ(sink.append("abc"), BodySink::Outcome::ok);
  EXPECT_EQ(sink.append("def"), BodySink::Outcome::too_large);
  EXPECT_EQ(sink.append("de"), BodySink::Outcome::ok);
  EXPECT_TRUE(sink.is_finished());
  EXPECT_EQ(sink.take(), "abcde");
}

TEST(BodySink, room_grows_with_what_arrived) {
  constexpr std::uint64_t announced = std::uint64_t{1} << 40;
  BodySink sink(Coding::identity, announced);
  const auto first = sink.space(announced).size();
  EXPECT_LE(first, std::size_t{1} << 20);
  sink.filled(first);
  EXPECT_LE(sink.space(announced).size(), first * 2);
  sink.filled(1);
  EXPECT_EQ(sink.take().size(), first + 1);
}

TEST(BodySink, room_is_never_more_than_what_is_left) {
  BodySink sink(Coding::identity, 100);
  EXPECT_EQ(sink.space(7).size(), 7U);
  sink.filled(0);
  EXPECT_EQ(sink.take(), "");
}

TEST(BodySink, compressed_pieces_are_unpacked) {
  BodySink sink(Coding::gzip, 100);
  const auto packed = gzip("unpacked");
  EXPECT_EQ(sink.append(packed.substr(0, 10)), BodySink::Outcome::ok);
  EXPECT_FALSE(sink.is_finished());
  EXPECT_EQ(sink.append(packed.substr(10)), BodySink::Outcome::ok);
  EXPECT_TRUE(sink.is_finished());
  EXPECT_EQ(sink.take(), "unpacked");
}

TEST(BodySink, what_was_taken_counts_for_the_limit) {
  BodySink plain(Coding::identity, 5);
  EXPECT_EQ(plain.append("abc"), BodySink::Outcome::ok);
  EXPECT_EQ(plain.take(), "abc");
  EXPECT_EQ(plain.append("def"), BodySink::Outcome::too_large);

  const auto packed = gzip(std::string(3000, 'x'));
  BodySink compressed(Coding::gzip, 4000);
  EXPECT_EQ(compressed.append(packed), BodySink::Outcome::ok);
  EXPECT_EQ(compressed.take().size(), 3000U);
  EXPECT_EQ(compressed.append(packed), BodySink::Outcome::too_large);
}

}  // namespace
}  // namespace headrace::http
