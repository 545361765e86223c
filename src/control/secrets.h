#pragma once
// Connector secrets as rules: docs/spec/configuration-filtering-secrets.md 5. What is stored is sealed; the key is kept elsewhere.

#include <string>

#include "control/sync_jobs.h"
#include "crypto/key_file.h"
#include "engine/store.h"

namespace headrace::control {

class Secrets {
 public:
  /// Both outlive it.
  Secrets(engine::StateStore& store, crypto::KeyFile& key_file) : store_(store), key_file_(key_file) {}

  /// The id of the new secret. Errors, here and below: internal when the sealing key is missing or does not fit, and nothing is written.
  Awaitable<Result<std::string>> create(std::string value);
  /// True when there was none with this id. Errors: action_request_validation.
  Awaitable<Result<bool>> put(std::string id, std::string value);
  /// The clear value. Errors: resource_not_found.
  Awaitable<Result<std::string>> get(std::string id);
  Awaitable<Result<void>> remove(std::string id);

  struct Rotated {
    std::uint64_t secrets = 0;
    std::uint64_t configurations = 0;  ///< connectors and jobs with sensitive values; the store seals those when they are written
  };
  /// Makes a new key and seals everything with it. The older keys stay in the file, since other servers may use them
  /// too; whoever knows that none does takes them out. Stopped in between, everything can be read, and calling it again makes it whole.
  Awaitable<Result<Rotated>> rotate();

 private:
  Awaitable<Result<std::shared_ptr<const crypto::SealingKeys>>> keys();
  Awaitable<Result<void>> reseal(std::vector<std::string> ids, std::shared_ptr<const crypto::SealingKeys> keys);
  Awaitable<Result<std::uint64_t>> reseal_secrets(std::shared_ptr<const crypto::SealingKeys> keys);
  Awaitable<Result<std::uint64_t>> rewrite_sensitive(std::string index);

  engine::StateStore& store_;
  crypto::KeyFile& key_file_;
};

/// True when the stored secret `id` opens with one of the keys.
bool opens(const crypto::SealingKeys& keys, std::string_view id, const json::Value& source);

}  // namespace headrace::control
