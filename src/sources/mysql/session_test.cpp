#include "sources/mysql/session.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace headrace::sources::mysql {
namespace {

/// Takes connections, says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* address = static_cast<sockaddr*>(static_cast<void*>(&address_));
    socklen_t size = sizeof address_;
    EXPECT_EQ(bind(socket_, address, size), 0);
    EXPECT_EQ(listen(socket_, 4), 0);
    EXPECT_EQ(getsockname(socket_, address, &size), 0);
  }
  ~SilentServer() { close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  [[nodiscard]] Settings settings() const {
    Settings settings;
    settings.host = "127.0.0.1";
    settings.port = ntohs(address_.sin_port);
    settings.user = settings.database = "x";
    return settings;
  }
  /// Closes the next connection.
  void hang_up() const { close(accept(socket_, nullptr, nullptr)); }

 private:
  int socket_;
  sockaddr_in address_ = {};
};

TEST(Session, a_stop_ends_the_wait_for_a_server_that_says_nothing) {
  const SilentServer server;
  StopFlag stop = true;
  const auto opened = Session::open(server.settings(), Interruption(stop));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, interrupted);
}

TEST(Session, a_server_that_hangs_up_is_told_as_one_that_cannot_be_reached) {
  const SilentServer server;
  std::thread closer([&server] { server.hang_up(); });
  const auto opened = Session::connect(server.settings(), Interruption());
  closer.join();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().stage, ConnectStage::host) << opened.error().reason;
}

TEST(Session, a_backtick_in_a_name_is_doubled) { EXPECT_EQ(identifier("a`b"), "`a``b`"); }

TEST(ConnectFailure, numbers_tell_at_which_stage_it_failed) {
  const Settings settings{
      .host = "db", .port = 3306, .user = "u", .password = "secret", .database = "d", .uses_tls = false, .certificate_authority = {}};
  EXPECT_EQ(connect_failure(settings, 2002, "").stage, ConnectStage::host);
  EXPECT_EQ(connect_failure(settings, 2026, "").stage, ConnectStage::encryption);
  EXPECT_EQ(connect_failure(settings, 1045, "").stage, ConnectStage::login);
  EXPECT_EQ(connect_failure(settings, 1040, "").stage, ConnectStage::login);
  EXPECT_EQ(connect_failure(settings, 1049, "").stage, ConnectStage::database);
  EXPECT_EQ(connect_failure(settings, 1044, "").stage, ConnectStage::database);
  EXPECT_FALSE(connect_failure(settings, 1045, "").reason.contains("secret"));
}

TEST(ConnectFailure, only_what_breaks_the_connection_ends_it) {
  for (const unsigned number : {2006U, 2013U, 2026U, 1053U, 1927U, 4031U}) EXPECT_TRUE(ends_connection(number)) << number;
  for (const unsigned number : {1142U, 1146U, 1054U, 1064U, 1412U, 1317U, 3024U}) EXPECT_FALSE(ends_connection(number)) << number;
}

}  // namespace
}  // namespace headrace::sources::mysql
