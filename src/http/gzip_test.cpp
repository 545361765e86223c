#include "http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace headrace::http {
namespace {

using Outcome = Inflater::Outcome;

std::string deflated(std::string_view text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 40000; ++i) text += std::to_string(i * 7919) + ",";
  return text;
}

struct Inflated {
  Outcome outcome;
  bool finished;
  std::string text;
};

Inflated inflated(std::string_view bytes, Coding coding = Coding::gzip, std::size_t limit = 1 << 20, std::size_t piece = 1 << 20) {
  Inflater inflater(coding);
  std::string out;
  while (!bytes.empty()) {
    const auto next = bytes.substr(0, piece);
    if (const auto outcome = inflater.append(next, out, limit); outcome != Outcome::ok) return {outcome, false, out};
    bytes.remove_prefix(next.size());
  }
  return {Outcome::ok, inflater.is_finished(), out};
}

TEST(Gzip, what_is_compressed_comes_back) {
  const auto text = long_text();
  for (const auto& original : {std::string("x"), text}) {
    const auto packed = gzip(original);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, std::size_t{1} << 20}) {
      const auto back = inflated(packed, Coding::gzip, 1 << 20, piece);
      EXPECT_EQ(back.outcome, Outcome::ok);
      EXPECT_TRUE(back.finished);
      EXPECT_EQ(back.text, original);
    }
  }
  EXPECT_LT(gzip(text).size(), text.size() / 2);
}

TEST(Gzip, several_members_are_one_text) { EXPECT_EQ(inflated(gzip("one ") + gzip("two")).text, "one two"); }

TEST(Gzip, deflate_is_read_with_and_without_its_frame) {
  const auto text = long_text();
  EXPECT_EQ(inflated(deflated(text, 15), Coding::deflate).text, text);
  EXPECT_EQ(inflated(deflated(text, -15), Coding::deflate).text, text);
}

TEST(Gzip, corrupt_data_is_noticed) {
  EXPECT_EQ(inflated("not gzip at all").outcome, Outcome::corrupt);
  auto broken = gzip(long_text());
  broken[broken.size() / 2] ^= 0x55;
  EXPECT_NE(inflated(broken).outcome, Outcome::ok);
  EXPECT_EQ(inflated(gzip("a") + "rubbish").outcome, Outcome::corrupt);
  EXPECT_EQ(inflated(deflated("a", 15) + "x", Coding::deflate).outcome, Outcome::corrupt);
}

TEST(Gzip, data_that_ends_early_is_not_finished) {
  const auto packed = gzip(long_text());
  EXPECT_FALSE(inflated(packed.substr(0, packed.size() - 1)).finished);
  EXPECT_FALSE(inflated(packed.substr(0, 5)).finished);
  EXPECT_TRUE(inflated("").finished);
}

TEST(Gzip, nothing_grows_past_the_limit) {
  const auto bomb = gzip(std::string(std::size_t{64} << 20, '\0'));
  const auto result = inflated(bomb, Coding::gzip, 100000);
  EXPECT_EQ(result.outcome, Outcome::too_large);
  EXPECT_LE(result.text.size(), 100001U);
  EXPECT_EQ(inflated(gzip(std::string(1000, 'x')), Coding::gzip, 1000).outcome, Outcome::ok);
  EXPECT_EQ(inflated(gzip(std::string(1001, 'x')), Coding::gzip, 1000).outcome, Outcome::too_large);
}

TEST(Gzip, codings_are_known_by_name) {
  EXPECT_EQ(parse_coding(""), Coding::identity);
  EXPECT_EQ(parse_coding("identity"), Coding::identity);
  EXPECT_EQ(parse_coding(" GZIP "), Coding::gzip);
  EXPECT_EQ(parse_coding("x-gzip"), Coding::gzip);
  EXPECT_EQ(parse_coding("deflate"), Coding::deflate);
  EXPECT_EQ(parse_coding("br"), std::nullopt);
  EXPECT_EQ(parse_coding("gzip, gzip"), std::nullopt);
}

TEST(Gzip, gzip_must_be_asked_for) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("deflate, GZIP;q=0.5"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_TRUE(accepts_gzip("gzip;q=0.001"));
  EXPECT_FALSE(accepts_gzip(""));
  EXPECT_FALSE(accepts_gzip("identity, br"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("gzip; q=0.000, *"));
  EXPECT_FALSE(accepts_gzip("*;q=0"));
}

}  // namespace
}  // namespace headrace::http
