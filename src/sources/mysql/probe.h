#pragma once
// What is there for a configuration and what is wrong with it (docs/spec/sources.md 6.2).

#include <string>
#include <vector>

#include "sources/mysql/catalog.h"
#include "sources/mysql/configuration.h"
#include "sources/source.h"

namespace headrace::sources::mysql {

/// The tables that are named, or all that there are.
std::vector<std::string> wanted_tables(const Catalog& catalog, const Configuration& configuration);

/// Why the table cannot be read and what to do; nullptr: it is not in the catalog. "" when it can, or is skipped by its nature.
std::string unreadable(const std::string& name, const Table* table, const Configuration& configuration);

/// Errors: internal, with all tables that cannot be read.
Result<void> check_tables(const Catalog& catalog, const Configuration& configuration);

/// Host, encryption, login, database, each table; up to the first that makes all others pointless.
std::vector<Finding> probe(const Configuration& configuration);

}  // namespace headrace::sources::mysql
