#pragma once
// From an Authorization header to who asks (docs/spec/rest-conventions.md 13).

#include <memory>
#include <string>

#include "security/api_keys.h"
#include "security/users.h"

namespace headrace::security {

/// From many threads.
class Authenticator {
 public:
  /// `store` and `clock` outlive it.
  Authenticator(engine::StateStore& store, base::Clock& clock);
  ~Authenticator();

  /// `uri`: raw, for the reason of a refusal. A password is checked on a thread of its own; what was found right is remembered for a
  /// while, so that this happens once. Errors: authentication (held back for who fails often); what the store says.
  Awaitable<Result<std::shared_ptr<const Identity>>> authenticate(std::string header, std::string uri, std::string address);

  /// Forgets what was found right: after a key was invalidated or a password changed.
  void forget();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headrace::security
