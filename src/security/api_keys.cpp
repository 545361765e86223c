#include "security/api_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/strings.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/random.h"

namespace headrace::security {
namespace {

using engine::security_index;
using engine::StateView;
using json::Value;

constexpr std::string_view key_type = "api_key";
constexpr std::size_t secret_size = 16;  // bytes: 22 characters
constexpr std::size_t longest_name = 256;

/// A secret of 128 random bits cannot be guessed, so a fast hash keeps it as well as a slow one would; the id is its salt.
std::string hash_of(std::string_view id, std::string_view secret) { return crypto::sha256_hex(fmt::format("{}:{}", id, secret)); }

std::int64_t milliseconds(base::Instant instant) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(instant.time_since_epoch()).count();
}

std::int64_t number(const Value& key, std::string_view name, std::int64_t otherwise = 0) {
  const auto* member = key.find(name);
  return member == nullptr ? otherwise : member->integer().value_or(otherwise);
}

bool flag(const Value& key, std::string_view name) {
  const auto* member = key.find(name);
  return member != nullptr && member->is_bool() && member->as_bool();
}

bool is_expired(const Value& key, base::Instant now) {
  return key.find("expiration") != nullptr && number(key, "expiration") <= milliseconds(now);
}

/// docs/spec/rest-conventions.md 15.1
Result<void> check_name(std::string_view name) {
  std::string fault;
  if (name.empty())
    fault = "api key name is required";
  else if (name.size() > longest_name)
    fault = "api key name may not be more than 256 characters long";
  else if (name.front() == ' ' || name.back() == ' ')
    fault = "api key name may not begin or end with whitespace";
  else if (name.front() == '_')
    fault = "api key name may not begin with an underscore";
  if (fault.empty()) return {};
  return fail(ErrorKind::action_request_validation, fmt::format("Validation Failed: 1: {};", fault));
}

Result<void> check_roles(const NewApiKey& wanted, const Identity& creator) {
  const auto descriptors = wanted.role_descriptors.value_or(json::Object{});
  TRY(const auto roles, Roles::read(descriptors));
  const bool is_derived_with_nothing = wanted.role_descriptors && !descriptors.as_object().empty() && roles.empty();
  if (creator.api_key && !is_derived_with_nothing)
    return fail(ErrorKind::illegal_argument,
                "creating derived api keys requires an explicit role descriptor that is empty (has no privileges)");
  return {};
}

Value document_of(const NewApiKey& wanted, const Identity& creator, const CreatedApiKey& made, base::Instant now) {
  auto key = json::object({{"type", key_type},
                           {"name", made.name},
                           {"hash", hash_of(made.id, made.secret)},
                           {"creation", milliseconds(now)},
                           {"invalidated", false},
                           {"username", creator.username},
                           {"realm", "reserved"}});
  if (made.expires_at) key.set("expiration", milliseconds(*made.expires_at));
  key.set("metadata", wanted.metadata);
  key.set("role_descriptors", wanted.role_descriptors.value_or(json::Object{}));
  key.set("limited_by", creator.role_descriptors);
  return key;
}

bool fits(const ApiKeyFilter& filter, const std::string& id, const Value& key, base::Instant now) {
  if (key.text("type") != key_type) return false;
  if (!filter.ids.empty() && std::ranges::find(filter.ids, id) == filter.ids.end()) return false;
  if (filter.name && !base::glob_matches(*filter.name, key.text("name"))) return false;
  if (filter.username && !base::glob_matches(*filter.username, key.text("username"))) return false;
  if (filter.realm && *filter.realm != key.text("realm")) return false;
  return !filter.active_only || (!flag(key, "invalidated") && !is_expired(key, now));
}

std::unexpected<Error> refused(std::string why) {
  return fail({.kind = ErrorKind::authentication,
               .reason = "unable to authenticate with provided credentials and anonymous access is not allowed for this request",
               .metadata = {{"additional_unsuccessful_credentials", "API key: " + std::move(why)}}});
}

/// Empty descriptors of its own leave a key what its creator may.
Result<Privileges> privileges_of(const Value& key) {
  std::vector<Roles> sets;
  TRY(auto limits, Roles::read(*key.find("limited_by")));
  const bool by_superuser = key.at_path("limited_by.superuser") != nullptr;
  sets.push_back(by_superuser ? Roles::superuser() : std::move(limits));
  const auto* own = key.find("role_descriptors");
  if (own != nullptr && !own->as_object().empty()) {
    TRY(auto roles, Roles::read(*own));
    sets.push_back(std::move(roles));
  }
  return Privileges(std::move(sets));
}

}  // namespace

