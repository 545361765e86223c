#include "sources/postgresql/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "sources/configuration_field.h"

namespace headrace::sources::postgresql {
namespace {

constexpr int default_attempts = 3;
constexpr int default_parallel_tables = 2;
constexpr int most_parallel_tables = 32;

int whole_number(const json::Value& configuration, std::string_view name, int otherwise, int least, int most) {
  const auto* value = configuration.find(name);
  if (value == nullptr || !value->integer()) return otherwise;
  return static_cast<int>(std::clamp<std::int64_t>(*value->integer(), least, most));
}

Result<std::string> required_text(const json::Value& configuration, std::string_view name) {
  const auto text = configuration.text(name);
  if (text.empty()) return fail(ErrorKind::illegal_argument, fmt::format("[{}] cannot be empty.", name));
  if (text.contains('\0')) return fail(ErrorKind::illegal_argument, fmt::format("[{}] holds a character that no name has (NUL).", name));
  return std::string(text);
}

/// docs/spec/sources.md 2.4
std::vector<std::string> table_names(const json::Value* value) {
  std::vector<std::string> names;
  if (value == nullptr || !value->is_array()) return names;
  for (const auto& name : value->as_array()) {
    if (name.is_string() && !name.as_string().empty()) names.push_back(name.as_string());
  }
  return names;
}

}  // namespace

json::Value configuration_fields() {
  const auto text = [](int order, std::string_view label) { return configuration_field(order, {.label = label}); };
  return json::object(
      {{"host", text(1, "Host")},
       {"port", configuration_field(2, {.label = "Port", .type = "int"})},
       {"username", text(3, "Username")},
       {"password", configuration_field(4, {.label = "Password", .sensitive = true})},
       {"database", text(5, "Database")},
       {"schema", text(6, "Schema")},
       {"tables", configuration_field(7, {.label = "Comma-separated list of tables",
                                          .type = "list",
                                          .value = "*",
                                          .tooltip = "This configurable field is overridden when advanced sync rules are in use."})},
       {"fetch_size",
        configuration_field(
            8,
            {.label = "Rows fetched per request", .type = "int", .value = 50, .default_value = 50, .required = false, .advanced = true})},
       {"retry_count", configuration_field(9, {.label = "Retries per request",
                                               .type = "int",
                                               .value = default_attempts,
                                               .default_value = default_attempts,
                                               .required = false,
                                               .advanced = true})},
       {"ssl_enabled", configuration_field(10, {.label = "Enable SSL verification", .type = "bool", .value = false})},
       {"ssl_ca", configuration_field(11, {.label = "SSL certificate", .only_if = "ssl_enabled"})}});
}

json::Value own_configuration_fields() {
  return json::object(
      {{"cursor_column",
        configuration_field(12, {.label = "Cursor column",
                                 .default_value = "",
                                 .required = false,
                                 .advanced = true,
                                 .tooltip = "A column that only grows, in every table that has one. Incremental syncs then read only the "
                                            "rows from its last value on."})},
       {"max_parallel_tables", configuration_field(13, {.label = "Tables read at the same time",
                                                        .type = "int",
                                                        .value = default_parallel_tables,
                                                        .default_value = default_parallel_tables,
                                                        .required = false,
                                                        .advanced = true})}});
}

Result<Settings> read_settings(const json::Value& configuration) {
  Settings settings;
  auto& endpoint = settings.endpoint;
  TRY(endpoint.host, required_text(configuration, "host"));
  const auto port = whole_number(configuration, "port", 0, 0, 65'536);
  if (port < 1 || port > 65'535) return fail(ErrorKind::illegal_argument, "[port] must be a number from 1 to 65535.");
  endpoint.port = std::to_string(port);
  TRY(endpoint.user, required_text(configuration, "username"));
  endpoint.password = configuration.text("password");
  TRY(endpoint.database, required_text(configuration, "database"));
  TRY(settings.schema, required_text(configuration, "schema"));
  const auto* ssl = configuration.find("ssl_enabled");
  endpoint.checks_certificate = ssl != nullptr && ssl->is_bool() && ssl->as_bool();
  if (endpoint.checks_certificate) endpoint.certificate = configuration.text("ssl_ca");
  settings.tables = table_names(configuration.find("tables"));
  settings.attempts = whole_number(configuration, "retry_count", default_attempts, 1, 10);
  settings.parallel_tables = whole_number(configuration, "max_parallel_tables", default_parallel_tables, 1, most_parallel_tables);
  settings.cursor_column = configuration.text("cursor_column");
  return settings;
}

}  // namespace headrace::sources::postgresql
