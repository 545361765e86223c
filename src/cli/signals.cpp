#include "cli/signals.h"

#include <unistd.h>

#include <csignal>

namespace headrace::cli {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

/// Ours alone; it stays blocked but while somebody waits.
constexpr int end_of_wait = SIGUSR1;

sigset_t awaited_signals() {
  auto set = ending_signals();
  sigaddset(&set, end_of_wait);
  return set;
}

}  // namespace

void hold_signals() {
  const auto set = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_signal() {
  const auto awaited = awaited_signals();
  int received = 0;
  sigwait(&awaited, &received);
  const auto set = ending_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void end_wait() { kill(getpid(), end_of_wait); }

}  // namespace headrace::cli
