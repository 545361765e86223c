#include "cli/cli.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/strings.h"
#include "cli/commands.h"
#include "cli/version.h"

namespace headrace::cli {
namespace {

void add_shared_options(CLI::App& app, Context& context) {
  static const std::map<std::string, OutputFormat> formats = {
      {"table", OutputFormat::table}, {"json", OutputFormat::json}, {"jsonl", OutputFormat::jsonl}, {"csv", OutputFormat::csv}};
  app.add_option("--url", context.url, "Address of the server (else HEADRACE_URL, the configuration file, http://127.0.0.1:9200)");
  app.add_option("-o,--output", context.output, "table, json, jsonl or csv")
      ->transform(CLI::CheckedTransformer(formats).description("FORMAT"));
  app.add_flag("-q,--quiet", context.quiet, "Ids only");
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(sub->get_name());
  return names;
}

/// The word of the command line that stands where a command was expected and is none.
struct UnknownCommand {
  std::string path;  ///< the commands before it, such as "headrace job"
  std::optional<std::string> word;
  std::vector<std::string> near;
};

/// Walks the words of the command line as far as they are commands.
UnknownCommand find_unknown(const CLI::App& app, int argc, char** argv) {
  const CLI::App* level = &app;
  UnknownCommand unknown{.path = "headrace", .word = std::nullopt, .near = {}};
  for (int i = 1; i < argc && !subcommand_names(*level).empty(); ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) continue;
    const auto names = subcommand_names(*level);
    if (std::ranges::find(names, word) == names.end()) {
      unknown.word = word;
      unknown.near = base::similar_names(word, names);
      break;
    }
    level = level->get_subcommand(word);
    unknown.path += " " + word;
  }
  return unknown;
}

Failure wrong_usage(const CLI::App& app, int argc, char** argv, std::string_view problem) {
  const auto unknown = find_unknown(app, argc, argv);
  Failure failure{Exit::usage, "The command line cannot be read.", std::string(problem), fmt::format("Try `{} --help`.", unknown.path)};
  if (unknown.word) failure.why = fmt::format("`{}` has no command `{}`.", unknown.path, *unknown.word);
  if (!unknown.near.empty()) failure.advice = fmt::format("Did you mean `{} {}`?", unknown.path, unknown.near.front());
  return failure;
}

}  // namespace

int run(int argc, char** argv) {
  Context context;
  CLI::App app{"Headrace: the connector framework of Elasticsearch as one program"};
  app.name("headrace");
  app.set_version_flag("--version", "headrace " HEADRACE_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  add_shared_options(app, context);
  add_serve_command(app, context);
  add_work_command(app, context);
  add_job_commands(app, context);
  add_sync_command(app, context);
  add_connector_commands(app, context);
  add_index_commands(app, context);
  add_key_commands(app, context);
  add_secret_commands(app, context);
  add_login_command(app, context);
  add_password_command(app, context);
  add_extract_command(app, context);
  add_backup_command(app, context);
  add_restore_command(app, context);
  add_check_command(app, context);
  add_compact_command(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& problem) {
    print_failure(wrong_usage(app, argc, argv, problem.what()));
    return static_cast<int>(Exit::usage);
  }
  return static_cast<int>(context.exit);
}

}  // namespace headrace::cli
