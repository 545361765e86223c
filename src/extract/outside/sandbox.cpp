#include "extract/outside/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

namespace headrace::extract {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_instrumented = true;
#elif defined(__has_feature)
constexpr bool is_instrumented = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool is_instrumented = false;
#endif

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t architecture = 0;
#endif

void limit(__rlimit_resource what, rlim_t soft, rlim_t hard) {
  const rlimit wanted{.rlim_cur = soft, .rlim_max = hard};
  setrlimit(what, &wanted);
}

/// What computing on memory and two open descriptors needs, and ending.
constexpr auto allowed_calls = std::to_array<std::uint32_t>(
    {SYS_read,         SYS_write,       SYS_readv,         SYS_writev,       SYS_sendto,       SYS_close,
     SYS_fstat,        SYS_newfstatat,  SYS_lseek,         SYS_mmap,         SYS_mprotect,     SYS_munmap,
     SYS_mremap,       SYS_brk,         SYS_madvise,       SYS_futex,        SYS_rt_sigaction, SYS_rt_sigprocmask,
     SYS_rt_sigreturn, SYS_sigaltstack, SYS_clock_gettime, SYS_gettimeofday, SYS_getrandom,    SYS_sched_yield,
     SYS_getpid,       SYS_gettid,      SYS_tgkill,        SYS_exit,         SYS_exit_group,   SYS_restart_syscall});

/// Everything else is answered with EPERM.
void allow_few_calls() {
  if (architecture == 0) return;
  constexpr std::size_t count = allowed_calls.size();
  std::array<sock_filter, count + 6> program{};
  std::size_t used = 0;
  const auto put = [&](sock_filter statement) { program.at(used++) = statement; };
  put(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  put(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
  put(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  put(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  for (std::size_t i = 0; i < count; ++i) {
    const auto to_the_end = static_cast<std::uint8_t>(count - i);
    put(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed_calls.at(i), to_the_end, 0));
  }
  put(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
  put(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog filter{.len = static_cast<unsigned short>(used), .filter = program.data()};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

}  // namespace

void give_up_rights(const ProcessLimits& limits) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_NPROC, 0, 0);
  if (is_instrumented) return;  // sanitizers take terabytes of addresses, and read files of /proc when they report
  limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes);
  limit(RLIMIT_NOFILE, 0, 0);
  allow_few_calls();
}

}  // namespace headrace::extract
