#include "http/listener.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace headrace::http {
namespace {

std::string failure(const std::string& host, std::uint16_t port) {
  const auto listener = Listener::open(host, port);
  EXPECT_FALSE(listener);
  if (listener) return {};
  EXPECT_EQ(listener.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(std::ranges::count(listener.error().reason, '\n'), 2) << listener.error().reason;
  return listener.error().reason;
}

TEST(Listener, a_free_port_is_found) {
  const auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  EXPECT_NE((*listener)->port(), 0);
  EXPECT_TRUE((*listener)->is_loopback());
}

TEST(Listener, names_and_any_address_are_understood) {
  const auto localhost = Listener::open("localhost", 0);
  ASSERT_TRUE(localhost);
  EXPECT_TRUE((*localhost)->is_loopback());
  const auto any = Listener::open("0.0.0.0", 0);
  ASSERT_TRUE(any);
  EXPECT_FALSE((*any)->is_loopback());
}

TEST(Listener, a_port_in_use_is_said_in_three_lines) {
  const auto first = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(first);
  const auto port = (*first)->port();
  EXPECT_EQ(failure("127.0.0.1", port), "Cannot listen on 127.0.0.1:" + std::to_string(port) +
                                            ".\nThe port is already in use by another program.\nStop that program or choose another port.");
}

TEST(Listener, an_address_that_is_not_ours_is_said) {
  EXPECT_TRUE(failure("192.0.2.1", 0).starts_with("Cannot listen on 192.0.2.1:0.\n"));
  EXPECT_TRUE(failure("no.such.host.invalid", 0).starts_with("Cannot listen on no.such.host.invalid:0.\n"));
}

TEST(Listener, a_port_is_free_again_after_stop) {
  const auto first = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(first);
  (*first)->start([](int) {});
  (*first)->stop();
  EXPECT_TRUE(Listener::open("127.0.0.1", (*first)->port()));
}

}  // namespace
}  // namespace headrace::http
