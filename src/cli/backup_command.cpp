// headrace backup
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "backup/archive.h"
#include "backup/folder.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serve_settings.h"
#include "cli/version.h"
#include "engine/embedded/embedded_engine.h"
#include "service/block_on.h"

namespace headrace::cli {
namespace {

struct BackupOptions {
  std::string folder;
  std::string data;  ///< of a server that is not running; "": a running one is asked
};

using Received = std::expected<void, Failure>;
/// Gives an archive piece by piece to what takes it.
using Sender = std::function<Received(const http::Client::Sink& sink)>;

/// From data that no server has.
Received send_stopped(const std::string& data, const http::Client::Sink& sink) {
  if (!std::filesystem::is_directory(data))
    return std::unexpected(
        Failure{Exit::failed, "The backup cannot be made.", "There is no data folder " + data + ".", "Name it with --data."});
  const auto engine = engine::embedded::open({.folder = data, .on_fatal = {}});
  if (!engine) return std::unexpected(failure_of(engine.error()));
  auto checkpoint = service::block_on((*engine)->upkeep()->checkpoint());
  if (!checkpoint) return std::unexpected(Failure{Exit::failed, "The backup cannot be made.", checkpoint.error().reason, ""});
  backup::Archive archive(std::move(*checkpoint), HEADRACE_VERSION);
  const auto next = [&archive]() -> Awaitable<Result<std::optional<std::string>>> { co_return co_await archive.next(); };
  for (;;) {
    const auto piece = service::block_on(next());
    if (!piece) return std::unexpected(Failure{Exit::failed, "The backup cannot be made.", piece.error().reason, ""});
    if (!*piece || !sink(**piece)) return {};
  }
}

json::Value shown(const std::string& folder, const backup::Manifest& manifest) {
  return json::object({{"id", folder},
                       {"made_at", manifest.made_at},
                       {"files", manifest.files.size()},
                       {"bytes", manifest.bytes()},
                       {"sealing_key", "not in it"}});
}

void print(const Context& context, const std::string& folder, const backup::Manifest& manifest) {
  if (context.output != OutputFormat::table || context.quiet) {
    std::fputs(format_object(context, shown(folder, manifest)).c_str(), stdout);
    return;
  }
  std::printf("%s holds everything as it was at %s: %zu files, %s.\n", folder.c_str(), manifest.made_at.c_str(), manifest.files.size(),
              size_text(manifest.bytes()).c_str());
  std::puts("The sealing key is not in it: keep a copy of the key file elsewhere, or sealed values cannot be read after a restore.");
}

std::expected<Exit, Failure> make_backup(const Context& context, const std::string& name, const Sender& send) {
  auto folder = backup::PartialFolder::make(name);
  if (!folder) return std::unexpected(failure_of(folder.error()));
  backup::FolderWriter writer(folder->path());
  backup::TarReader reader(writer);
  Result<void> written;
  const auto sent = send([&](std::string_view piece) {
    written = reader.feed(piece);
    return written.has_value();
  });
  if (!written) return std::unexpected(failure_of(written.error()));
  if (!sent) return std::unexpected(sent.error());
  const auto manifest = writer.finish();
  if (!manifest) return std::unexpected(failure_of(manifest.error()));
  if (const auto committed = folder->commit(); !committed) return std::unexpected(failure_of(committed.error()));
  print(context, name, *manifest);
  return Exit::done;
}

void run_backup(Context& context, const BackupOptions& options) {
  start_logging({.level = "warning"});
  if (!options.data.empty()) {
    finish(context, make_backup(context, options.folder, [&](const auto& sink) { return send_stopped(options.data, sink); }));
    return;
  }
  with_server(context, [&](ServerApi& server) {
    return make_backup(context, options.folder, [&](const auto& sink) { return server.receive("POST", "/_headrace/backup", sink); });
  });
}

}  // namespace

void add_backup_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<BackupOptions>();
  auto* command = app.add_subcommand("backup", "Everything that a server keeps, at one moment, into a new folder");
  command->add_option("DIR", options->folder, "Folder to make")->required();
  command->add_option("--data", options->data, "Data folder of a server that is not running (else the server at --url is asked)");
  command->callback([&context, options] { run_backup(context, *options); });
}

}  // namespace headrace::cli
