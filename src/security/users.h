#pragma once
// The user `elastic`: its password is kept as a hash in the security index.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/store.h"
#include "security/identity.h"

namespace headrace::security {

class Users {
 public:
  /// `store` outlives it.
  explicit Users(engine::StateStore& store) : store_(store) {}

  /// True when there is a password.
  Awaitable<Result<bool>> has_password();
  /// Hashes for some tens of milliseconds in the calling thread. Errors: illegal_argument for fewer than 6 characters.
  Awaitable<Result<void>> set_password(std::string password);
  /// The hash; none when there is no such user.
  Awaitable<Result<std::optional<std::string>>> password_hash(std::string username);

 private:
  engine::StateStore& store_;
};

/// 20 characters that nobody can guess and everybody can type.
std::string make_password();

}  // namespace headrace::security
