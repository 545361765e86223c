#include "base/thread.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>

namespace headrace::base {
namespace {

TEST(Thread, gives_way_with_those_that_it_starts_and_no_others) {
  const auto before = ::getpriority(PRIO_PROCESS, 0);
  int own = 0, started = 0;
  std::thread([&] {
    give_way();
    own = ::getpriority(PRIO_PROCESS, 0);
    std::thread([&] { started = ::getpriority(PRIO_PROCESS, 0); }).join();
  }).join();
  EXPECT_GE(own, 10);
  EXPECT_EQ(started, own);
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), before);
}

}  // namespace
}  // namespace headrace::base
