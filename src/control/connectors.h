#pragma once
// The Connector API as rules: docs/spec/connectors.md and docs/spec/configuration-filtering-secrets.md 1 to 3.

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

/// What `_filtering` sends: `filtering` alone, or one or both of the others.
struct FilteringUpdate {
  std::optional<json::Value> filtering = std::nullopt;         ///< from read_filtering
  std::optional<json::Value> rules = std::nullopt;             ///< from read_filtering_rules
  std::optional<json::Value> advanced_snippet = std::nullopt;  ///< from read_advanced_snippet
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
  /// None: stays as it is. Errors: action_request_validation when it is both.
  Awaitable<Result<UpdateResult>> set_api_key_ids(std::string id, std::optional<std::string> api_key_id,
                                                  std::optional<std::string> api_key_secret_id);
  /// `pipeline`: the four members of docs/spec/connectors.md 1.7.
  Awaitable<Result<UpdateResult>> set_pipeline(std::string id, json::Value pipeline);
  /// `features`: from read_features. Those that it does not name stay as they are.
  Awaitable<Result<UpdateResult>> set_features(std::string id, json::Value features);
  /// The form that was sent. Errors: action_request_validation when it is both or neither, and those of the two below.
  Awaitable<Result<UpdateResult>> update_configuration(std::string id, ConfigurationUpdate update);
  /// Full form: replaces the configuration (already normalised field by field: read_configuration). Always `updated`.
  Awaitable<Result<UpdateResult>> set_configuration(std::string id, json::Value configuration);
  /// Values form: sets `value` of fields that exist. Errors: status_bad_request for others.
  Awaitable<Result<UpdateResult>> set_configuration_values(std::string id, json::Value values);
  /// The draft, or with `filtering` everything. Errors: action_request_validation for forms that do not go together, document_parsing for
  /// what the original's index refuses (docs/spec/configuration-filtering-secrets.md 3.3 and 3.8).
  Awaitable<Result<UpdateResult>> update_filtering(std::string id, FilteringUpdate update);
  /// What a validation says of the draft, as it is. `validation`: from read_filtering_validation.
  Awaitable<Result<UpdateResult>> set_filtering_validation(std::string id, json::Value validation);
  /// The draft becomes the active filtering. Errors: status_bad_request when it is not valid.
  Awaitable<Result<UpdateResult>> activate_filtering(std::string id);

 private:
  engine::StateStore& store_;
  Mode mode_;
};

}  // namespace headrace::control
