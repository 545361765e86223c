#pragma once
// The Connector API as rules: docs/spec/connectors.md and the configuration part of docs/spec/configuration-filtering-secrets.md.

#include <optional>
#include <string>
#include <vector>

#include "control/sync_jobs.h"
#include "engine/store.h"

namespace headrace::control {

enum class ConnectorStatus { created, needs_configuration, configured, connected, error };
std::string_view to_string(ConnectorStatus);
/// Ignores case. Errors: illegal_argument with the original's text.
Result<ConnectorStatus> parse_connector_status(std::string_view name);
/// docs/spec/connectors.md 2.2. Only `_status` asks this.
bool may_follow(ConnectorStatus from, ConnectorStatus to);

struct NewConnector {
  std::optional<std::string> description = {}, index_name = {}, language = {}, name = {}, service_type = {};
  bool is_native = false;
};

struct ConnectorCreated {
  std::string id;
  bool created = true;  ///< false: one with this id was replaced
};

struct ConnectorList {
  std::vector<std::string> index_names = {}, names = {}, service_types = {};  ///< any of them; empty: all
  std::string query = {};                                                     ///< docs/spec/connectors.md 3.5
  bool include_deleted = false;
  std::uint64_t from = 0;
  std::uint64_t size = 100;
};

/// What `_configuration` sends: exactly one of the two.
struct ConfigurationUpdate {
  std::optional<json::Value> configuration = std::nullopt;  ///< from read_configuration
  std::optional<json::Value> values = std::nullopt;         ///< from read_configuration_values
};

class Connectors {
 public:
  Connectors(engine::StateStore& store, Mode mode);

  /// Without an id one is made. Errors: docs/spec/connectors.md 3.1.
  Awaitable<Result<ConnectorCreated>> create(std::optional<std::string> id, NewConnector connector);
  Awaitable<Result<engine::Document>> get(std::string id, bool include_deleted = false);
  Awaitable<Result<engine::ListPage>> list(ConnectorList wanted);
  /// One commit with the jobs, when they are to go too.
  Awaitable<Result<void>> remove(std::string id, bool hard, bool delete_sync_jobs);

  Awaitable<Result<UpdateResult>> check_in(std::string id);
  Awaitable<Result<UpdateResult>> set_name(std::string id, std::optional<std::string> name, std::optional<std::string> description);
  /// None: null.
  Awaitable<Result<UpdateResult>> set_index_name(std::string id, std::optional<std::string> index_name);
  Awaitable<Result<UpdateResult>> set_service_type(std::string id, std::string service_type);
  Awaitable<Result<UpdateResult>> set_native(std::string id, bool is_native);
  Awaitable<Result<UpdateResult>> set_status(std::string id, ConnectorStatus status);
  Awaitable<Result<UpdateResult>> set_error(std::string id, std::optional<std::string> error);
  /// `part`: the fields of docs/spec/connectors.md 3.17 as they go into the document (read_last_sync makes it of a body).
  Awaitable<Result<UpdateResult>> set_last_sync(std::string id, json::Value part);
  /// `scheduling`: any of full, incremental, access_control, each with enabled and interval (checked here; read_scheduling gives a body's
  /// errors with their locations).
  Awaitable<Result<UpdateResult>> set_scheduling(std::string id, json::Value scheduling);
  /// The form that was sent. Errors: action_request_validation when it is both or neither, and those of the two below.
  Awaitable<Result<UpdateResult>> update_configuration(std::string id, ConfigurationUpdate update);
  /// Full form: replaces the configuration (already normalised field by field: read_configuration). Always `updated`.
  Awaitable<Result<UpdateResult>> set_configuration(std::string id, json::Value configuration);
  /// Values form: sets `value` of fields that exist. Errors: status_bad_request for others.
  Awaitable<Result<UpdateResult>> set_configuration_values(std::string id, json::Value values);

 private:
  engine::StateStore& store_;
  Mode mode_;
};

}  // namespace headrace::control
