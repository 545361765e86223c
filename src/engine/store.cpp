#include "engine/store.h"

namespace headrace::engine {

DocumentStore& Engine::of(std::string_view index) {
  if (is_state_index(index)) return state();
  return content();
}

bool Engine::is_state_index(std::string_view index) {
  const auto name = concrete_name(index);
  return name == connectors_index || name == sync_jobs_index || name == claims_index || name == pipelines_index || name == secrets_index ||
         name == security_index;
}

std::string Engine::concrete_name(std::string_view index) {
  if (index == connectors_alias) return std::string(connectors_index);
  if (index == sync_jobs_alias) return std::string(sync_jobs_index);
  if (index == secrets_alias) return std::string(secrets_index);
  if (index == security_alias) return std::string(security_index);
  return std::string(index);
}

Awaitable<Result<std::shared_ptr<const SearchView>>> DocumentStore::open_view(std::vector<std::string>) {
  co_return fail(ErrorKind::unavailable, "this store keeps no state for later");
}

Awaitable<Result<void>> DocumentStore::change_catalog(std::function<Result<void>(CatalogView&)>) {
  co_return fail(ErrorKind::unavailable, "this store does not change what its indices are");
}

Awaitable<Result<std::vector<IndexTemplate>>> DocumentStore::templates() { co_return std::vector<IndexTemplate>(); }

Awaitable<Result<Changes>> StateStore::changes(std::string index, std::optional<std::uint64_t>, std::size_t) {
  co_return fail(ErrorKind::unavailable, "changes of [" + index + "] are not told by this store");
}

}  // namespace headrace::engine
