#pragma once
// Who asks.

#include <optional>
#include <string>

#include "base/clock.h"
#include "security/privileges.h"

namespace headrace::security {

inline constexpr std::string_view superuser_name = "elastic";

struct Identity {
  std::string username;
  struct Key {
    std::string id, name;
  };
  std::optional<Key> api_key = std::nullopt;  ///< none: user and password
  Privileges privileges = {};
  /// Role descriptors that a key of this identity can at most have.
  json::Value role_descriptors = json::Object{};
  std::optional<base::Instant> expires_at = std::nullopt;
};

/// The superuser `elastic`; also who everybody is without authentication.
Identity superuser_identity();

/// `user [elastic] with effective roles [superuser]`, or `API key id [x] of user [y]`: what refusals name
/// (docs/spec/rest-conventions.md 14.1).
std::string subject_of(const Identity& identity);

}  // namespace headrace::security
