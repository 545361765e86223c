// headrace serve: puts the rooms together and takes them down in order.
#include <unistd.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/file_reader.h"
#include "cli/first_password.h"
#include "cli/host_name.h"
#include "cli/serve_settings.h"
#include "cli/signals.h"
#include "cli/version.h"
#include "engine/embedded/embedded_engine.h"
#include "http/server.h"
#include "rest/api.h"
#include "security/configuration_sealing.h"
#include "service/direct_backend.h"
#include "service/housekeeping.h"
#include "service/service.h"

namespace headrace::cli {
namespace {

constexpr std::chrono::seconds grace{5};

/// An error whose reason is what, why and what to do in three lines.
Failure start_failure(const Error& error) { return {Exit::failed, error.reason, "", ""}; }

/// A failed write or sync is never tried again: what is on disk is unknown, so nothing more may be acknowledged.
[[noreturn]] void stop_at_once(const std::string& what) {
  base::log_error("engine", "stopping: a write to the data folder failed", {{"error.message", what}});
  std::_Exit(static_cast<int>(Exit::failed));
}

/// What the service inside is told; its reader of files is that of the pipelines, too.
Result<service::Settings> service_settings(const ServeSettings& settings) {
  service::Settings wanted;
  if (!settings.configuration_file.empty()) {
    TRY(auto file, service::read_configuration_file(settings.configuration_file));
    wanted = std::move(file.settings);
  }
  wanted.files = file_reader(wanted.extraction_service);
  wanted.native_connectors = true;
  wanted.hostname = host_name();
  if (wanted.instance.empty()) {
    TRY(wanted.instance, service::instance_id(settings.data));
  }
  return wanted;
}

class RunningServer {
 public:
  /// Opens the data, listens, starts to answer, starts the service.
  static Result<std::unique_ptr<RunningServer>> start(const ServeSettings& settings) {
    const auto began = std::chrono::steady_clock::now();
    std::unique_ptr<RunningServer> server(new RunningServer);
    TRY_VOID(server->open_key_file(settings));
    TRY(server->engine_, engine::embedded::open({.folder = settings.data,
                                                 .sealing = server->sealing_.get(),
                                                 .document_cache_bytes = settings.document_cache,
                                                 .text_index_from = settings.text_index_from,
                                                 .on_fatal = stop_at_once}));
    if (!settings.no_auth) TRY_VOID(ensure_password(server->engine_->state(), settings.data));
    TRY(auto for_service, service_settings(settings));
    server->files_ = for_service.files;
    const auto mode = settings.strict ? control::Mode::strict : control::Mode::standard;
    TRY_VOID(server->listen(settings, mode, for_service.idle_limit));
    server->server_->start();
    if (!settings.no_service) server->start_service(mode, std::move(for_service));
    server->keep_house(settings);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    base::log_info("serve", settings.no_auth ? "ready, without authentication" : "ready",
                   {{"url.full", server->url(settings.listen)}, {"data", settings.data}, {"ready_ms", std::to_string(took.count())}});
    return server;
  }

  /// Running requests and jobs have the grace; then all is closed.
  void stop() {
    is_stopping_ = true;
    std::thread jobs([this] {
      if (service_) service_->stop(grace);
    });
    server_->stop(grace);
    files_->stop();
    housekeeping_.reset();
    jobs.join();
    service_.reset();
    backend_.reset();
    engine_->close();
  }

 private:
  RunningServer() = default;

  /// Only together with a new data folder, where no value can be sealed with a key that was lost.
  Result<void> open_key_file(const ServeSettings& settings) {
    key_file_ = std::make_shared<crypto::KeyFile>(settings.sealing_key_file);
    sealing_ = std::make_unique<security::ConfigurationSealing>(key_file_);
    std::error_code ignored;
    const bool is_new = !std::filesystem::exists(settings.data, ignored) || std::filesystem::is_empty(settings.data, ignored);
    if (settings.makes_key && is_new) TRY_VOID(key_file_->load_or_make());
    TRY_VOID(key_file_->load());  // a file that is there and cannot be used is told now, not with the first secret
    return {};
  }

