// headrace connector test
#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/commands.h"
#include "cli/output.h"
#include "http/router.h"
#include "service/probe.h"
#include "sources/registry/registry.h"

namespace headrace::cli {
namespace {

std::string format_findings(const Context& context, const std::vector<sources::Finding>& findings) {
  static const std::vector columns{column("RESULT", "result"), column("WHAT", "what"), column("TEXT", "text")};
  json::Array rows;
  for (const auto& [what, is_good, text] : findings)
    rows.push_back(json::object({{"result", is_good ? "ok" : "FAIL"}, {"what", what}, {"text", text}}));
  return context.quiet ? std::string() : format_rows(context, rows, columns);
}

std::expected<Exit, Failure> test_connector(ServerApi& server, const Context& context, const std::string& id) {
  auto connector = server.get("/_connector/" + http::percent_encode(id));
  if (!connector) return std::unexpected(connector.error());
  const auto findings = service::probe_connector(*connector, sources::find_source_type);
  std::fputs(format_findings(context, findings).c_str(), stdout);
  return std::ranges::all_of(findings, &sources::Finding::is_good) ? Exit::done : Exit::failed;
}

}  // namespace

void add_connector_test(CLI::App& family, Context& context) {
  auto id = std::make_shared<std::string>();
  auto* command =
      family.add_subcommand("test", "Look from here whether its source can be read; the exit status is 1 when something is wrong");
  command->add_option("ID", *id, "Id of the connector")->required();
  command->callback([&context, id] { with_server(context, [&](ServerApi& server) { return test_connector(server, context, *id); }); });
}

}  // namespace headrace::cli
