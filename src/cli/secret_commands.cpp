// headrace secrets rotate
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"

namespace headrace::cli {
namespace {

std::expected<Exit, Failure> rotate(ServerApi& server, const Context& context) {
  const auto done = server.send("POST", "/_headrace/secrets/_rotate", "");
  if (!done) return std::unexpected(done.error());
  if (context.output == OutputFormat::table) {
    std::printf("%lld secrets and %lld configurations are sealed with a new key.\n", static_cast<long long>(done->number("resealed")),
                static_cast<long long>(done->number("resealed_configurations")));
    if (!context.quiet) std::fputs("Copy the key file. Its older keys can be taken out when no other server uses them.\n", stderr);
  } else {
    std::fputs(format_object(context, *done).c_str(), stdout);
  }
  return Exit::done;
}

}  // namespace

void add_secret_commands(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("secrets", "The sealing of connector secrets and sensitive configuration values");
  family->require_subcommand(1);
  auto* command = family->add_subcommand("rotate", "Make a new key and seal everything with it");
  command->callback([&context] { with_server(context, [&](ServerApi& server) { return rotate(server, context); }); });
}

}  // namespace headrace::cli
