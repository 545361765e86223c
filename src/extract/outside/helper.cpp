#include "extract/outside/helper.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <semaphore>
#include <thread>

namespace headrace::extract {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a helper that is waited for may go on after `stop`.
constexpr int look_milliseconds = 100;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

std::unexpected<Error> failed(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }
std::string system_reason(int number) { return std::generic_category().message(number); }

/// Frees what posix_spawn wants.
struct SpawnOptions {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  explicit SpawnOptions(int its_end) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, its_end, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, its_end, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl-C is for the server
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;
};

/// No passwords, which stand in variables.
std::vector<std::string> environment() {
  std::vector<std::string> kept;
  for (const auto* name : {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
    if (const auto* value = std::getenv(name)) kept.push_back(fmt::format("{}={}", name, value));
  }
  return kept;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// A running helper; killed and waited for at the latest when this goes.
class Process {
 public:
  explicit Process(pid_t id) : id_(id), handle_(static_cast<int>(syscall(SYS_pidfd_open, id, 0))) {}
  ~Process() {
    if (id_ > 0) end(true);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until it has ended or the moment has come, then kills it. Its status.
  int end(bool at_once, Clock::time_point until = {}) {
    if (!at_once) wait(until);
    ::kill(id_, SIGKILL);  // not yet waited for, so the id is still its own
    int status = 0;
    while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
    }
    id_ = -1;
    return status;
  }

 private:
  void wait(Clock::time_point until) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waited{.fd = handle_.get(), .events = POLLIN, .revents = 0};
    while (::poll(&waited, 1, static_cast<int>(std::clamp<long>(left, 0, 60'000))) < 0 && errno == EINTR) {
    }
  }

  pid_t id_;
  Descriptor handle_;
};

Result<pid_t> start(const Helper& helper, int its_end) {
  const SpawnOptions options(its_end);
  std::vector<std::string> words{helper.program};
  words.insert(words.end(), helper.arguments.begin(), helper.arguments.end());
  auto variables = environment();
  pid_t id = 0;
  const int problem =
      posix_spawn(&id, helper.program.c_str(), &options.actions, &options.attributes, pointers(words).data(), pointers(variables).data());
  if (problem != 0) return failed(fmt::format("the helper process cannot be started: {}", system_reason(problem)));
  return id;
}

/// Both directions at once, until the helper closes its end.
class Exchange {
 public:
  Exchange(int socket, std::string_view input, const Helper& helper) : socket_(socket), input_(input), helper_(helper) {}

  Result<std::string> run(Clock::time_point until, const std::atomic<bool>& stop) {
    while (!is_done_) {
      if (stop) return fail(ErrorKind::unavailable, "the server is stopping");
      if (Clock::now() >= until) return failed(fmt::format("it took longer than {} s", helper_.patience.count() / 1000.0));
      const auto events = static_cast<short>(input_closed_ ? POLLIN : POLLIN | POLLOUT);
      pollfd waited{.fd = socket_, .events = events, .revents = 0};
      if (::poll(&waited, 1, look_milliseconds) < 0 && errno != EINTR) return failed(system_reason(errno));
      if ((waited.revents & POLLOUT) != 0) send();
      if ((waited.revents & (POLLIN | POLLHUP | POLLERR)) != 0) TRY_VOID(receive());
    }
    return std::move(output_);
  }

 private:
  void send() {
    const auto sent = ::send(socket_, input_.data(), input_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) input_.remove_prefix(static_cast<std::size_t>(sent));
    const bool is_gone = sent < 0 && errno != EAGAIN && errno != EINTR;  // what it has said is read all the same
    if (input_.empty() || is_gone) {
      ::shutdown(socket_, SHUT_WR);
      input_closed_ = true;
    }
  }

  Result<void> receive() {
    std::array<char, 65536> piece;
    const auto got = ::recv(socket_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (got <= 0) {
      is_done_ = true;
      return {};
    }
    output_.append(piece.data(), static_cast<std::size_t>(got));
    if (output_.size() > helper_.most_output) return failed("its text is too long");
    return {};
  }

  int socket_;
  std::string_view input_;
  const Helper& helper_;
  std::string output_;
  bool input_closed_ = false, is_done_ = false;
};

/// Helpers that run at a time, whoever wants them.
std::counting_semaphore<1024>& slots() {
  static auto& all =
      *new std::counting_semaphore<1024>(static_cast<std::ptrdiff_t>(std::clamp(std::thread::hardware_concurrency(), 1U, 64U)));
  return all;
}

class Slot {
 public:
  static bool take(const std::atomic<bool>& stop) {
    while (!slots().try_acquire_for(std::chrono::milliseconds(look_milliseconds))) {
      if (stop) return false;
    }
    return true;
  }
  Slot() = default;
  ~Slot() { slots().release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

std::string told_by(int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return "it took too much computing time";
  if (WIFSIGNALED(status)) return fmt::format("the helper process was ended by signal {}", WTERMSIG(status));
  return fmt::format("the helper process ended with status {}", WEXITSTATUS(status));
}

}  // namespace

Result<std::string> run_helper(const Helper& helper, std::string_view input, const std::atomic<bool>& stop) {
  if (!Slot::take(stop)) return fail(ErrorKind::unavailable, "the server is stopping");
  const Slot slot;
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return failed(fmt::format("the helper process cannot be started: {}", system_reason(errno)));
  const Descriptor ours(ends[0]);
  Descriptor its(ends[1]);
  TRY(const auto id, start(helper, its.get()));
  Process process(id);
  its.close();
  const auto until = Clock::now() + helper.patience;
  TRY(auto output, Exchange(ours.get(), input, helper).run(until, stop));
  const int status = process.end(false, until);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed(told_by(status));
  return output;
}

}  // namespace headrace::extract
