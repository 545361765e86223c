// headrace key create | list | revoke
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "http/router.h"

namespace headrace::cli {
namespace {

constexpr std::string_view keys_path = "/_security/api_key";

struct CreateOptions {
  std::string name, expires, roles_file;
};

std::expected<json::Value, Failure> roles_in(const std::string& path) {
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto roles = json::parse(text);
  if (file && roles) return std::move(*roles);
  return std::unexpected(Failure{Exit::usage, "The roles cannot be read.",
                                 fmt::format("{}: {}", path, file ? roles.error().reason : "no such file"),
                                 R"(It is JSON such as {"reader": {"cluster": ["monitor_connector"]}}.)"});
}

std::expected<Exit, Failure> create_key(ServerApi& server, const Context& context, const CreateOptions& options) {
  auto body = json::object({{"name", options.name}});
  if (!options.expires.empty()) body.set("expiration", options.expires);
  if (!options.roles_file.empty()) {
    auto roles = roles_in(options.roles_file);
    if (!roles) return std::unexpected(roles.error());
    body.set("role_descriptors", std::move(*roles));
  }
  auto made = server.send("POST", keys_path, json::write(body));
  if (!made) return std::unexpected(made.error());
  if (context.output == OutputFormat::table) {
    std::printf("%s\n", std::string(made->text("encoded")).c_str());
    if (!context.quiet) std::fputs("This is the key for HEADRACE_API_KEY; it is shown this once.\n", stderr);
  } else {
    std::fputs(format_object(context, *made).c_str(), stdout);
  }
  return Exit::done;
}

void add_create(CLI::App& family, Context& context) {
  auto options = std::make_shared<CreateOptions>();
  auto* command = family.add_subcommand("create", "Make an API key; prints what HEADRACE_API_KEY takes");
  command->add_option("NAME", options->name, "What it is for")->required();
  command->add_option("--expires", options->expires, "How long it is good, such as 30d (for ever)");
  command->add_option("--roles", options->roles_file, "File with role descriptors as JSON (else it may do what you may)");
  command->callback(
      [&context, options] { with_server(context, [&](ServerApi& server) { return create_key(server, context, *options); }); });
}

/// Milliseconds since 1970 as a date.
std::string date_of(const json::Value& key, std::string_view name) {
  const auto* member = key.find(name);
  const auto number = member == nullptr ? std::nullopt : member->integer();
  return number ? base::format_instant(base::Instant(std::chrono::milliseconds(*number))) : "";
}

const std::vector<Column>& key_columns() {
  static const std::vector<Column> columns = {column("ID", "id"),
                                              column("NAME", "name"),
                                              column("USER", "username"),
                                              {"CREATED", [](const json::Value& key) { return date_of(key, "creation"); }},
                                              {"EXPIRES", [](const json::Value& key) { return date_of(key, "expiration"); }},
                                              {"REVOKED", [](const json::Value& key) { return date_of(key, "invalidation"); }}};
  return columns;
}

void add_list(CLI::App& family, Context& context) {
  auto active = std::make_shared<bool>(false);
  auto* command = family.add_subcommand("list", "API keys, oldest first");
  command->add_flag("--active", *active, "Only those that are good");
  command->callback([&context, active] {
    with_server(context, [&](ServerApi& server) -> std::expected<Exit, Failure> {
      auto keys = server.get_list(fmt::format("{}?active_only={}", keys_path, *active), "api_keys");
      if (!keys) return std::unexpected(keys.error());
      std::fputs(format_rows(context, *keys, key_columns()).c_str(), stdout);
      return Exit::done;
    });
  });
}

void add_revoke(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command = family.add_subcommand("revoke", "End an API key at once");
  command->add_option("ID", *id, "Id of the key")->required();
  command->callback([&context, id] {
    with_server(context, [&](ServerApi& server) -> std::expected<Exit, Failure> {
      const auto body = json::object({{"ids", json::Array{*id}}});
      auto answer = server.send("DELETE", keys_path, json::write(body));
      if (!answer) return std::unexpected(answer.error());
      const auto* ended = answer->find("invalidated_api_keys");
      const auto* before = answer->find("previously_invalidated_api_keys");
      const auto holds = [](const json::Value* list) { return list != nullptr && list->is_array() && !list->as_array().empty(); };
      if (holds(ended) || holds(before)) return Exit::done;
      return std::unexpected(
          Failure{Exit::failed, "No key was revoked.", fmt::format("There is no key with id {}.", *id), "See `headrace key list`."});
    });
  });
}

}  // namespace

void add_key_commands(CLI::App& app, Context& context) {
  auto* family = app.add_subcommand("key", "API keys");
  family->require_subcommand(1);
  add_create(*family, context);
  add_list(*family, context);
  add_revoke(*family, context);
}

}  // namespace headrace::cli
