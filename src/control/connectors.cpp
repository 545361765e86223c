#include "control/connectors.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "control/connector_state.h"
#include "control/document_update.h"
#include "control/errors.h"
#include "control/index_name.h"
#include "control/sync_job_state.h"

namespace headrace::control {
namespace {

using engine::connectors_index;
using engine::StateView;
using engine::sync_jobs_index;

constexpr std::size_t longest_id = 512;
constexpr std::string_view job_connector_id = "connector.id";

/// docs/spec/connectors.md 3.1, validation
Result<void> check(const NewConnector& connector, std::string_view id) {
  Validation validation;
  validation.add_if(id.empty(), connector_id_missing);
  if (connector.index_name) {
    const auto& name = *connector.index_name;
    if (auto fault = invalid_index_name(name)) validation.add(std::move(*fault));
    if (connector.is_native && !name.starts_with(managed_index_prefix)) {
      validation.add(fmt::format("Index [{}] is invalid. Index attached to an Elastic-managed connector must start with the prefix: [{}]",
                                 name, managed_index_prefix));
    }
  }
  if (id.size() > longest_id) {
    validation.add(fmt::format("id [{}] is too long, must be no longer than {} bytes but was: {}", id, longest_id, id.size()));
  }
  return validation.result();
}

}  // namespace

Connectors::Connectors(engine::StateStore& store, Mode mode) : store_(store), mode_(mode) {}

Awaitable<Result<ConnectorCreated>> Connectors::create(std::optional<std::string> id, NewConnector connector) {
  const auto own_id = id ? std::move(*id) : base::make_id();
  CO_TRY_VOID(check(connector, own_id));
  engine::Reads reads{.documents = {{std::string(connectors_index), own_id}}, .keywords = {}};
  if (connector.index_name) reads.keywords.push_back({std::string(connectors_index), "index_name", *connector.index_name});
  const auto was_there = std::make_shared<bool>(false);  // shared: see transact_update
  auto rules = [own_id, connector = std::move(connector), was_there](StateView& state) -> Result<void> {
    if (connector.index_name) TRY_VOID(check_index_unused(state, *connector.index_name, own_id));
    *was_there = state.find(connectors_index, own_id) != nullptr;
    state.put_value(connectors_index, own_id, new_connector(connector, state.now()));
    return {};
  };
  CO_TRY_VOID(co_await store_.transact(std::move(reads), std::move(rules)));
  co_return ConnectorCreated{.id = own_id, .created = !*was_there};
}

Awaitable<Result<engine::Document>> Connectors::get(std::string id, bool include_deleted) {
  CO_TRY_VOID(check_connector_id(id));
  CO_TRY(auto found, co_await store_.get(std::string(connectors_index), id));
  if (!found) co_return fail(connector_not_found(id));
  if (!include_deleted) {
    CO_TRY(const auto connector, parsed(*found));
    if (is_deleted(connector)) co_return fail(connector_not_found(id));
  }
  co_return std::move(*found);
}

Awaitable<Result<void>> Connectors::remove(std::string id, bool hard, bool delete_sync_jobs) {
  CO_TRY_VOID(check_connector_id(id));
  engine::Reads reads{.documents = {{std::string(connectors_index), id}}, .keywords = {}};
  if (delete_sync_jobs) reads.keywords.push_back({std::string(sync_jobs_index), std::string(job_connector_id), id});
  auto rules = [id, hard, delete_sync_jobs](StateView& state) -> Result<void> {
    if (hard) {
      if (state.find(connectors_index, id) == nullptr) return fail(connector_not_found(id));
      state.remove(connectors_index, id);
    } else {
      TRY(auto connector, live_connector(state, id));
      merge_into(state, connectors_index, id, std::move(connector), json::object({{"deleted", true}}));
    }
    if (!delete_sync_jobs) return {};
    for (const auto* job : state.with(sync_jobs_index, job_connector_id, id)) remove_sync_job(state, job->id);
    return {};
  };
  co_return co_await store_.transact(std::move(reads), std::move(rules));
}

}  // namespace headrace::control
