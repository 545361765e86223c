#include "control/secrets.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "control/document_update.h"
#include "control/errors.h"

namespace headrace::control {
namespace {

using engine::secrets_index;
using engine::StateView;
using Keys = std::shared_ptr<const crypto::SealingKeys>;

constexpr std::size_t longest_id = 512;
constexpr std::size_t longest_value = 32'766;

std::string place_of(std::string_view id) { return fmt::format("{}/{}", secrets_index, id); }

std::string source_of(const crypto::SealingKeys& keys, std::string_view id, std::string_view value) {
  return json::write(json::object({{"value", keys.seal(value, place_of(id))}}));
}

Result<std::string> opened(const crypto::SealingKeys& keys, const engine::Document& document) {
  TRY(const auto source, parsed(document));
  return keys.open(source.text("value"), place_of(document.id));
}

Error secret_not_found(std::string_view id) { return {ErrorKind::resource_not_found, fmt::format("No secret with id [{}]", id)}; }

engine::Reads reads_of(const std::string& id) { return {.documents = {{std::string(secrets_index), id}}, .keywords = {}}; }

Result<void> check(std::string_view id, std::string_view value, std::string_view empty_value) {
  Validation validation;
  validation.add_if(value.empty(), empty_value);
  if (id.size() > longest_id)
    validation.add(fmt::format("id [{}] is too long, must be no longer than {} bytes but was: {}", id, longest_id, id.size()));
  if (value.size() > longest_value)
    validation.add(fmt::format("[value] is too long, must be no longer than {} bytes but was: {}", longest_value, value.size()));
  return validation.result();
}

}  // namespace

/// A missing file gets a key only while nothing is sealed: where something is, its key was lost, and a new one would hide that.
Awaitable<Result<Keys>> Secrets::keys() {
  CO_TRY(auto found, key_file_.load());
  if (found) co_return found;
  CO_TRY(const auto page, co_await store_.list({.index = std::string(secrets_index), .filters = {}, .size = 1}));
  if (page.count == 0) co_return key_file_.load_or_make();
  co_return fail(ErrorKind::internal,
                 fmt::format("the sealing key file [{}] is missing, and {} secrets are sealed with its key: put it back, or delete "
                             "these secrets",
                             key_file_.path().string(), page.count));
}

Awaitable<Result<std::string>> Secrets::create(std::string value) {
  auto id = base::make_id();
  CO_TRY_VOID(check(id, value, R"([value] of the connector secret cannot be [null] or [""])"));
  CO_TRY(const auto keys, co_await this->keys());
  CO_TRY_VOID(co_await store_.transact(reads_of(id), [id, source = source_of(*keys, id, value)](StateView& state) -> Result<void> {
    state.put(secrets_index, id, source);
    return {};
  }));
  co_return id;
}

Awaitable<Result<bool>> Secrets::put(std::string id, std::string value) {
  CO_TRY_VOID(check(id, value, R"([value] cannot be [null] or [""])"));
  CO_TRY(const auto keys, co_await this->keys());
  const auto is_new = std::make_shared<bool>(false);  // shared: see transact_update
  CO_TRY_VOID(
      co_await store_.transact(reads_of(id), [id, is_new, keys, source = source_of(*keys, id, value)](StateView& state) -> Result<void> {
        const auto* before = state.find(secrets_index, id);
        *is_new = before == nullptr;
        if (before != nullptr) TRY_VOID(opened(*keys, *before));  // what cannot be read for want of its key is not overwritten
        state.put(secrets_index, id, source);
        return {};
      }));
  co_return *is_new;
}

Awaitable<Result<std::string>> Secrets::get(std::string id) {
  CO_TRY(const auto found, co_await store_.get(std::string(secrets_index), id));
  if (!found) co_return fail(secret_not_found(id));
  CO_TRY(const auto keys, co_await this->keys());
  auto value = opened(*keys, *found);
  if (!value)
    co_return fail(ErrorKind::internal, fmt::format("{} (the sealing key file is [{}])", value.error().reason, key_file_.path().string()));
  co_return value;
}

Awaitable<Result<void>> Secrets::remove(std::string id) {
  co_return co_await store_.transact(reads_of(id), [id](StateView& state) -> Result<void> {
    if (state.find(secrets_index, id) == nullptr) return fail(secret_not_found(id));
    state.remove(secrets_index, id);
    return {};
  });
}

Awaitable<Result<void>> Secrets::reseal(std::vector<std::string> ids, Keys keys) {
  engine::Reads reads;
  for (const auto& id : ids) reads.documents.push_back({std::string(secrets_index), id});
  co_return co_await store_.transact(std::move(reads), [ids = std::move(ids), keys](StateView& state) -> Result<void> {
    for (const auto& id : ids) {
      const auto* document = state.find(secrets_index, id);
      if (document == nullptr) continue;  // deleted meanwhile
      TRY(const auto value, opened(*keys, *document));
      state.put(secrets_index, id, source_of(*keys, id, value));
    }
    return {};
  });
}

Awaitable<Result<std::uint64_t>> Secrets::reseal_secrets(Keys keys) {
  std::uint64_t done = 0;
  engine::ListRequest request{.index = std::string(secrets_index), .filters = {}};
  do {
    CO_TRY(auto page, co_await store_.list(request));
    std::vector<std::string> ids;
    for (const auto& document : page.documents) ids.push_back(document.id);
    done += ids.size();
    CO_TRY_VOID(co_await reseal(std::move(ids), keys));
    request.after = std::move(page.next);
    co_await give_way();
  } while (request.after);
  co_return done;
}

/// Writes what may hold sensitive values once more as it is: what is written is sealed with the first key.
Awaitable<Result<std::uint64_t>> Secrets::rewrite_sensitive(std::string index) {
  std::uint64_t done = 0;
  engine::ListRequest request{.index = index, .filters = {}};
  do {
    CO_TRY(auto page, co_await store_.list(request));
    engine::Reads reads;
    for (const auto& document : page.documents) {
      if (document.source->contains("\"sensitive\"")) reads.documents.push_back({index, document.id});
    }
    done += reads.documents.size();
    CO_TRY_VOID(co_await store_.transact(reads, [reads](StateView& state) -> Result<void> {
      for (const auto& [name, id] : reads.documents) {
        if (const auto* document = state.find(name, id)) state.put(name, id, *document->source);
      }
      return {};
    }));
    request.after = std::move(page.next);
    co_await give_way();
  } while (request.after);
  co_return done;
}

Awaitable<Result<Secrets::Rotated>> Secrets::rotate() {
  CO_TRY_VOID(co_await keys());  // a lost key is told before a new one is made
  CO_TRY(auto keys, key_file_.add_key());
  Rotated rotated;
  CO_TRY(rotated.secrets, co_await reseal_secrets(std::move(keys)));
  for (const auto index : {engine::connectors_index, engine::sync_jobs_index}) {
    CO_TRY(const auto count, co_await rewrite_sensitive(std::string(index)));
    rotated.configurations += count;
  }
  co_return rotated;
}

bool opens(const crypto::SealingKeys& keys, std::string_view id, const json::Value& source) {
  return keys.open(source.text("value"), place_of(id)).has_value();
}

}  // namespace headrace::control
