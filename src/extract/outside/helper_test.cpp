#include "extract/outside/helper.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "base/strings.h"

namespace headrace::extract {
namespace {

using namespace std::chrono_literals;

Helper shell(std::string script) { return {.program = "/bin/sh", .arguments = {"-c", std::move(script)}}; }

std::string run(const Helper& helper, std::string_view input = "") {
  const std::atomic<bool> stop = false;
  const auto output = run_helper(helper, input, stop);
  return output ? *output : "error: " + output.error().reason;
}

TEST(Helper, gets_all_bytes_and_gives_all_bytes) {
  std::string bytes;
  for (int i = 0; i < 3'000'000; ++i) bytes += static_cast<char>(i * 7);
  EXPECT_EQ(run({.program = "/bin/cat", .arguments = {}}, bytes), bytes);
  EXPECT_EQ(run(shell("cat; printf end"), ""), "end");
}

TEST(Helper, one_that_does_not_read_is_heard_all_the_same) { EXPECT_EQ(run(shell("printf no"), std::string(5'000'000, 'x')), "no"); }

TEST(Helper, its_failures_are_told) {
  EXPECT_EQ(run(shell("printf x; exit 3")), "error: the helper process ended with status 3");
  EXPECT_EQ(run(shell("kill -9 $$")), "error: the helper process was ended by signal 9");
  EXPECT_EQ(run(shell("kill -XCPU $$")), "error: it took too much computing time");
  EXPECT_TRUE(run({.program = "/nowhere/at/all", .arguments = {}}).starts_with("error: the helper process cannot be started: "));
}

TEST(Helper, one_that_hangs_is_ended) {
  auto hanging = shell("sleep 1000");
  hanging.patience = 200ms;
  EXPECT_EQ(run(hanging), "error: it took longer than 0.2 s");
  hanging = shell("exec <&- >&-; sleep 1000");  // says that it is done, and is not
  hanging.patience = 200ms;
  EXPECT_EQ(run(hanging), "error: the helper process was ended by signal 9");
}

TEST(Helper, one_that_does_not_stop_talking_is_ended) {
  auto talking = shell("cat /dev/zero");
  talking.most_output = 1'000'000;
  EXPECT_EQ(run(talking), "error: its text is too long");
}

TEST(Helper, it_gets_no_files_and_no_passwords) {
  setenv("HEADRACE_PASSWORD", "secret", 1);
  const std::ifstream open_file("/dev/null");
  EXPECT_EQ(run(shell("env | grep -c PASSWORD; ls /proc/$$/fd | tr '\\n' ' '")), "0\n0 1 2 ");
  unsetenv("HEADRACE_PASSWORD");
}

TEST(Helper, whoever_waits_for_one_can_be_stopped) {
  std::atomic<bool> stop = false;
  std::thread stopper([&] { stop = true; });
  const auto output = run_helper(shell("sleep 1000"), "", stop);
  stopper.join();
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, ErrorKind::unavailable);
}

TEST(Helper, many_wait_for_each_other) {
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int i = 0; i < 40; ++i) threads.emplace_back([&] { done += run({.program = "/bin/cat", .arguments = {}}, "x") == "x" ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 40);
}

}  // namespace
}  // namespace headrace::extract
