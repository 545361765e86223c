// headrace job list | view | watch | start | cancel
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/job_watch.h"
#include "cli/output.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

constexpr std::string_view jobs_path = "/_connector/_sync_job";

std::string job_path(std::string_view id) { return fmt::format("{}/{}", jobs_path, http::percent_encode(id)); }

struct ListOptions {
  std::string status, connector, type, order;
  std::uint64_t from = 0, size = 100;
};

std::string list_target(const ListOptions& options) {
  std::string target = fmt::format("{}?from={}&size={}", jobs_path, options.from, options.size);
  const auto add = [&target](std::string_view name, const std::string& value) {
    if (!value.empty()) target += fmt::format("&{}={}", name, http::percent_encode(value));
  };
  add("status", options.status);
  add("connector_id", options.connector);
  add("job_type", options.type);
  add("order", options.order);
  return target;
}

const std::vector<Column>& job_columns() {
  static const std::vector<Column> columns = {
      column("ID", "id"),
      column("CONNECTOR", "connector.id"),
      column("TYPE", "job_type"),
      column("STATUS", "status"),
      column("CREATED", "created_at"),
      {"TOOK", [](const json::Value& job) { return duration_between(job.text("started_at"), job.text("completed_at")); }},
      column("INDEXED", "indexed_document_count"),
      column("DELETED", "deleted_document_count"),
      column("ERROR", "error"),
  };
  return columns;
}

std::expected<Exit, Failure> list_jobs(ServerApi& server, const Context& context, const ListOptions& options) {
  std::uint64_t all = 0;
  auto jobs = server.get_list(list_target(options), "results", &all);
  if (!jobs) return std::unexpected(jobs.error());
  std::fputs(format_rows(context, *jobs, job_columns()).c_str(), stdout);
  const auto shown = jobs->size();
  if (!context.quiet && context.output == OutputFormat::table && shown < all) {
    std::fprintf(stderr, "%zu of %llu jobs; more with --from %llu\n", shown, static_cast<unsigned long long>(all),
                 static_cast<unsigned long long>(options.from + shown));
  }
  return Exit::done;
}

void add_list(CLI::App& family, Context& context) {
  auto options = std::make_shared<ListOptions>();
  auto* command = family.add_subcommand("list", "Sync jobs, oldest first");
  command->add_option("--status", options->status, "Only with this status (a comma list is fine)");
  command->add_option("--connector", options->connector, "Only of this connector");
  command->add_option("--type", options->type, "Only of these types: full, incremental, access_control");
  command->add_option("--order", options->order, "asc (default) or desc");
  command->add_option("--from", options->from, "Skip so many");
  command->add_option("-n,--size", options->size, "Show at most so many (100)");
  command->callback([&context, options] { with_server(context, [&](ServerApi& server) { return list_jobs(server, context, *options); }); });
}

void add_view(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command = family.add_subcommand("view", "Everything about one job");
  command->add_option("ID", *id, "Id of the job")->required();
  command->callback([&context, id] {
    with_server(context, [&](ServerApi& server) -> std::expected<Exit, Failure> {
      auto job = server.get(job_path(*id));
      if (!job) return std::unexpected(job.error());
      std::fputs(format_object(context, *job).c_str(), stdout);
      return Exit::done;
    });
  });
}

void add_watch(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command =
      family.add_subcommand("watch", "Follow a job until it ends; the exit status is its outcome (0 completed, 1 error, 3 canceled)");
  command->add_option("ID", *id, "Id of the job")->required();
  command->callback([&context, id] { with_server(context, [&](ServerApi& server) { return watch_job(server, job_path(*id)); }); });
}

struct StartOptions {
  std::string connector, type = "full";
  bool wait = false;
};

std::expected<Exit, Failure> start_job(ServerApi& server, const StartOptions& options) {
  const auto body = json::object({{"id", options.connector}, {"job_type", options.type}, {"trigger_method", "on_demand"}});
  auto created = server.send("POST", jobs_path, json::write(body));
  if (!created) return std::unexpected(created.error());
  const std::string id(created->text("id"));
  std::printf("%s\n", id.c_str());
  std::fflush(stdout);
  return options.wait ? watch_job(server, job_path(id)) : Exit::done;
}

void add_start(CLI::App& family, Context& context) {
  auto options = std::make_shared<StartOptions>();
  auto* command = family.add_subcommand("start", "Start a sync; prints the id of the job");
  command->add_option("CONNECTOR", options->connector, "Id of the connector")->required();
  command->add_option("--type", options->type, "full, incremental or access_control");
  command->add_flag("--wait", options->wait, "Follow it until it ends; the exit status is its outcome");
  command->callback([&context, options] { with_server(context, [&](ServerApi& server) { return start_job(server, *options); }); });
}

void add_cancel(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command = family.add_subcommand("cancel", "Cancel a job");
  command->add_option("ID", *id, "Id of the job")->required();
  command->callback([&context, id] {
    with_server(context, [&](ServerApi& server) -> std::expected<Exit, Failure> {
      auto answer = server.send("PUT", job_path(*id) + "/_cancel");
      if (!answer) return std::unexpected(answer.error());
      auto job = server.get(job_path(*id));
      if (!job) return std::unexpected(job.error());
      std::printf("%s\n", std::string(job->text("status")).c_str());
      return Exit::done;
    });
  });
}

}  // namespace

void add_job_commands(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("job", "Sync jobs");
  family->require_subcommand(1);
  add_list(*family, context);
  add_view(*family, context);
  add_watch(*family, context);
  add_start(*family, context);
  add_cancel(*family, context);
}

}  // namespace headrace::cli
