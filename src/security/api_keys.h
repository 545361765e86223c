#pragma once
// API keys (docs/spec/rest-conventions.md 15): documents of the security index, their secrets as hashes.

#include <optional>
#include <string>
#include <vector>

#include "engine/store.h"
#include "security/identity.h"

namespace headrace::security {

struct NewApiKey {
  std::string name;
  std::optional<base::Nanoseconds> lifetime = std::nullopt;
  std::optional<json::Value> role_descriptors = std::nullopt;  ///< an object; none or {}: all that its creator may
  json::Value metadata = json::Object{};
};

struct CreatedApiKey {
  std::string id, name, secret;
  std::optional<base::Instant> expires_at;
};

/// Which keys; all conditions that are there together.
struct ApiKeyFilter {
  std::vector<std::string> ids = {};
  std::optional<std::string> name = std::nullopt;  ///< may have wildcards
  std::optional<std::string> username = std::nullopt;
  std::optional<std::string> realm = std::nullopt;
  bool active_only = false;

  [[nodiscard]] bool names_none() const { return ids.empty() && !name && !username && !realm; }
};

struct InvalidatedApiKeys {
  std::vector<std::string> now, before;
};

class ApiKeys {
 public:
  /// `store` outlives it.
  explicit ApiKeys(engine::StateStore& store) : store_(store) {}

  /// Errors: action_request_validation (the name), illegal_argument (unknown privileges; a key that makes keys may give them none).
  Awaitable<Result<CreatedApiKey>> create(NewApiKey wanted, const Identity& creator);
  /// Their documents, by creation.
  Awaitable<Result<std::vector<engine::Document>>> find(ApiKeyFilter filter, base::Instant now);
  Awaitable<Result<InvalidatedApiKeys>> invalidate(ApiKeyFilter filter, base::Instant now);

  /// Whose key this is. Errors: authentication, with why in the metadata `additional_unsuccessful_credentials`.
  Awaitable<Result<Identity>> authenticate(std::string id, std::string secret, base::Instant now);

 private:
  engine::StateStore& store_;
};

}  // namespace headrace::security
