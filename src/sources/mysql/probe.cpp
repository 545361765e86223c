#include "sources/mysql/probe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace headrace::sources::mysql {
namespace {

constexpr auto stage_names = std::to_array<std::string_view>({"host", "TLS", "login", "database"});

/// The stages that a failed attempt passed, and the one that it did not.
std::vector<Finding> findings_of(const ConnectFailure& failure, const Settings& settings) {
  const auto failed = static_cast<std::size_t>(failure.stage);
  std::vector<Finding> findings;
  for (std::size_t stage = 0; stage < failed; ++stage) {
    if (stage != static_cast<std::size_t>(ConnectStage::encryption) || settings.uses_tls)
      findings.push_back({.what = std::string(stage_names[stage]), .is_good = true, .text = "works"});
  }
  findings.push_back({.what = std::string(stage_names[failed]), .is_good = false, .text = failure.reason});
  return findings;
}

Finding finding_of(const Session& session, const Settings& settings) {
  if (const auto cipher = session.cipher(); !cipher.empty())
    return {.what = "TLS", .is_good = true, .text = fmt::format("on, {}, the certificate is for [{}]", cipher, settings.host)};
  return {.what = "TLS", .is_good = true, .text = "off: what is read can be seen on its way; switch on 'Enable SSL' over foreign networks"};
}

Finding finding_of(const std::string& name, const Table* table, const Configuration& configuration) {
  const auto what = fmt::format("table [{}]", name);
  if (auto why = unreadable(name, table, configuration); !why.empty()) return {.what = what, .is_good = false, .text = std::move(why)};
  if (auto obstacle = table->obstacle(); !obstacle.empty()) return {.what = what, .is_good = false, .text = "skipped: " + obstacle};
  const auto rows = table->rows ? fmt::format("about {} rows", *table->rows) : std::string("number of rows unknown");
  return {.what = what, .is_good = true, .text = fmt::format("can be read, key [{}], {}", fmt::join(table->key, ", "), rows)};
}

}  // namespace

std::vector<std::string> wanted_tables(const Catalog& catalog, const Configuration& configuration) {
  if (!configuration.tables.empty()) return configuration.tables;
  std::vector<std::string> names;
  for (const auto& table : catalog.tables()) names.push_back(table.name);
  return names;
}

std::string unreadable(const std::string& name, const Table* table, const Configuration& configuration) {
  const auto& settings = configuration.settings;
  if (table == nullptr)
    return fmt::format(
        "The table [{}] is either not present in [{}] or not accessible for the user [{}]. Check its name, or grant the user "
        "SELECT on it.",
        name, settings.database, settings.user);
  if (table->is_readable() || !table->obstacle().empty()) return {};
  return fmt::format(
      "The user [{}] may not SELECT from the table [{}]; grant that on the table, or on its key and all columns that are to be "
      "read.",
      settings.user, name);
}

Result<void> check_tables(const Catalog& catalog, const Configuration& configuration) {
  const auto& settings = configuration.settings;
  const auto names = wanted_tables(catalog, configuration);
  // Rights that were taken away look like tables that were dropped: this must not empty an index.
  if (names.empty())
    return fail(ErrorKind::internal,
                fmt::format("The database [{}] shows no table to the user [{}]. Grant the user SELECT on what is to be "
                            "read.",
                            settings.database, settings.user));
  std::vector<std::string> wrong;
  for (const auto& name : names) {
    if (auto why = unreadable(name, catalog.find(name), configuration); !why.empty()) wrong.push_back(std::move(why));
  }
  if (wrong.empty()) return {};
  return fail(ErrorKind::internal, fmt::format("{}", fmt::join(wrong, " ")));
}

std::vector<Finding> probe(const Configuration& configuration) {
  const auto& settings = configuration.settings;
  auto opened = Session::connect(settings, Interruption());
  if (!opened) return findings_of(opened.error(), settings);
  auto& session = **opened;
  std::vector<Finding> findings;
  findings.push_back(
      {.what = "host", .is_good = true, .text = fmt::format("{}:{} answers, {}", settings.host, settings.port, session.server_version())});
  findings.push_back(finding_of(session, settings));
  findings.push_back({.what = "login", .is_good = true, .text = fmt::format("as [{}]", settings.user)});
  const auto catalog = Catalog::load(session, settings.database, configuration.tables);
  findings.push_back({.what = "database",
                      .is_good = catalog.has_value(),
                      .text = catalog ? fmt::format("[{}] is there", settings.database) : catalog.error().reason});
  if (!catalog) return findings;
  const auto names = wanted_tables(*catalog, configuration);
  if (names.empty()) findings.push_back({.what = "tables", .is_good = false, .text = check_tables(*catalog, configuration).error().reason});
  for (const auto& name : names) findings.push_back(finding_of(name, catalog->find(name), configuration));
  return findings;
}

}  // namespace headrace::sources::mysql
