#include "http/request_decoder.h"

#include <gtest/gtest.h>

#include "http/gzip.h"

namespace headrace::http {
namespace {

using Progress = RequestDecoder::Progress;

constexpr DecoderLimits limits{.line_bytes = 100, .header_bytes = 200, .body_bytes = 1000};

/// A decoder that is fed as a connection would feed it.
class Feeder {
 public:
  /// Feeds `bytes` in pieces of `step` until the request is complete or refused.
  Progress feed(std::string_view bytes, std::size_t step = 1 << 20) {
    auto progress = Progress::need_more;
    while (progress == Progress::need_more && !bytes.empty()) {
      const auto piece = bytes.substr(0, step);
      pending_ += piece;
      bytes.remove_prefix(piece.size());
      progress = advance();
    }
    pending_ += bytes;
    return progress;
  }

  Progress advance() {
    std::size_t used = 0;
    auto progress = decoder.feed(pending_, used);
    pending_.erase(0, used);
    if (progress != Progress::head_complete) return progress;
    ++heads;
    return advance();
  }

  /// What lies behind the request.
  [[nodiscard]] const std::string& rest() const { return pending_; }

  RequestDecoder decoder{limits};
  int heads = 0;

 private:
  std::string pending_;
};

constexpr auto faults = [](std::string_view bytes) -> std::string {
  std::string first;
  for (const std::size_t step : {std::size_t{1}, std::size_t{1000000}}) {
    Feeder feeder;
    const auto progress = feeder.feed(bytes, step);
    std::string text = progress == Progress::need_more ? "more" : "complete";
    if (progress == Progress::refused) {
      const auto& refusal = feeder.decoder.refusal();
      static constexpr std::string_view names[] = {"line", "header", "malformed", "encoding", "host"};
      text = refusal.kind == Refusal::Kind::fault       ? names[static_cast<int>(refusal.fault)]
             : refusal.kind == Refusal::Kind::too_large ? "413"
                                                        : "417";
    }
    // Byte by byte, garbage without an empty line is only noticed when the head is too long or late.
    if (!first.empty() && !(first == "more" && text == "malformed")) {
      EXPECT_EQ(text, first) << "in one piece: " << bytes.substr(0, 60);
    }
    first = text;
  }
  return first;
};

std::string with_head(std::string_view headers, std::string_view body = {}) {
  return "POST /a HTTP/1.1\r\n" + std::string(headers) + "\r\n\r\n" + std::string(body);
}

TEST(RequestDecoder, a_request_is_read_byte_by_byte_or_at_once) {
  const std::string bytes = "PUT /a%2Fb?x=1 HTTP/1.1\r\nHost: h\r\nX-Two:  spaced \r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    Feeder feeder;
    ASSERT_EQ(feeder.feed(bytes + "GET", step), Progress::complete) << step;
    EXPECT_EQ(feeder.heads, 1);
    EXPECT_TRUE(feeder.decoder.keep_alive());
    EXPECT_EQ(feeder.rest(), "GET");
    const auto request = feeder.decoder.take_request();
    EXPECT_EQ(request.method, "PUT");
    EXPECT_EQ(request.target, "/a%2Fb?x=1");
    EXPECT_EQ(request.header("x-two"), "spaced");
    EXPECT_EQ(request.headers.size(), 3U);
    EXPECT_EQ(request.body, "hello");
  }
}

TEST(RequestDecoder, requests_follow_one_another) {
  Feeder feeder;
  ASSERT_EQ(feeder.feed("GET /1 HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\nA: b\r\n\r\n"), Progress::complete);
  EXPECT_EQ(feeder.decoder.take_request().target, "/1");
  feeder.decoder.start();
  ASSERT_EQ(feeder.advance(), Progress::complete);  // over the empty line between them
  EXPECT_EQ(feeder.decoder.request().headers.size(), 1U);
  EXPECT_EQ(feeder.decoder.take_request().target, "/2");
  EXPECT_EQ(feeder.rest(), "");
}

TEST(RequestDecoder, chunks_are_joined_and_trailers_dropped) {
  const auto bytes = with_head("Transfer-Encoding: chunked", "3\r\nabc\r\nA;x=\"1\"\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nnext");
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    Feeder feeder;
    ASSERT_EQ(feeder.feed(bytes, step), Progress::complete) << step;
    EXPECT_EQ(feeder.decoder.request().body, "abc0123456789");
    EXPECT_EQ(feeder.decoder.request().header("trailer"), "");
    EXPECT_EQ(feeder.rest(), "next");
  }
}

