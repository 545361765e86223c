// headrace work: the connector service alone, over HTTP.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/file_reader.h"
#include "cli/host_name.h"
#include "cli/serve_settings.h"
#include "cli/signals.h"
#include "service/http_backend.h"
#include "service/service.h"

namespace headrace::cli {
namespace {

struct WorkSettings {
  std::string configuration_file;
  std::string data = "./headrace-work";
  std::vector<std::string> connectors;
  bool native = false;
  bool no_auth = false;
  LogSettings log;
};

/// The file's settings, with what the command line says on top.
std::expected<service::ConfigurationFile, Failure> read_settings(const Context& context, const WorkSettings& settings) {
  service::ConfigurationFile file;
  if (!settings.configuration_file.empty()) {
    auto read = service::read_configuration_file(settings.configuration_file);
    if (!read) return std::unexpected(Failure{Exit::usage, read.error().reason, "", ""});
    file = std::move(*read);
  }
  if (!context.url.empty() || file.target.base_url.empty()) {
    auto target = find_target(context.url);
    if (!target) return std::unexpected(target.error());
    file.target.base_url = target->url;
    if (!target->authorization.empty()) file.target.authorization = target->authorization;
  }
  if (settings.no_auth) file.target.authorization.clear();
  auto& wanted = file.settings;
  wanted.connector_ids.insert(wanted.connector_ids.end(), settings.connectors.begin(), settings.connectors.end());
  wanted.native_connectors = wanted.native_connectors || settings.native;
  wanted.hostname = host_name();
  if (wanted.connector_ids.empty() && !wanted.native_connectors) {
    return std::unexpected(Failure{Exit::usage, "There is no connector to work for.",
                                   settings.configuration_file.empty() ? "Neither --connector nor --config was given."
                                                                       : settings.configuration_file + " lists none under `connectors:`.",
                                   "Name one with --connector ID, list them in the file, or take all native ones with --native."});
  }
  return file;
}

std::expected<Exit, Failure> work(const Context& context, const WorkSettings& settings) {
  auto file = read_settings(context, settings);
  if (!file) return std::unexpected(file.error());
  start_logging(settings.log);
  hold_signals();
  if (file->settings.instance.empty()) {
    auto instance = service::instance_id(settings.data);
    if (!instance) return std::unexpected(Failure{Exit::failed, instance.error().reason, "", ""});
    file->settings.instance = std::move(*instance);
  }
  file->settings.files = file_reader(file->settings.extraction_service);
  const auto url = file->target.base_url;
  const auto backend = service::http_backend(std::move(file->target));
  service::Service service(*backend, std::move(file->settings));
  service.start();
  base::log_info("work", "working", {{"url.full", url}});
  wait_for_signal();
  base::log_info("work", "stopping");
  service.stop(std::chrono::seconds(5));
  base::log_info("work", "stopped");
  return Exit::done;
}

}  // namespace

void add_work_command(CLI::App& app, Context& context) {
  auto settings = std::make_shared<WorkSettings>();
  auto* command = app.add_subcommand("work", "The connector service alone, for a server elsewhere (--url)");
  command->add_option("--config", settings->configuration_file, "Configuration file of the connector service (HEADRACE_CONFIG)")
      ->envname("HEADRACE_CONFIG");
  command->add_option("--data", settings->data, "Folder that keeps this service's identity (./headrace-work, HEADRACE_WORK_DATA)")
      ->envname("HEADRACE_WORK_DATA");
  command->add_option("--connector", settings->connectors, "Id of a connector to work for; may be repeated")->take_all();
  command->add_flag("--native", settings->native, "Work for all connectors with is_native");
  command->add_flag("--no-auth", settings->no_auth, "Send no credentials");
  add_log_options(*command, settings->log);
  command->callback([&context, settings] {
    const auto outcome = work(context, *settings);
    if (!outcome) print_failure(outcome.error());
    context.exit = outcome ? *outcome : outcome.error().exit;
  });
}

}  // namespace headrace::cli
