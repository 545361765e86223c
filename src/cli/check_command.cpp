// headrace check
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serve_settings.h"
#include "control/secrets.h"
#include "engine/embedded/check.h"
#include "security/configuration_sealing.h"

namespace headrace::cli {
namespace {

using engine::embedded::CheckReport;

struct CheckSettings {
  std::string data = "./headrace-data";
  std::string sealing_key_file;
};

json::Value shown(const engine::embedded::Problem& problem) {
  return json::object({{"store", problem.store}, {"index", problem.index}, {"id", problem.id}, {"problem", problem.what}});
}

json::Value shown(const CheckReport& report, bool has_keys) {
  json::Array problems;
  for (const auto& problem : report.problems) problems.push_back(shown(problem));
  return json::object({{"sealing_key", has_keys},
                       {"tables", report.tables},
                       {"indices", report.indices},
                       {"documents", report.documents},
                       {"list_records", report.list_records},
                       {"bytes", report.bytes},
                       {"problem_count", report.problem_count},
                       {"problems", std::move(problems)}});
}

void print(const Context& context, const CheckReport& report, bool has_keys) {
  if (context.output == OutputFormat::json) {
    std::fputs(json::write_pretty(shown(report, has_keys)).c_str(), stdout);
    return;
  }
  json::Array problems;
  for (const auto& problem : report.problems) problems.push_back(shown(problem));
  const std::vector<Column> columns{column("STORE", "store"), column("INDEX", "index"), column("ID", "id"), column("PROBLEM", "problem")};
  if (context.output != OutputFormat::table || !problems.empty()) std::fputs(format_rows(context, problems, columns).c_str(), stdout);
  if (context.output != OutputFormat::table || context.quiet) return;
  std::printf("%llu documents in %llu indices, %llu tables, %s%s: %llu problems.\n", static_cast<unsigned long long>(report.documents),
              static_cast<unsigned long long>(report.indices), static_cast<unsigned long long>(report.tables),
              size_text(report.bytes).c_str(), has_keys ? "" : " (sealed values were not opened: no key file)",
              static_cast<unsigned long long>(report.problem_count));
}

std::expected<Exit, Failure> check(const Context& context, const CheckSettings& settings) {
  const auto key_file = std::make_shared<crypto::KeyFile>(
      settings.sealing_key_file.empty() ? configuration_folder() / "sealing.key" : std::filesystem::path(settings.sealing_key_file));
  const auto keys = key_file->load();
  if (!keys)
    return std::unexpected(Failure{Exit::failed, "The sealing key cannot be used.", keys.error().reason,
                                   "Mend the file, or name another with --sealing-key-file."});
  security::ConfigurationSealing sealing(key_file);
  engine::embedded::CheckOptions options{.folder = settings.data, .sealing = &sealing, .has_keys = *keys != nullptr};
  if (*keys) {
    options.look = [&keys](std::string_view index, std::string_view id, const json::Value& source) -> std::string {
      if (index != engine::secrets_index || control::opens(**keys, id, source)) return "";
      return "the secret cannot be opened with the keys that are there";
    };
  }
  const auto report = engine::embedded::check(options);
  if (!report) return std::unexpected(failure_of(report.error()));
  print(context, *report, options.has_keys);
  return report->problem_count == 0 ? Exit::done : Exit::failed;
}

}  // namespace

void add_check_command(CLI::App& app, Context& context) {
  auto settings = std::make_shared<CheckSettings>();
  auto* command = app.add_subcommand("check", "Whether a data folder is whole; its server must not be running. 1 when it is not");
  command->add_option("--data", settings->data, "The data folder (./headrace-data, HEADRACE_DATA)")->envname("HEADRACE_DATA");
  command->add_option("--sealing-key-file", settings->sealing_key_file, "The file with the sealing keys (HEADRACE_SEALING_KEY_FILE)")
      ->envname("HEADRACE_SEALING_KEY_FILE");
  command->callback([&context, settings] {
    start_logging({.level = "warning"});
    finish(context, check(context, *settings));
  });
}

}  // namespace headrace::cli
