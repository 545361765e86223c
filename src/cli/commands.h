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
void add_sync_command(CLI::App& app, Context& context);
void add_connector_commands(CLI::App& app, Context& context);
/// One of the commands of the family.
void add_connector_test(CLI::App& family, Context& context);
void add_index_commands(CLI::App& app, Context& context);
void add_key_commands(CLI::App& app, Context& context);
void add_secret_commands(CLI::App& app, Context& context);
void add_login_command(CLI::App& app, Context& context);
void add_password_command(CLI::App& app, Context& context);
/// The helper process of a server; no help shows it.
void add_extract_command(CLI::App& app, Context& context);
void add_backup_command(CLI::App& app, Context& context);
void add_restore_command(CLI::App& app, Context& context);
void add_check_command(CLI::App& app, Context& context);
void add_compact_command(CLI::App& app, Context& context);

/// A Failure is printed and becomes the exit status.
inline void finish(Context& context, const std::expected<Exit, Failure>& outcome) {
  if (!outcome) print_failure(outcome.error());
  context.exit = outcome ? *outcome : outcome.error().exit;
}

/// Runs `body` against the server.
template <class Body>
void with_server(Context& context, Body body) {
  auto server = ServerApi::connect(context);
  finish(context, server ? body(*server) : std::expected<Exit, Failure>(std::unexpected(server.error())));
}

}  // namespace headrace::cli
