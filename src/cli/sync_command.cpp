// headrace sync: one sync in the foreground, or none at all (--dry-run).
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <thread>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/file_reader.h"
#include "cli/host_name.h"
#include "cli/job_notes.h"
#include "cli/job_watch.h"
#include "cli/serve_settings.h"
#include "cli/signals.h"
#include "http/router.h"
#include "service/dry_run.h"
#include "service/foreground.h"
#include "service/http_backend.h"
#include "service/probe.h"
#include "sources/registry/registry.h"

namespace headrace::cli {
namespace {

constexpr std::chrono::seconds grace{5};
/// Failed documents that are shown in the end.
constexpr std::size_t most_failures = 20;

struct SyncOptions {
  std::string connector;
  std::string type = "full";
  std::size_t limit = 10;
  bool dry_run = false;
  LogSettings log = {.level = "error"};
};

/// What both ways need. Stands still while they run.
class Workshop {
 public:
  explicit Workshop(const Target& target)
      : server_(ServerApi::of(target)),
        backend_(service::http_backend({.base_url = target.url, .authorization = target.authorization},
                                       {.tries = 3, .interval = std::chrono::seconds(1)})) {
    settings_.instance = base::make_id();  // of this run alone
    settings_.hostname = host_name();
    settings_.job_heartbeat_interval = std::chrono::seconds(1);
    settings_.files = file_reader(settings_.extraction_service);
  }

  ServerApi& server() { return server_; }
  service::Context context() { return {*backend_, settings_, base::system_clock(), sources::find_source_type}; }

  /// The connector as the API shows it, with all its values.
  std::expected<json::Value, Failure> connector(const std::string& id) {
    auto found = server_.get("/_connector/" + http::percent_encode(id));
    if (!found) return found;
    const auto* configuration = found->find("configuration");
    const auto hidden = service::hidden_fields(configuration == nullptr ? json::Value() : *configuration);
    if (hidden.empty()) return found;
    return std::unexpected(Failure{Exit::not_allowed, fmt::format("The source of [{}] cannot be read from here.", id),
                                   service::hidden_fields_advice(hidden), ""});
  }

