// headrace restore
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "backup/folder.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serve_settings.h"
#include "engine/embedded/embedded_engine.h"
#include "engine/embedded/folder.h"

namespace headrace::cli {
namespace {

struct RestoreOptions {
  std::string folder;
  std::string data = "./headrace-data";
};

/// Opens it as a server would, which reads all that must be read to start.
std::expected<void, Failure> prove(const std::filesystem::path& data) {
  const auto engine = engine::embedded::open({.folder = data, .on_fatal = {}});
  if (!engine) return std::unexpected(failure_of(engine.error()));
  (*engine)->close();
  std::error_code ignored;
  std::filesystem::remove(data / "lock", ignored);
  return {};
}

std::expected<Exit, Failure> restore(const Context& context, const RestoreOptions& options) {
  const auto opened = backup::open_backup(options.folder);
  if (!opened) return std::unexpected(failure_of(opened.error()));
  if (opened->manifest.data_format > engine::embedded::format_version)
    return std::unexpected(Failure{Exit::failed, options.folder + " cannot be restored.",
                                   fmt::format("Its data has the format {} of a newer Headrace ({}); this one knows formats up to {}.",
                                               opened->manifest.data_format, opened->manifest.program, engine::embedded::format_version),
                                   "Use the newer Headrace."});
  auto data = backup::PartialFolder::make(options.data);
  if (!data) return std::unexpected(failure_of(data.error()));
  if (const auto copied = backup::copy_files(*opened, options.folder, data->path()); !copied)
    return std::unexpected(failure_of(copied.error()));
  if (const auto proved = prove(data->path()); !proved) return std::unexpected(proved.error());
  if (const auto committed = data->commit(); !committed) return std::unexpected(failure_of(committed.error()));
  const auto& manifest = opened->manifest;
  if (context.output != OutputFormat::table || context.quiet) {
    const auto shown =
        json::object({{"id", options.data}, {"made_at", manifest.made_at}, {"files", manifest.files.size()}, {"bytes", manifest.bytes()}});
    std::fputs(format_object(context, shown).c_str(), stdout);
    return Exit::done;
  }
  std::printf("%s holds everything as it was at %s: %zu files, %s.\n", options.data.c_str(), manifest.made_at.c_str(),
              manifest.files.size(), size_text(manifest.bytes()).c_str());
  std::puts("Sealed values open with the key file that they were sealed with; it is no part of a backup.");
  return Exit::done;
}

}  // namespace

void add_restore_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<RestoreOptions>();
  auto* command = app.add_subcommand("restore", "A new data folder out of a backup");
  command->add_option("DIR", options->folder, "The backup")->required();
  command->add_option("--data", options->data, "Data folder to make (./headrace-data, HEADRACE_DATA)")->envname("HEADRACE_DATA");
  command->callback([&context, options] {
    start_logging({.level = "warning"});
    finish(context, restore(context, *options));
  });
}

}  // namespace headrace::cli
