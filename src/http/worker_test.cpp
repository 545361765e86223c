#include "http/worker.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "http/listener.h"
#include "http/test_socket.h"

namespace headrace::http {
namespace {

using testing::RawSocket;

/// A worker that gets every connection of a listener.
class Working : public ::testing::Test {
 protected:
  Working() : shared_(std::make_shared<Shared>()) {
    shared_->handler = testing::echo;
    shared_->fault_handler = testing::name_fault;
    listener_ = std::move(*Listener::open("127.0.0.1", 0));
    worker_ = std::make_unique<Worker>(shared_);
    worker_->start();
    listener_->start([this](int descriptor) { adopt(descriptor); });
  }
  ~Working() override { listener_->stop(); }

  void adopt(int descriptor) {
    {
      const std::lock_guard lock(shared_->mutex);
      ++shared_->connections;
    }
    worker_->adopt(descriptor);
  }

  void wait_until_empty() {
    std::unique_lock lock(shared_->mutex);
    shared_->changed.wait(lock, [this] { return shared_->connections == 0; });
  }

  std::shared_ptr<Shared> shared_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Worker> worker_;
};

TEST_F(Working, an_adopted_connection_is_served_and_counted_out_at_its_end) {
  {
    RawSocket socket(listener_->port());
    EXPECT_EQ(socket.exchange("GET /x HTTP/1.1\r\n\r\n").body, "GET\n/x\n");
    const std::lock_guard lock(shared_->mutex);
    EXPECT_EQ(shared_->connections, 1U);
  }
  wait_until_empty();
}

TEST_F(Working, draining_ends_idle_connections_and_those_that_come_after) {
  RawSocket idle(listener_->port());
  idle.exchange("GET / HTTP/1.1\r\n\r\n");
  worker_->drain();
  EXPECT_EQ(idle.read_to_end(), "");
  RawSocket late(listener_->port());
  late.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(late.read_to_end(), "");
  wait_until_empty();
}

TEST_F(Working, what_is_no_socket_is_closed_and_counted_out) {
  const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  adopt(descriptor);
  wait_until_empty();
  EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace headrace::http
