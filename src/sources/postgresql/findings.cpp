#include "sources/postgresql/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "sources/postgresql/catalog.h"

namespace headrace::sources::postgresql {
namespace {

Finding good(std::string what, std::string text) { return {.what = std::move(what), .is_good = true, .text = std::move(text)}; }
Finding bad(std::string what, std::string text) { return {.what = std::move(what), .is_good = false, .text = std::move(text)}; }

std::string described(const Relation& table) {
  std::vector<std::string_view> key;
  for (const auto& column : table.key) key.emplace_back(column.name);
  const auto rows = table.rows < 0 ? std::string("an unknown number of rows (never analyzed)")
                                   : fmt::format("about {} rows", static_cast<std::uint64_t>(std::llround(table.rows)));
  return fmt::format("can be read; key [{}]; {}", fmt::join(key, "], ["), rows);
}

Finding finding_of(const Settings& settings, const Relation& relation) {
  auto what = fmt::format("table [{}]", relation.name);
  // What cannot be read by its nature is left out and harms nothing.
  if (const auto why = why_not_readable(relation); !why.empty()) return good(std::move(what), fmt::format("is skipped: {}", why));
  if (!relation.is_readable) return bad(std::move(what), missing_right(settings.schema, relation, settings.endpoint.user));
  return good(std::move(what), described(relation));
}

bool names_tables(const Settings& settings) {
  return !settings.tables.empty() && std::ranges::find(settings.tables, "*") == settings.tables.end();
}

Finding schema_finding(const Settings& settings, const std::optional<bool>& may_use) {
  const auto what = fmt::format("schema [{}]", settings.schema);
  if (!may_use) {
    return bad(what, fmt::format("The schema [{}] does not exist in the database [{}]. Names are case-sensitive.", settings.schema,
                                 settings.endpoint.database));
  }
  if (!*may_use) {
    return bad(what, fmt::format("The user [{}] may not use the schema [{}]; GRANT USAGE ON SCHEMA {} TO {} gives that right.",
                                 settings.endpoint.user, settings.schema, identifier(settings.schema), identifier(settings.endpoint.user)));
  }
  return good(what, "exists and can be used");
}

/// All of them, in the order of the configuration.
Result<std::vector<Finding>> table_findings(Session& session, const Settings& settings) {
  TRY(const auto relations, read_relations(session, settings.schema));
  std::vector<std::string> missing;
  const auto wanted = chosen(relations, settings.tables, missing);
  std::vector<Finding> findings;
  for (const auto& relation : wanted) findings.push_back(finding_of(settings, relation));
  for (const auto& name : missing) {
    findings.push_back(bad(fmt::format("table [{}]", name), fmt::format("The table [{}] does not exist in the schema [{}]. Names are "
                                                                        "case-sensitive; check [tables].",
                                                                        name, settings.schema)));
  }
  if (findings.empty()) {
    // The original reads nothing then and deletes every document.
    findings.push_back(
        bad("tables", fmt::format("There are no tables in the schema [{}] of the database [{}]. Check [schema] and [database].",
                                  settings.schema, settings.endpoint.database)));
  }
  return findings;
}

Result<std::vector<Finding>> findings_of(Session& session, const Settings& settings) {
  TRY(const auto may_use, may_use_schema(session, settings.schema));
  std::vector<Finding> findings = {schema_finding(settings, may_use)};
  if (!findings.back().is_good) return findings;
  TRY(auto tables, table_findings(session, settings));
  std::ranges::move(tables, std::back_inserter(findings));
  return findings;
}

std::string tls_text(const Session& session, const Settings& settings) {
  const auto tls = session.tls();
  if (tls.empty()) return "the connection is not encrypted; [ssl_enabled] asks for it";
  if (settings.endpoint.checks_certificate) return fmt::format("{}; the certificate of the server was checked", tls);
  return fmt::format("{}; the certificate of the server was not checked, [ssl_enabled] asks for it", tls);
}

}  // namespace

Error cannot_connect(const Settings& settings, Error error) {
  if (error.kind == ErrorKind::unavailable) return error;  // stopped
  error.reason = fmt::format("Can't connect to Postgresql on {}. {}", settings.endpoint.host, error.reason);
  return error;
}

Result<Session> connect(const Settings& settings, int attempts) {
  auto opened = Session::open(settings.endpoint, attempts, [] { return false; });
  if (!opened) return fail(cannot_connect(settings, std::move(opened).error()));
  return opened;
}

std::vector<Finding> look_around(const Settings& settings) {
  const auto& endpoint = settings.endpoint;
  const auto where = fmt::format("{}:{}", endpoint.host, endpoint.port);
  auto session = connect(settings, 1);
  if (!session) return {bad("host", fmt::format("{} [{}]", session.error().reason, where))};
  const auto version = session->server_version();
  std::vector<Finding> findings = {good("host", fmt::format("{} answers, PostgreSQL {}.{}", where, version / 10'000, version % 10'000)),
                                   good("TLS", tls_text(*session, settings)), good("user", fmt::format("[{}] can log in", endpoint.user)),
                                   good("database", fmt::format("[{}] is open", endpoint.database))};
  auto more = findings_of(*session, settings);
  if (!more) {
    findings.push_back(bad("catalog", more.error().reason));
    return findings;
  }
  std::ranges::move(*more, std::back_inserter(findings));
  return findings;
}

Result<void> check(const Settings& settings) {
  TRY(auto session, connect(settings, settings.attempts));
  TRY(const auto findings, findings_of(session, settings));
  std::vector<std::string> faults;
  for (const auto& finding : findings) {
    // Without names of tables the others are read; the job ends in error and names the one.
    const bool is_one_of_many = !names_tables(settings) && finding.what.starts_with("table [");
    if (!finding.is_good && !is_one_of_many) faults.push_back(finding.text);
  }
  if (faults.empty()) return {};
  return fail(ErrorKind::internal, fmt::format("{}", fmt::join(faults, "\n")));
}

}  // namespace headrace::sources::postgresql
