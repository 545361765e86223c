#include "security/identity.h"

#include <fmt/format.h>

namespace headrace::security {

Identity superuser_identity() {
  const auto everything =
      json::object({{"cluster", json::Array{"all"}},
                    {"indices", json::Array{json::object({{"names", json::Array{"*"}}, {"privileges", json::Array{"all"}}})}}});
  return {.username = std::string(superuser_name),
          .privileges = Privileges::everything(),
          .role_descriptors = json::object({{"superuser", everything}})};
}

std::string subject_of(const Identity& identity) {
  if (identity.api_key) return fmt::format("API key id [{}] of user [{}]", identity.api_key->id, identity.username);
  return fmt::format("user [{}] with effective roles [superuser]", identity.username);
}

}  // namespace headrace::security
