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

/// The words of the command line that are commands, walked as far as they are known; the first unknown one gets the nearest match.
std::string advice_for(const CLI::App& app, int argc, char** argv) {
  const CLI::App* level = &app;
  std::string path = "headrace";
  for (int i = 1; i < argc && !subcommand_names(*level).empty(); ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-')) continue;
    const auto names = subcommand_names(*level);
    if (std::ranges::find(names, word) == names.end()) {
      const auto near = base::similar_names(word, names);
      if (!near.empty()) return fmt::format("Did you mean `{} {}`?", path, near.front());
      break;
    }
    level = level->get_subcommand(word);
    path += " " + word;
  }
  return fmt::format("Try `{} --help`.", path);
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
  add_connector_commands(app, context);
  add_index_commands(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& problem) {
    print_failure({Exit::usage, "The command line cannot be read.", problem.what(), advice_for(app, argc, argv)});
    return static_cast<int>(Exit::usage);
  }
  return static_cast<int>(context.exit);
}

}  // namespace headrace::cli
