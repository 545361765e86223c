// headrace job list | view | watch | start | rerun | cancel
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/job_list.h"
#include "cli/job_notes.h"
#include "cli/job_watch.h"
#include "cli/output.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

constexpr std::string_view jobs_path = "/_connector/_sync_job";

std::string job_path(std::string_view id) { return fmt::format("{}/{}", jobs_path, http::percent_encode(id)); }

void add_view(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto wanted = std::make_shared<WantedNotes>();
  auto* command = family.add_subcommand("view", "Everything about one job");
  command->add_option("ID", *id, "Id of the job")->required();
  command->add_flag("--log", wanted->log, "With the lines of its log");
  command->add_flag("--failures", wanted->failures, "With the documents that failed");
  command->callback([&context, id, wanted] {
    with_server(context, [&](ServerApi& server) -> std::expected<Exit, Failure> {
      auto job = server.get(job_path(*id));
      if (!job) return std::unexpected(job.error());
      const auto text = job_with_notes(server, context, std::move(*job), *wanted);
      if (!text) return std::unexpected(text.error());
      std::fputs(text->c_str(), stdout);
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

std::expected<json::Value, Failure> create_job(ServerApi& server, std::string_view connector, std::string_view type) {
  const auto body = json::object({{"id", connector}, {"job_type", type}, {"trigger_method", "on_demand"}});
  return server.send("POST", jobs_path, json::write(body));
}

/// Prints the id of a job that was made, and follows it where that is asked for.
std::expected<Exit, Failure> show_made(ServerApi& server, const std::expected<json::Value, Failure>& created, bool wait) {
  if (!created) return std::unexpected(created.error());
  const std::string id(created->text("id"));
  std::printf("%s\n", id.c_str());
  std::fflush(stdout);
  return wait ? watch_job(server, job_path(id)) : Exit::done;
}

std::expected<Exit, Failure> start_job(ServerApi& server, const StartOptions& options) {
  return show_made(server, create_job(server, options.connector, options.type), options.wait);
}

/// A target that is not Headrace has no such call; there the same is done in two steps.
std::expected<Exit, Failure> rerun_job(ServerApi& server, const std::string& id, bool wait) {
  auto job = server.get(job_path(id));
  if (!job) return std::unexpected(job.error());
  auto created = server.send("POST", fmt::format("/_headrace/sync_jobs/{}/_rerun", http::percent_encode(id)));
  if (!created && created.error().exit == Exit::failed) {
    const auto* connector = job->at_path("connector.id");
    created = create_job(server, connector == nullptr ? "" : plain(*connector), job->text("job_type"));
  }
  return show_made(server, created, wait);
}

void add_start(CLI::App& family, Context& context) {
  auto options = std::make_shared<StartOptions>();
  auto* command = family.add_subcommand("start", "Start a sync; prints the id of the job");
  command->add_option("CONNECTOR", options->connector, "Id of the connector")->required();
  command->add_option("--type", options->type, "full, incremental or access_control");
  command->add_flag("--wait", options->wait, "Follow it until it ends; the exit status is its outcome");
  command->callback([&context, options] { with_server(context, [&](ServerApi& server) { return start_job(server, *options); }); });
}

void add_rerun(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto wait = std::make_shared<bool>(false);
  auto* command = family.add_subcommand("rerun", "Start a sync like this one; prints the id of the new job");
  command->add_option("ID", *id, "Id of the job, which stays as it is")->required();
  command->add_flag("--wait", *wait, "Follow the new one until it ends; the exit status is its outcome");
  command->callback([&context, id, wait] { with_server(context, [&](ServerApi& server) { return rerun_job(server, *id, *wait); }); });
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
  add_job_list(*family, context);
  add_view(*family, context);
  add_watch(*family, context);
  add_start(*family, context);
  add_rerun(*family, context);
  add_cancel(*family, context);
}

}  // namespace headrace::cli
