#include "sources/mysql/configuration.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "sources/configuration_field.h"
#include "sources/database/pem.h"

namespace headrace::sources::mysql {
namespace {

constexpr std::int64_t max_parallel_tables = 16;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// docs/spec/sources.md 2.4
std::vector<std::string> read_tables(const json::Value* value) {
  std::vector<std::string> given;
  if (value != nullptr && value->is_string()) given = base::split_list(value->as_string());
  if (value != nullptr && value->is_array()) {
    for (const auto& name : value->as_array()) given.push_back(name.is_string() ? name.as_string() : json::write(name));
  }
  std::vector<std::string> tables;
  for (const auto& one : given) {
    const auto name = trimmed(one);
    if (!name.empty() && std::ranges::find(tables, name) == tables.end()) tables.emplace_back(name);
  }
  if (tables == std::vector<std::string>{"*"}) tables.clear();
  return tables;
}

bool flag(const json::Value& values, std::string_view name) {
  const auto* value = values.find(name);
  return value != nullptr && value->is_bool() && value->as_bool();
}

}  // namespace

Result<Configuration> read_configuration(const json::Value& values) {
  Configuration read;
  auto& settings = read.settings;
  settings.host = trimmed(values.text("host"));
  settings.user = values.text("user");
  settings.password = values.text("password");
  settings.database = trimmed(values.text("database"));
  const auto port = values.number("port");
  if (port < 1 || port > 65535) return fail(ErrorKind::illegal_argument, fmt::format("'Port' must be from 1 to 65535, it is [{}].", port));
  settings.port = static_cast<unsigned>(port);
  settings.uses_tls = flag(values, "ssl_enabled");
  if (settings.uses_tls) settings.certificate_authority = database::restored_pem(values.text("ssl_ca"));
  read.tables = read_tables(values.find("tables"));
  read.cursor_column = trimmed(values.text("cursor_column"));
  read.keep_id_as = trimmed(values.text("keep_id_as"));
  if (read.keep_id_as == "id" || read.keep_id_as == "_id")
    return fail(ErrorKind::illegal_argument, fmt::format("'Keep a column id as' must be another name than [{}].", read.keep_id_as));
  if (values.find("max_parallel_tables") != nullptr)
    read.parallel_tables = static_cast<std::size_t>(std::clamp<std::int64_t>(values.number("max_parallel_tables"), 1, max_parallel_tables));
  return read;
}

json::Value configuration_fields() {
  return json::object({{"host", configuration_field(1, {.label = "Host"})},
                       {"port", configuration_field(2, {.label = "Port", .type = "int"})},
                       {"user", configuration_field(3, {.label = "Username"})},
                       {"password", configuration_field(4, {.label = "Password", .sensitive = true})},
                       {"database", configuration_field(5, {.label = "Database"})},
                       {"tables", configuration_field(6, {.label = "Comma-separated list of tables", .type = "list", .value = "*"})},
                       {"ssl_enabled", configuration_field(7, {.label = "Enable SSL", .type = "bool", .value = false})},
                       {"ssl_ca", configuration_field(8, {.label = "SSL certificate", .only_if = "ssl_enabled"})},
                       {"fetch_size", configuration_field(9, {.label = "Rows fetched per request",
                                                              .type = "int",
                                                              .value = 5000,
                                                              .default_value = 5000,
                                                              .required = false,
                                                              .advanced = true,
                                                              .tooltip = "Without effect: rows are streamed."})},
                       {"retry_count", configuration_field(10, {.label = "Retries per request",
                                                                .type = "int",
                                                                .value = 3,
                                                                .default_value = 3,
                                                                .required = false,
                                                                .advanced = true,
                                                                .tooltip = "Without effect: a job that fails goes on where it was."})}});
}

json::Value own_configuration_fields() {
  return json::object(
      {{"cursor_column",
        configuration_field(11,
                            {.label = "Column that grows with every change",
                             .default_value = "",
                             .required = false,
                             .advanced = true,
                             .tooltip = "Incremental syncs read only rows that have there at least the highest value of the last one."})},
       {"keep_id_as",
        configuration_field(12, {.label = "Keep a column id as",
                                 .default_value = "",
                                 .required = false,
                                 .advanced = true,
                                 .tooltip = "A document's id takes the place of a column of that name; its value goes here."})},
       {"max_parallel_tables", configuration_field(13, {.label = "Tables read at the same time",
                                                        .type = "int",
                                                        .value = 2,
                                                        .default_value = 2,
                                                        .required = false,
                                                        .advanced = true})}});
}

}  // namespace headrace::sources::mysql
