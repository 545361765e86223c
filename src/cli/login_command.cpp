// headrace login
#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/base64.h"
#include "base/strings.h"
#include "cli/commands.h"

namespace headrace::cli {
namespace {

/// One line of standard input, not shown where that is a terminal.
std::string ask(const char* question) {
  const bool is_terminal = ::isatty(STDIN_FILENO) != 0;
  termios before{};
  if (is_terminal) {
    std::fputs(question, stderr);
    ::tcgetattr(STDIN_FILENO, &before);
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  }
  std::string line;
  std::getline(std::cin, line);
  if (is_terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::fputs("\n", stderr);
  }
  return line;
}

/// A text as YAML in double quotes.
std::string yaml_text(std::string_view text) {
  std::string yaml;
  json::write_string(text, yaml);
  return yaml;
}

std::expected<void, Failure> write_configuration(const std::string& text) {
  const auto file = configuration_folder() / "config.yml";
  std::error_code problem;
  std::filesystem::create_directories(file.parent_path(), problem);
  auto fresh = file;
  fresh += "." + base::random_hex(8);
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool is_written =
      descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (is_written) std::filesystem::rename(fresh, file, problem);
  if (is_written && !problem) return {};
  std::filesystem::remove(fresh, problem);
  return std::unexpected(
      Failure{Exit::failed, "The login cannot be kept.", file.string() + " cannot be written.", "Make its folder writable."});
}

std::expected<Exit, Failure> login(Context& context, const std::string& user, bool with_key) {
  auto target = find_target(context.url);
  if (!target) return std::unexpected(target.error());
  const auto secret = ask(with_key ? "API key: " : "Password: ");
  std::string kept = "url: " + yaml_text(target->url) + "\n";
  if (with_key) {
    target->authorization = "ApiKey " + secret;
    kept += "api_key: " + yaml_text(secret) + "\n";
  } else {
    target->authorization = "Basic " + base::base64(user + ":" + secret);
    kept += "user: " + yaml_text(user) + "\npassword: " + yaml_text(secret) + "\n";
  }
  auto who = ServerApi::of(*target).get("/_security/_authenticate");
  if (!who) return std::unexpected(who.error());
  if (auto written = write_configuration(kept); !written) return std::unexpected(written.error());
  std::fprintf(stderr, "Logged in at %s as %s.\n", target->url.c_str(), std::string(who->text("username")).c_str());
  return Exit::done;
}

}  // namespace

void add_login_command(CLI::App& app, Context& context) {
  auto user = std::make_shared<std::string>("elastic");
  auto with_key = std::make_shared<bool>(false);
  auto* command =
      app.add_subcommand("login", "Check a password or key, read from standard input, and keep it in ~/.config/headrace/config.yml");
  command->add_option("--user", *user, "Name of the user (elastic)");
  command->add_flag("--api-key", *with_key, "With an API key instead of a password");
  command->callback([&context, user, with_key] {
    auto outcome = login(context, *user, *with_key);
    if (!outcome) print_failure(outcome.error());
    context.exit = outcome ? *outcome : outcome.error().exit;
  });
}

}  // namespace headrace::cli