Awaitable<Result<CreatedApiKey>> ApiKeys::create(NewApiKey wanted, const Identity& creator) {
  CO_TRY_VOID(check_name(wanted.name));
  CO_TRY_VOID(check_roles(wanted, creator));
  const auto made = std::make_shared<CreatedApiKey>(CreatedApiKey{
      .id = base::make_id(), .name = wanted.name, .secret = base::base64url(crypto::random_bytes(secret_size)), .expires_at = {}});
  auto rules = [made, wanted = std::move(wanted), creator](StateView& state) -> Result<void> {
    if (wanted.lifetime) made->expires_at = state.now() + *wanted.lifetime;
    state.put_value(security_index, made->id, document_of(wanted, creator, *made, state.now()));
    return {};
  };
  CO_TRY_VOID(co_await store_.transact({.documents = {{std::string(security_index), made->id}}, .keywords = {}}, std::move(rules)));
  co_return *made;
}

Awaitable<Result<std::vector<engine::Document>>> ApiKeys::find(ApiKeyFilter filter, base::Instant now) {
  std::vector<engine::Document> found;
  engine::ListRequest request{.index = std::string(security_index), .filters = {}, .size = 1000};
  do {
    CO_TRY(auto page, co_await store_.list(request));
    for (auto& document : page.documents) {
      CO_TRY(const auto key, json::parse(*document.source));
      if (fits(filter, document.id, key, now)) found.push_back(std::move(document));
    }
    request.after = std::move(page.next);
  } while (request.after);
  co_return found;
}

Awaitable<Result<InvalidatedApiKeys>> ApiKeys::invalidate(ApiKeyFilter filter, base::Instant now) {
  CO_TRY(const auto found, co_await find(std::move(filter), now));
  engine::Reads reads;
  for (const auto& document : found) reads.documents.push_back({std::string(security_index), document.id});
  const auto done = std::make_shared<InvalidatedApiKeys>();
  auto rules = [done, found](StateView& state) -> Result<void> {
    *done = {};
    for (const auto& one : found) {
      const auto& id = one.id;
      const auto* document = state.find(security_index, id);
      if (document == nullptr) continue;
      TRY(auto key, json::parse(*document->source));
      const bool was_before = flag(key, "invalidated");
      (was_before ? done->before : done->now).push_back(id);
      if (was_before) continue;
      key.set("invalidated", true);
      key.set("invalidation", milliseconds(state.now()));
      state.put_value(security_index, id, key);
    }
    return {};
  };
  CO_TRY_VOID(co_await store_.transact(std::move(reads), std::move(rules)));
  co_return *done;
}

Awaitable<Result<Identity>> ApiKeys::authenticate(std::string id, std::string secret, base::Instant now) {
  CO_TRY(const auto document, co_await store_.get(std::string(security_index), id));
  if (!document) co_return refused(fmt::format("unable to find apikey with id {}", id));
  CO_TRY(const auto key, json::parse(*document->source));
  if (key.text("type") != key_type) co_return refused(fmt::format("unable to find apikey with id {}", id));
  if (!crypto::equal_in_constant_time(hash_of(id, secret), key.text("hash")))
    co_return refused(fmt::format("invalid credentials for API key [{}]", id));
  if (flag(key, "invalidated")) co_return refused("api key has been invalidated");
  if (is_expired(key, now)) co_return refused("api key is expired");
  Identity identity{.username = std::string(key.text("username")), .api_key = Identity::Key{id, std::string(key.text("name"))}};
  CO_TRY(identity.privileges, privileges_of(key));
  if (key.find("expiration") != nullptr) identity.expires_at = base::Instant(std::chrono::milliseconds(number(key, "expiration")));
  co_return identity;
}

}  // namespace headrace::security
