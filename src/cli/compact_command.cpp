// headrace compact
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/serve_settings.h"
#include "engine/embedded/embedded_engine.h"
#include "service/block_on.h"

namespace headrace::cli {
namespace {

/// A large store takes hours.
constexpr std::chrono::hours longest_compaction{24 * 7};

struct CompactOptions {
  std::string data;  ///< of a server that is not running; "": a running one is asked
  bool waits = true;
};

/// Rows of both stores, from the answer of a server or our own.
std::expected<Exit, Failure> print(const Context& context, json::Array rows) {
  const std::vector<Column> columns{column("STORE", "id"),
                                    {"BEFORE", [](const auto& row) { return size_text(row.number("bytes_before")); }},
                                    {"AFTER", [](const auto& row) { return size_text(row.number("bytes_after")); }}};
  std::fputs(format_rows(context, rows, columns).c_str(), stdout);
  return Exit::done;
}

json::Value row(std::string_view store, std::int64_t before, std::int64_t after) {
  return json::object({{"id", store}, {"bytes_before", before}, {"bytes_after", after}});
}

std::expected<Exit, Failure> compact_stopped(const Context& context, const std::string& data) {
  if (!std::filesystem::is_directory(data))
    return std::unexpected(
        Failure{Exit::failed, "Nothing can be compacted.", "There is no data folder " + data + ".", "Name it with --data."});
  const auto engine = engine::embedded::open({.folder = data, .on_fatal = {}});
  if (!engine) return std::unexpected(failure_of(engine.error()));
  const auto stores = service::block_on((*engine)->upkeep()->compact());
  if (!stores)
    return std::unexpected(Failure{Exit::failed, "The data could not be compacted.", stores.error().reason, "Everything is as it was."});
  json::Array rows;
  for (const auto& [store, before, after] : *stores)
    rows.push_back(row(store, static_cast<std::int64_t>(before), static_cast<std::int64_t>(after)));
  return print(context, std::move(rows));
}

std::expected<Exit, Failure> compact_running(const Context& context, bool waits) {
  auto server = ServerApi::connect(context, longest_compaction);
  if (!server) return std::unexpected(server.error());
  const auto answer = server->send("POST", waits ? "/_headrace/compact" : "/_headrace/compact?wait_for_completion=false");
  if (!answer) return std::unexpected(answer.error());
  if (!waits) {
    if (!context.quiet) std::fputs("The compaction goes on in the background; the server's log tells its end.\n", stderr);
    return Exit::done;
  }
  json::Array rows;
  const auto* stores = answer->find("stores");
  if (stores != nullptr && stores->is_object()) {
    for (const auto& store : stores->as_object())
      rows.push_back(row(store.name, store.value.number("bytes_before"), store.value.number("bytes_after")));
  }
  return print(context, std::move(rows));
}

}  // namespace

void add_compact_command(CLI::App& app, Context& context) {
  auto options = std::make_shared<CompactOptions>();
  auto* command = app.add_subcommand("compact", "Take off the disk what was deleted and written over");
  command->add_option("--data", options->data, "Data folder of a server that is not running (else the server at --url is asked)");
  command->add_flag("!--no-wait", options->waits, "Begin, and do not wait for the end");
  command->callback([&context, options] {
    start_logging({.level = "warning"});
    finish(context, options->data.empty() ? compact_running(context, options->waits) : compact_stopped(context, options->data));
  });
}

}  // namespace headrace::cli