  Result<void> listen(const ServeSettings& settings, control::Mode mode, std::chrono::seconds idle_limit) {
    rest::ApiOptions options{.mode = mode, .idle_limit = idle_limit};
    if (!settings.version.empty()) options.version = settings.version;
    if (!settings.license_type.empty()) options.license_type = settings.license_type;
    if (!settings.cluster_name.empty()) options.cluster_name = settings.cluster_name;
    TRY(options.cluster_uuid, service::instance_id(settings.data));
    options.cluster_uuid.resize(22, '0');  // as long as the original's
    options.authentication = !settings.no_auth;
    options.key_file = key_file_;
    options.program_version = HEADRACE_VERSION;
    TRY(options.retention, control::read_retention(settings.retention_age, settings.retention_count));
    options.node_name = host_name();
    options.files = files_;
    options.fault = [this] { return is_stopping_ ? std::string("the server is stopping") : std::string(); };
    api_ = std::make_unique<rest::Api>(*engine_, std::move(options));
    TRY(server_,
        http::Server::listen(
            {.host = settings.listen, .port = settings.port}, [this](http::Request request) { return api_->handle(std::move(request)); },
            [this](http::ProtocolFault fault, const std::string& detail) { return api_->protocol_fault(fault, detail); }));
    return {};
  }

  /// The original keeps every job: so does strict mode. What is told beside them it does not know.
  void keep_house(const ServeSettings& settings) {
    service::HousekeepingOptions options{.job_log_age = settings.job_log_age == keep_job_logs ? std::string() : settings.job_log_age};
    if (!settings.strict) options.retention = control::read_retention(settings.retention_age, settings.retention_count).value();
    housekeeping_ = std::make_unique<service::Housekeeping>(*engine_, std::move(options));
  }

  void start_service(control::Mode mode, service::Settings settings) {
    backend_ = service::direct_backend(*engine_, mode, settings.idle_limit);
    service_ = std::make_unique<service::Service>(*backend_, std::move(settings));
    service_->start();
  }

  [[nodiscard]] std::string url(const std::string& host) const {
    const bool is_ipv6 = host.find(':') != std::string::npos && !host.starts_with('[');
    return fmt::format("http://{}:{}", is_ipv6 ? "[" + host + "]" : host, server_->port());
  }

  // In the order of their making; each uses those above it.
  std::shared_ptr<crypto::KeyFile> key_file_;
  std::unique_ptr<security::ConfigurationSealing> sealing_;
  std::unique_ptr<engine::Engine> engine_;
  std::shared_ptr<extract::ServerReader> files_;
  std::unique_ptr<rest::Api> api_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<service::Backend> backend_;
  std::unique_ptr<service::Service> service_;
  std::unique_ptr<service::Housekeeping> housekeeping_;
  std::atomic<bool> is_stopping_ = false;
};

std::expected<Exit, Failure> serve(const CLI::App& command, ServeSettings& settings) {
  if (auto complete = complete_serve_settings(command, settings); !complete) return std::unexpected(complete.error());
  start_logging(settings.log);
  hold_signals();
  auto server = RunningServer::start(settings);
  if (!server) return std::unexpected(start_failure(server.error()));
  wait_for_signal();
  base::log_info("serve", "stopping");
  (*server)->stop();
  base::log_info("serve", "stopped");
  return Exit::done;
}

}  // namespace

void add_serve_command(CLI::App& app, Context& context) {
  auto settings = std::make_shared<ServeSettings>();
  auto* command = app.add_subcommand("serve", "The server: the API, the documents, and the connector service");
  add_serve_options(*command, *settings);
  command->callback([&context, command, settings] {
    const auto outcome = serve(*command, *settings);
    if (!outcome) print_failure(outcome.error());
    context.exit = outcome ? *outcome : outcome.error().exit;
  });
}

}  // namespace headrace::cli
