#pragma once
// The Authorization header (docs/spec/rest-conventions.md 13.2).

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace headrace::security {

struct Password {
  std::string user, password;
};
struct ApiKeySecret {
  std::string id, secret;
};
/// A scheme that we know with something in it that cannot be read, or another scheme.
struct Unreadable {};

using Credentials = std::variant<std::monostate, Password, ApiKeySecret, Unreadable>;

/// monostate: there are none.
Credentials read_credentials(std::string_view header);

}  // namespace headrace::security
