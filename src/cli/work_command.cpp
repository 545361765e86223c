// headrace work: the connector service alone, over HTTP.
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <thread>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/file_reader.h"
#include "cli/host_name.h"
#include "cli/serve_settings.h"
#include "cli/signals.h"
#include "service/http_backend.h"
#include "service/preflight.h"
#include "service/service.h"
#include "sources/registry/registry.h"

namespace headrace::cli {
namespace {

struct WorkSettings {
  std::string configuration_file;
  std::string data = "./headrace-work";
  std::vector<std::string> connectors;
  std::vector<std::string> actions;
  std::string service_type;
  bool native = false;
  bool no_auth = false;
  LogSettings log;
  bool log_level_is_given = false;
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
  if (!settings.actions.empty()) {
    wanted.actions = {false, false, false, false};
    for (const auto& action : settings.actions) std::ignore = service::select_action(action, wanted.actions);  // the option was checked
  }
  if (wanted.connector_ids.empty() && wanted.worker_types.empty() && !wanted.native_connectors) {
    return std::unexpected(Failure{Exit::usage, "There is no connector to work for.",
                                   settings.configuration_file.empty() ? "Neither --connector nor --config was given."
                                                                       : settings.configuration_file + " lists none under `connectors:`.",
                                   "Name one with --connector ID, list them in the file, or take all native ones with --native."});
  }
  return file;
}

/// The service from its first look at the target to its end. A signal ends it wherever it is (docs/spec/connector-service.md 2.4).
std::expected<Exit, Failure> run(service::ConfigurationFile file) {
  const auto url = file.target.base_url;
  const auto backend = service::http_backend(file.target, file.retry);
  service::Service service(*backend, std::move(file.settings));
  service::Interruption interruption;
  Result<bool> flown = false;
  std::thread beginning([&] {
    flown = service::preflight(std::move(file.target), *backend, file.preflight, interruption);
    if (!flown) return end_wait();
    if (!*flown) return;
    service.start();
    base::log_info("work", "working", {{"url.full", url}});
  });
  wait_for_signal();
  base::log_info("work", "stopping");
  interruption.interrupt();
  backend->interrupt();
  beginning.join();
  if (!flown) return std::unexpected(Failure{exit_of(flown.error().kind), flown.error().reason, "", ""});
  service.stop(std::chrono::seconds(5));
  base::log_info("work", "stopped");
  return Exit::done;
}

std::expected<Exit, Failure> work(const Context& context, WorkSettings settings) {
  auto file = read_settings(context, settings);
  if (!file) return std::unexpected(file.error());
  if (!settings.log_level_is_given && !file->log_level.empty()) settings.log.level = file->log_level;
  start_logging(settings.log);
  hold_signals();
  if (file->settings.instance.empty()) {
    auto instance = service::instance_id(settings.data);
    if (!instance) return std::unexpected(Failure{Exit::failed, instance.error().reason, "", ""});
    file->settings.instance = std::move(*instance);
  }
  file->settings.files = file_reader(file->settings.extraction_service);
  return run(std::move(*file));
}

/// Actions that only tell something (docs/spec/connector-service.md 2.2).
constexpr std::string_view list_action = "list";
constexpr std::string_view config_action = "config";

Exit list_sources() {
  for (const auto& type : sources::source_types()) std::printf("%s\n", type.service_type.c_str());
  return Exit::done;
}

std::expected<Exit, Failure> print_configuration(const std::string& service_type) {
  const auto* type = sources::find_source_type(service_type);
  if (type == nullptr) {
    return std::unexpected(Failure{Exit::usage, "There is no such source.", fmt::format("--service-type says [{}].", service_type),
                                   "`headrace work --action list` shows them."});
  }
  std::fputs(json::write_pretty(type->configuration).c_str(), stdout);
  return Exit::done;
}

std::expected<Exit, Failure> act(const Context& context, const WorkSettings& settings) {
  const auto& actions = settings.actions;
  const auto is_asked = [&](std::string_view name) { return std::ranges::find(actions, name) != actions.end(); };
  if (!is_asked(list_action) && !is_asked(config_action)) return work(context, settings);
  if (actions.size() > 1) {
    return std::unexpected(Failure{Exit::usage, "`list` and `config` stand alone.", "--action was given more than once.",
                                   "Ask for one of them, or for actions of the service."});
  }
  if (is_asked(list_action)) return list_sources();
  return print_configuration(settings.service_type);
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
  const std::vector<std::string> actions{"schedule", "sync_content",           "sync_access_control",
                                         "cleanup",  std::string(list_action), std::string(config_action)};
  command
      ->add_option("--action", settings->actions,
                   "What to do; may be repeated: schedule, sync_content, sync_access_control, cleanup (all four); or list (prints the "
                   "sources), config (prints the configuration of --service-type)")
      ->take_all()
      ->transform(CLI::IsMember(actions, CLI::ignore_case));
  command->add_option("--service-type", settings->service_type, "With --action config: of which source");
  command->add_flag("--native", settings->native, "Work for all connectors with is_native");
  command->add_flag("--no-auth", settings->no_auth, "Send no credentials");
  add_log_options(*command, settings->log);
  command->callback([&context, settings, command] {
    settings->log_level_is_given = command->get_option("--log-level")->count() > 0;
    const auto outcome = act(context, *settings);
    if (!outcome) print_failure(outcome.error());
    context.exit = outcome ? *outcome : outcome.error().exit;
  });
}

}  // namespace headrace::cli