 private:
  ServerApi server_;
  std::unique_ptr<service::Backend> backend_;
  service::Settings settings_;
};

/// Errors of a source are one sentence; what is refused before there is a source has its three lines already.
Failure failed(const SyncOptions& options, const Error& error) {
  auto failure = failure_of(error);
  if (failure.why.empty()) {
    failure = {Exit::failed, fmt::format("The sync of [{}] cannot be run.", options.connector), error.reason,
               fmt::format("`headrace connector test {}` looks at its source.", options.connector)};
  }
  failure.exit = exit_of(error.kind);
  return failure;
}

void say(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

void print_report(const SyncOptions& options, const service::DryRunReport& report) {
  for (const auto& note : report.notes) say(note);
  say(fmt::format("{} documents read, {} filtered by the sync rules, {} failed, {} without text, {} to be deleted.", report.read,
                  report.filtered, report.failed, report.without_text, report.removed));
  if (report.is_whole) return say(fmt::format("Nothing was written: these are all {}.", report.shown));
  say(fmt::format("Nothing was written: these are the first {}; --limit {} shows more.", report.shown, options.limit * 10));
}

std::expected<Exit, Failure> run_dry(Workshop& workshop, const SyncOptions& options, control::SyncJobType type) {
  const auto connector = workshop.connector(options.connector);
  if (!connector) return std::unexpected(connector.error());
  const auto show = [](std::string_view body) { std::printf("%.*s\n", static_cast<int>(body.size()), body.data()); };
  const auto report = service::dry_run(workshop.context(), options.connector, *connector, type, {.limit = options.limit, .show = show});
  if (!report) return std::unexpected(failed(options, report.error()));
  print_report(options, *report);
  return Exit::done;
}

/// Shows how it goes until it has ended; a signal suspends it.
void follow(service::ForegroundSync& sync, service::Backend& backend) {
  ProgressPrinter printer;
  std::thread signals([&] {
    wait_for_signal();
    sync.suspend(grace);  // does nothing to one that has ended
  });
  auto& clock = base::system_clock();
  while (!sync.wait_until(clock.now() + std::chrono::seconds(1))) {
    if (const auto job = backend.job(sync.job_id()); job && *job) printer.show((*job)->source);
  }
  if (const auto job = backend.job(sync.job_id()); job && *job) printer.show((*job)->source);
  printer.finish();
  end_wait();
  signals.join();
}

std::expected<Exit, Failure> print_outcome(ServerApi& server, const Context& context, const std::string& job_id) {
  auto job = server.get("/_connector/_sync_job/" + http::percent_encode(job_id));
  if (!job) return std::unexpected(job.error());
  auto failures = job_failures(server, job_id);
  if (!failures) return std::unexpected(failures.error());
  auto summary = json::object({{"id", job_id}});
  for (const auto* field : {"status", "error", "indexed_document_count", "deleted_document_count", "indexed_document_volume",
                            "total_document_count", "started_at", "completed_at"}) {
    if (const auto* value = job->find(field); value != nullptr && !value->is_null()) summary.set(field, *value);
  }
  std::fputs(format_object(context, summary).c_str(), stdout);
  const auto all = failures->size();
  failures->resize(std::min(all, most_failures));
  if (all > 0 && context.output == OutputFormat::table && !context.quiet) std::printf("\n%s", format_failures(context, *failures).c_str());
  if (all > most_failures)
    say(fmt::format("{} of {} failed documents; `headrace job view {} --failures` shows all.", most_failures, all, job_id));
  if (job->text("status") == "suspended") say("The job is suspended: a service that serves the connector goes on with it.");
  return outcome_of(job->text("status")).value_or(Exit::cancelled);
}

std::expected<Exit, Failure> run_whole(Workshop& workshop, const Context& context, const SyncOptions& options, control::SyncJobType type) {
  if (const auto connector = workshop.connector(options.connector); !connector) return std::unexpected(connector.error());
  const auto surroundings = workshop.context();
  auto claimed = service::claim_new(surroundings, options.connector, type);
  if (!claimed) return std::unexpected(failed(options, claimed.error()));
  const auto id = claimed->job.id;
  {
    service::ForegroundSync sync(surroundings, std::move(*claimed));
    follow(sync, surroundings.backend);
  }
  return print_outcome(workshop.server(), context, id);
}

std::expected<Exit, Failure> sync(const Context& context, const SyncOptions& options) {
  const auto type = control::parse_sync_job_type(options.type);
  if (!type)
    return std::unexpected(
        Failure{Exit::usage, "There is no such type of sync.", type.error().reason, "Use full, incremental or access_control."});
  auto target = find_target(context.url);
  if (!target) return std::unexpected(target.error());
  start_logging(options.log);
  if (!options.dry_run) hold_signals();
  Workshop workshop(*target);
  return options.dry_run ? run_dry(workshop, options, *type) : run_whole(workshop, context, options, *type);
}

}  // namespace

void add_sync_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<SyncOptions>();
  auto* command = app.add_subcommand(
      "sync", "Run one sync here and now; the exit status is its outcome (0 completed, 1 error, 3 canceled or suspended)");
  command->add_option("CONNECTOR", options->connector, "Id of the connector")->required();
  command->add_option("--type", options->type, "full, incremental or access_control");
  command->add_flag("--dry-run", options->dry_run, "Write nothing: print the first documents as they would be written, a line each");
  command->add_option("--limit", options->limit, "With --dry-run: so many documents (10)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}))
      ->needs(command->get_option("--dry-run"));
  add_log_options(*command, options->log);
  command->callback([&context, options] { finish(context, sync(context, *options)); });
}

}  // namespace headrace::cli