TEST(RequestDecoder, a_body_can_be_read_in_place) {
  Feeder feeder;
  ASSERT_EQ(feeder.feed(with_head("Content-Length: 10", "abc")), Progress::need_more);
  auto space = feeder.decoder.body_space();
  ASSERT_EQ(space.size(), 7U);
  std::ranges::copy(std::string_view("defg"), space.begin());
  EXPECT_EQ(feeder.decoder.filled(4), Progress::need_more);
  space = feeder.decoder.body_space();
  ASSERT_EQ(space.size(), 3U);
  std::ranges::copy(std::string_view("hij"), space.begin());
  EXPECT_EQ(feeder.decoder.filled(3), Progress::complete);
  EXPECT_EQ(feeder.decoder.take_request().body, "abcdefghij");
  EXPECT_TRUE(feeder.decoder.body_space().empty());
}

TEST(RequestDecoder, what_is_only_announced_is_not_reserved) {
  RequestDecoder decoder({.line_bytes = 100, .header_bytes = 200, .body_bytes = 1 << 30});
  const auto head = with_head("Content-Length: 1000000000");
  std::size_t used = 0;
  ASSERT_EQ(decoder.feed(head, used), Progress::head_complete);
  ASSERT_EQ(decoder.feed({}, used), Progress::need_more);
  EXPECT_LE(decoder.body_space().size(), std::size_t{1} << 20);
}

TEST(RequestDecoder, connections_are_kept_as_the_version_and_the_header_say) {
  const auto keeps = [](std::string_view bytes) {
    Feeder feeder;
    EXPECT_EQ(feeder.feed(bytes), Progress::complete) << bytes;
    return feeder.decoder.keep_alive();
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nConnection: x, close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestDecoder, a_target_with_an_authority_names_the_host) {
  Feeder feeder;
  ASSERT_EQ(feeder.feed("GET http://evil.example:80/a?b HTTP/1.1\r\nHost: localhost\r\n\r\n"), Progress::complete);
  EXPECT_EQ(feeder.decoder.request().target, "/a?b");
  EXPECT_EQ(feeder.decoder.request().header("host"), "evil.example:80");
  Feeder bare;
  ASSERT_EQ(bare.feed("GET HTTP://h HTTP/1.1\r\n\r\n"), Progress::complete);
  EXPECT_EQ(bare.decoder.request().target, "/");
}

// docs/spec/rest-conventions.md 2.7
TEST(RequestDecoder, the_line_is_bounded) {
  const std::string fits(100 - std::string_view("GET / HTTP/1.1").size(), 'a');
  EXPECT_EQ(faults("GET /" + fits + " HTTP/1.1\r\n\r\n"), "complete");
  EXPECT_EQ(faults("GET /" + fits + "a HTTP/1.1\r\n\r\n"), "line");
  EXPECT_EQ(faults("GET /" + std::string(1000, 'a')), "line");
  EXPECT_EQ(faults(std::string(1000, 'A')), "line");
}

TEST(RequestDecoder, the_header_is_bounded) {
  const std::string name = "X: ";
  const std::string fits(200 - name.size() - 2, 'a');  // the end of the line counts
  EXPECT_EQ(faults("GET / HTTP/1.1\r\n" + name + fits + "\r\n\r\n"), "complete");
  EXPECT_EQ(faults("GET / HTTP/1.1\r\n" + name + fits + "a\r\n\r\n"), "header");
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  EXPECT_EQ(faults(many), "header");
  EXPECT_EQ(faults("GET / HTTP/1.1\r\nX: " + std::string(1000, 'a')), "header");
}

TEST(RequestDecoder, chunk_lines_and_trailers_are_bounded) {
  const auto head = with_head("Transfer-Encoding: chunked");
  EXPECT_EQ(faults(head + "1;x=" + std::string(1000, 'a')), "header");
  EXPECT_EQ(faults(head + "0\r\nX: " + std::string(1000, 'a')), "header");
}

// docs/spec/rest-conventions.md 2.6
TEST(RequestDecoder, the_body_is_bounded) {
  EXPECT_EQ(faults(with_head("Content-Length: 1000", std::string(1000, 'a'))), "complete");
  EXPECT_EQ(faults(with_head("Content-Length: 1001")), "413");
  EXPECT_EQ(faults(with_head("Content-Length: 18446744073709551615")), "413");
  const std::string half = "1F4\r\n" + std::string(500, 'a') + "\r\n";
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", half + half + "0\r\n\r\n")), "complete");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", half + half + "1\r\na\r\n0\r\n\r\n")), "413");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFF\r\n" + std::string(1010, 'a'))), "413");
}

