#include "cli/first_password.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/log.h"
#include "security/users.h"
#include "service/block_on.h"

namespace headrace::cli {
namespace {

std::string given_password() {
  for (const auto* name : {"HEADRACE_PASSWORD", "ELASTIC_PASSWORD"}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return "";
}

/// Before the password is set, so that no crash leaves one that nobody knows.
Result<void> write_for_owner(const std::filesystem::path& file, const std::string& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool is_written = descriptor >= 0 && ::fchmod(descriptor, 0600) == 0 &&
                          ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  const auto why = std::string(std::strerror(errno));
  if (descriptor >= 0) ::close(descriptor);
  if (is_written) return {};
  return fail(ErrorKind::unavailable,
              fmt::format("The first password cannot be written.\n{}: {}\nSet HEADRACE_PASSWORD, or make the folder writable.",
                          file.string(), why));
}

Result<void> set(engine::StateStore& store, const std::string& password) {
  security::Users users(store);
  auto work = [&]() -> Awaitable<Result<bool>> {
    CO_TRY_VOID(co_await users.set_password(password));
    co_return true;
  };
  TRY(const auto done, service::block_on(work()));
  std::ignore = done;
  return {};
}

}  // namespace

Result<void> ensure_password(engine::StateStore& store, const std::filesystem::path& data) {
  security::Users users(store);
  TRY(const bool has_one, service::block_on(users.has_password()));
  if (has_one) return {};
  if (const auto given = given_password(); !given.empty()) {
    base::log_info("serve", "the user elastic has the password of the environment", {});
    return set(store, given);
  }
  const auto made = security::make_password();
  if (::isatty(STDOUT_FILENO) != 0) {
    TRY_VOID(set(store, made));
    std::printf("user      elastic\npassword  %s\n(shown this once; `headrace password reset` makes another)\n", made.c_str());
    std::fflush(stdout);
    return {};
  }
  const auto file = data / "initial-password";
  TRY_VOID(write_for_owner(file, made + "\n"));
  TRY_VOID(set(store, made));
  base::log_info("serve", "the user elastic has a new password; it stands in the file", {{"file.path", file.string()}});
  return {};
}

Result<std::string> reset_password(engine::StateStore& store) {
  auto password = given_password();
  if (password.empty()) password = security::make_password();
  TRY_VOID(set(store, password));
  return password;
}

}  // namespace headrace::cli
