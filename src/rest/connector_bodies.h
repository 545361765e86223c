#pragma once
// The bodies of the Connector API (docs/spec/connectors.md 3, docs/spec/configuration-filtering-secrets.md 2.1), read by tables of fields.
// Errors: those of json::read_body.

#include <optional>
#include <string>
#include <string_view>

#include "control/connectors.h"

namespace headrace::rest {

/// 3.1; "" is a connector without anything.
Result<control::NewConnector> read_new_connector(std::string_view body);

struct NameUpdate {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::string> description = std::nullopt;
};
/// 3.8
Result<NameUpdate> read_name(std::string_view body);
/// 3.9; none: null.
Result<std::optional<std::string>> read_index_name(std::string_view body);
/// 3.10
Result<std::string> read_service_type(std::string_view body);
/// 3.11
Result<bool> read_native(std::string_view body);
/// 3.12; none: it was not sent, which is for request validation to say.
Result<std::optional<control::ConnectorStatus>> read_status(std::string_view body);
/// 3.16; none: null.
Result<std::optional<std::string>> read_error(std::string_view body);
/// 3.18: the member `scheduling`.
Result<json::Value> read_scheduling_body(std::string_view body);
/// docs/spec/configuration-filtering-secrets.md 2.1
Result<control::ConfigurationUpdate> read_configuration_update(std::string_view body);

struct ApiKeyIds {
  std::optional<std::string> api_key_id = std::nullopt;
  std::optional<std::string> api_key_secret_id = std::nullopt;
};
/// 3.13; null is not given.
Result<ApiKeyIds> read_api_key_ids(std::string_view body);
/// 3.14: the member `pipeline`, with its four members alone.
Result<json::Value> read_pipeline(std::string_view body);
/// 3.15: the member `features`.
Result<json::Value> read_features_body(std::string_view body);
/// docs/spec/configuration-filtering-secrets.md 3.3
Result<control::FilteringUpdate> read_filtering_update(std::string_view body);
/// docs/spec/configuration-filtering-secrets.md 3.5: the member `validation`.
Result<json::Value> read_filtering_validation_body(std::string_view body);

}  // namespace headrace::rest
