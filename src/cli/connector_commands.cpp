// headrace connector list | view | create | test
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/connector_settings.h"
#include "cli/output.h"
#include "http/router.h"
#include "service/connector_events.h"

namespace headrace::cli {
namespace {

std::string connector_path(std::string_view id) { return "/_connector/" + http::percent_encode(id); }

struct ListOptions {
  std::string service_type, index, query;
  std::uint64_t from = 0, size = 100;
};

const std::vector<Column>& connector_columns() {
  static const std::vector<Column> columns = {
      column("ID", "id"),
      column("NAME", "name"),
      column("TYPE", "service_type"),
      column("INDEX", "index_name"),
      column("STATUS", "status"),
      column("LAST SYNC", "last_synced"),
      column("LAST STATUS", "last_sync_status"),
      column("ERROR", "error"),
  };
  return columns;
}

std::expected<Exit, Failure> list_connectors(ServerApi& server, const Context& context, const ListOptions& options) {
  std::string target = fmt::format("/_connector?from={}&size={}", options.from, options.size);
  const auto add = [&target](std::string_view name, const std::string& value) {
    if (!value.empty()) target += fmt::format("&{}={}", name, http::percent_encode(value));
  };
  add("service_type", options.service_type);
  add("index_name", options.index);
  add("query", options.query);
  auto connectors = server.get_list(target, "results");
  if (!connectors) return std::unexpected(connectors.error());
  std::fputs(format_rows(context, *connectors, connector_columns()).c_str(), stdout);
  return Exit::done;
}

void add_list(CLI::App& family, Context& context) {
  auto options = std::make_shared<ListOptions>();
  auto* command = family.add_subcommand("list", "Connectors by index name");
  command->add_option("--type", options->service_type, "Only of these service types (comma list)");
  command->add_option("--index", options->index, "Only with these index names (comma list)");
  command->add_option("--query", options->query, "Part of a name or index name");
  command->add_option("--from", options->from, "Skip so many");
  command->add_option("-n,--size", options->size, "Show at most so many (100)");
  command->callback(
      [&context, options] { with_server(context, [&](ServerApi& server) { return list_connectors(server, context, *options); }); });
}

/// The last events in the log of a connector, newest first. Who may not read it sees none.
std::expected<json::Array, Failure> connector_events(ServerApi& server, const std::string& id) {
  constexpr int shown = 10;
  const auto body = json::object({{"query", json::object({{"term", json::object({{"connector_id", id}})}})},
                                  {"sort", json::Array{json::object({{"@timestamp", "desc"}})}},
                                  {"size", shown}});
  auto found = server.send("POST", fmt::format("/{}/_search?ignore_unavailable=true", service::event_log_index), json::write(body));
  if (!found && found.error().exit == Exit::not_allowed) return json::Array();
  if (!found) return std::unexpected(found.error());
  return server.list_in(*found, "hits.hits");
}

const std::vector<Column>& event_columns() {
  static const std::vector<Column> columns = {column("TIME", "_source.@timestamp"), column("LEVEL", "_source.level"),
                                              column("EVENT", "_source.event"), column("MESSAGE", "_source.message")};
  return columns;
}

/// For people only: programs get the connector as the API gives it.
std::expected<Exit, Failure> view_connector(ServerApi& server, const Context& context, const std::string& id) {
  auto connector = server.get(connector_path(id));
  if (!connector) return std::unexpected(connector.error());
  std::fputs(format_object(context, *connector).c_str(), stdout);
  if (context.output != OutputFormat::table || context.quiet) return Exit::done;
  auto events = connector_events(server, id);
  if (!events) return std::unexpected(events.error());
  if (!events->empty()) std::printf("\n%s", format_rows(context, *events, event_columns()).c_str());
  return Exit::done;
}

void add_view(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command = family.add_subcommand("view", "Everything about one connector, with the last events in its log");
  command->add_option("ID", *id, "Id of the connector")->required();
  command->callback([&context, id] { with_server(context, [&](ServerApi& server) { return view_connector(server, context, *id); }); });
}

struct CreateOptions {
  std::string id, name, service_type, index, description, language;
  bool native = false;
  std::vector<std::string> settings;  ///< field=value
};

json::Value creation_body(const CreateOptions& options) {
  json::Value body{json::Object{}};
  const auto add = [&body](std::string_view name, const std::string& value) {
    if (!value.empty()) body.set(name, value);
  };
  add("name", options.name);
  add("service_type", options.service_type);
  add("index_name", options.index);
  add("description", options.description);
  add("language", options.language);
  body.set("is_native", options.native);
  return body;
}

std::expected<Exit, Failure> create_connector(ServerApi& server, const CreateOptions& options) {
  auto configuration = configuration_body(options.service_type, options.settings);
  if (!configuration) return std::unexpected(configuration.error());
  const auto body = json::write(creation_body(options));
  auto created = options.id.empty() ? server.send("POST", "/_connector", body) : server.send("PUT", connector_path(options.id), body);
  if (!created) return std::unexpected(created.error());
  const std::string id(created->text("id"));
  std::printf("%s\n", id.c_str());
  if (options.settings.empty()) return Exit::done;
  auto configured = server.send("PUT", connector_path(id) + "/_configuration", json::write(*configuration));
  if (!configured) return std::unexpected(configured.error());
  return Exit::done;
}

void add_create(CLI::App& family, Context& context) {
  auto options = std::make_shared<CreateOptions>();
  auto* command = family.add_subcommand("create", "Create a connector; prints its id");
  command->add_option("ID", options->id, "Id (else one is made)");
  command->add_option("--name", options->name, "Name for people");
  command->add_option("--type", options->service_type, "Service type, such as dir");
  command->add_option("--index", options->index, "Index that the documents go to");
  command->add_option("--description", options->description, "Description");
  command->add_option("--language", options->language, "Language of the documents");
  command->add_flag("--native", options->native, "Let the server's own service run it");
  command->add_option("--set", options->settings, "Configuration, FIELD=VALUE; may be repeated")->take_all();
  command->callback([&context, options] { with_server(context, [&](ServerApi& server) { return create_connector(server, *options); }); });
}

}  // namespace

void add_connector_commands(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("connector", "Connectors");
  family->require_subcommand(1);
  add_list(*family, context);
  add_view(*family, context);
  add_create(*family, context);
  add_connector_test(*family, context);
}

}  // namespace headrace::cli
