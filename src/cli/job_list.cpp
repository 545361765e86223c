#include "cli/job_list.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

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

struct FoundJobs {
  json::Array jobs = {};
  std::uint64_t all = 0;  ///< that match
};

/// In pages: by cursor, which jobs made meanwhile do not shift; from a place in the middle by number.
std::expected<FoundJobs, Failure> find_jobs(ServerApi& server, JobListOptions options) {
  FoundJobs found;
  const auto wanted = options.size;
  std::optional<std::string> cursor;
  if (wanted > most_jobs_a_page && options.from == 0) cursor = "";
  for (;;) {
    const auto page = std::min(wanted - found.jobs.size(), most_jobs_a_page);
    auto answer = server.get(job_list_target(options, page, cursor));
    if (!answer) return std::unexpected(answer.error());
    auto jobs = server.list_in(*answer, "results");
    if (!jobs) return std::unexpected(jobs.error());
    found.all = static_cast<std::uint64_t>(answer->number("count"));
    found.jobs.insert(found.jobs.end(), std::make_move_iterator(jobs->begin()), std::make_move_iterator(jobs->end()));
    options.from += jobs->size();
    if (found.jobs.size() >= wanted || jobs->empty()) return found;
    if (cursor) cursor = std::string(answer->text("next"));
    if (cursor ? cursor->empty() : jobs->size() < page) return found;
  }
}

std::expected<Exit, Failure> list_jobs(ServerApi& server, const Context& context, const JobListOptions& options) {
  auto found = find_jobs(server, options);
  if (!found) return std::unexpected(found.error());
  std::fputs(format_rows(context, found->jobs, job_columns()).c_str(), stdout);
  const auto shown = found->jobs.size();
  if (!context.quiet && context.output == OutputFormat::table && shown < found->all) {
    std::fprintf(stderr, "%zu of %llu jobs; more with --from %llu\n", shown, static_cast<unsigned long long>(found->all),
                 static_cast<unsigned long long>(options.from + shown));
  }
  return Exit::done;
}

/// `2d` is two days ago; everything else goes to the server as it is.
std::string moment(const std::string& text) {
  if (text.size() < 2 || !std::string_view("smhHdwMy").contains(text.back())) return text;
  const bool is_span = text.find_first_not_of("0123456789") == text.size() - 1;
  return is_span ? "now-" + text : text;
}

}  // namespace

std::string job_list_target(const JobListOptions& options, std::uint64_t page, const std::optional<std::string>& cursor) {
  std::string target = fmt::format("/_connector/_sync_job?size={}", page);
  const auto add = [&target](std::string_view name, const std::string& value) {
    if (!value.empty()) target += fmt::format("&{}={}", name, http::percent_encode(value));
  };
  if (!cursor) add("from", std::to_string(options.from));
  if (cursor) target += "&cursor=" + *cursor;
  add("status", options.status);
  add(options.connector.contains(',') ? "connector_ids" : "connector_id", options.connector);
  add("job_type", options.type);
  add("trigger_method", options.trigger);
  add("index_name", options.index_name);
  add("service_type", options.service_type);
  add("since", moment(options.since));
  add("until", moment(options.until));
  add("q", options.query);
  add("order", options.order);
  return target;
}

void add_job_list(CLI::App& family, Context& context) {
  auto options = std::make_shared<JobListOptions>();
  auto* command = family.add_subcommand("list", "Sync jobs, oldest first");
  command->add_option("--status", options->status, "Only with this status (a comma list is fine)");
  command->add_option("--connector", options->connector, "Only of this connector (a comma list is fine)");
  command->add_option("--type", options->type, "Only of these types: full, incremental, access_control");
  command->add_option("--trigger", options->trigger, "Only started so: on_demand or scheduled");
  command->add_option("--index", options->index_name, "Only into this index");
  command->add_option("--service-type", options->service_type, "Only of connectors of this type");
  command->add_option("--since", options->since, "Only created then or later: a date, or as in now-2d or 2d");
  command->add_option("--until", options->until, "Only created before");
  command->add_option("--error", options->query, "Only with these words in the error");
  command->add_option("--order", options->order, "asc (default) or desc");
  command->add_option("--from", options->from, "Skip so many");
  command->add_option("-n,--size", options->size, "Show at most so many (100)");
  command->callback([&context, options] { with_server(context, [&](ServerApi& server) { return list_jobs(server, context, *options); }); });
}

}  // namespace headrace::cli
