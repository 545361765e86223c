// headrace password reset
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.h"
#include "cli/first_password.h"
#include "engine/embedded/embedded_engine.h"

namespace headrace::cli {
namespace {

Result<std::string> reset(const std::string& data) {
  TRY(const auto engine, engine::embedded::open({.folder = data, .on_fatal = {}}));
  auto password = reset_password(engine->state());
  engine->close();
  return password;
}

}  // namespace

void add_password_command(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("password", "The password of the user elastic");
  family->require_subcommand(1);
  auto data = std::make_shared<std::string>("./headrace-data");
  auto* command = family->add_subcommand(
      "reset", "Set a new password, of HEADRACE_PASSWORD or a made one, and print it; the server must not be running");
  command->add_option("--data", *data, "The server's data folder (./headrace-data, HEADRACE_DATA)")->envname("HEADRACE_DATA");
  command->callback([&context, data] {
    if (!std::filesystem::is_directory(*data)) {
      print_failure({Exit::failed, "The password cannot be set.", "There is no data folder " + *data + ".", "Name it with --data."});
      context.exit = Exit::failed;
      return;
    }
    const auto password = reset(*data);
    if (!password) print_failure({Exit::failed, password.error().reason, "", ""});
    if (password) std::printf("%s\n", password->c_str());
    context.exit = password ? Exit::done : Exit::failed;
  });
}

}  // namespace headrace::cli
