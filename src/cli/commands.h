#pragma once
// The families of commands. Each adds its words to the application; a command that was given runs from its callback and leaves its exit
// status in the context.

#include "cli/context.h"

namespace CLI {
class App;
}

namespace headrace::cli {

void add_serve_command(CLI::App& app, Context& context);
void add_work_command(CLI::App& app, Context& context);
void add_job_commands(CLI::App& app, Context& context);
void add_connector_commands(CLI::App& app, Context& context);
void add_index_commands(CLI::App& app, Context& context);
void add_key_commands(CLI::App& app, Context& context);
void add_secret_commands(CLI::App& app, Context& context);
void add_login_command(CLI::App& app, Context& context);
void add_password_command(CLI::App& app, Context& context);
/// The helper process of a server; no help shows it.
void add_extract_command(CLI::App& app, Context& context);

/// Runs `body` against the server; a Failure is printed and becomes the exit status.
template <class Body>
void with_server(Context& context, Body body) {
  auto server = ServerApi::connect(context);
  std::expected<Exit, Failure> outcome = server ? body(*server) : std::expected<Exit, Failure>(std::unexpected(server.error()));
  if (!outcome) print_failure(outcome.error());
  context.exit = outcome ? *outcome : outcome.error().exit;
}

}  // namespace headrace::cli