TEST(RequestDecoder, a_declared_body_above_the_limit_can_be_skipped_unless_it_is_endless_or_waits) {
  Feeder near;
  near.feed(with_head("Content-Length: 2000"));
  EXPECT_EQ(near.decoder.refusal().discard, 2000U);
  Feeder endless;
  endless.feed(with_head("Content-Length: 5000"));
  EXPECT_EQ(endless.decoder.refusal().discard, std::nullopt);
  Feeder waiting;
  waiting.feed(with_head("Expect: 100-continue\r\nContent-Length: 2000"));
  EXPECT_EQ(waiting.decoder.refusal().discard, std::nullopt);
}

TEST(RequestDecoder, compressed_bodies_are_unpacked_within_the_limit) {
  const auto send = [](std::string_view coding, const std::string& packed) {
    return with_head("Content-Encoding: " + std::string(coding) + "\r\nContent-Length: " + std::to_string(packed.size()), packed);
  };
  Feeder feeder;
  ASSERT_EQ(feeder.feed(send("gzip", gzip("{\"a\":1}")), 3), Progress::complete);
  EXPECT_EQ(feeder.decoder.take_request().body, "{\"a\":1}");
  EXPECT_EQ(faults(send("gzip", gzip(std::string(1000, 'x')))), "complete");
  EXPECT_EQ(faults(send("gzip", gzip(std::string(1001, 'x')))), "413");
  EXPECT_EQ(faults(send("gzip", "garbage")), "encoding");
  EXPECT_EQ(faults(send("gzip", gzip("text").substr(0, 12))), "encoding");
  EXPECT_EQ(faults(send("br", "text")), "encoding");
  EXPECT_EQ(faults(send("identity", "text")), "complete");
  EXPECT_EQ(faults("GET / HTTP/1.1\r\nContent-Encoding: br\r\n\r\n"), "complete");
  const auto packed = gzip("chunked");
  EXPECT_EQ(faults(with_head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked",
                             fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", packed.size(), packed))),
            "complete");
}

TEST(RequestDecoder, expectations_are_known_or_refused) {
  Feeder feeder;
  const auto head = with_head("Expect: 100-Continue\r\nContent-Length: 1");
  std::size_t used = 0;
  ASSERT_EQ(feeder.decoder.feed(head, used), Progress::head_complete);
  EXPECT_TRUE(feeder.decoder.wants_continue());
  EXPECT_EQ(faults(with_head("Expect: x\r\nContent-Length: 1", "a")), "417");
  EXPECT_EQ(faults("POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\na"), "complete");
  Feeder bodiless;
  ASSERT_EQ(bodiless.feed(with_head("Expect: 100-continue")), Progress::complete);
  EXPECT_FALSE(bodiless.decoder.wants_continue());
}

TEST(RequestDecoder, requests_that_two_readers_could_read_differently_are_malformed) {
  for (const auto* headers :
       {"Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 1", "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Content-Length: -1",
        "Content-Length: +1", "Content-Length: 0x1", "Content-Length: ", "Content-Length: 99999999999999999999", "Host: a\r\nHost: b",
        "X : y", "no colon", " folded: first"}) {
    EXPECT_EQ(faults(with_head(headers, "a")), "malformed") << headers;
  }
  EXPECT_EQ(faults("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "malformed");
}

TEST(RequestDecoder, garbage_is_malformed) {
  for (const auto* bytes :
       {"\x16\x03\x01", "GET / HTTP/2.0\r\n", "GET / HTTP/1.1 \r\n", "GET  / HTTP/1.1\r\n", "GET /\r\n", " GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\n\n", "G\x01T / HTTP/1.1\r\n", "\xff\xfe\xfd\xfc", "{\"json\": true}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}) {
    EXPECT_EQ(faults(bytes), "malformed") << bytes;
  }
  EXPECT_EQ(faults(with_head("X: a\x01")), "malformed");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", "xyz\r\n")), "malformed");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", "1\r\nab\r\n0\r\n")), "malformed");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", "11111111111111111\r\n")), "malformed");
  EXPECT_EQ(faults(with_head("Transfer-Encoding: chunked", "-1\r\na\r\n")), "malformed");
}

TEST(RequestDecoder, nothing_is_decoded_after_a_refusal) {
  Feeder feeder;
  feeder.feed("\x16");
  std::size_t used = 7;
  EXPECT_EQ(feeder.decoder.feed("GET / HTTP/1.1\r\n\r\n", used), Progress::refused);
  EXPECT_EQ(used, 0U);
  feeder.decoder.start();
  EXPECT_EQ(feeder.decoder.feed("GET / HTTP/1.1\r\n\r\n", used), Progress::head_complete);
}

}  // namespace
}  // namespace headrace::http
