#pragma once
// What stands between this configuration and a good read: the faults of it, and what `connector test` says.

#include <vector>

#include "sources/postgresql/settings.h"
#include "sources/source.h"

namespace headrace::sources::postgresql {

/// "Can't connect to Postgresql on <host>." and why (docs/spec/sources.md 5.2).
Error cannot_connect(const Settings& settings, Error error);
/// Connects for a check. Errors: as cannot_connect() tells them.
Result<Session> connect(const Settings& settings, int attempts);

/// Host, TLS, user, database, schema and tables, as far as it goes.
std::vector<Finding> look_around(const Settings& settings);
/// The same as one error with a line for each fault.
Result<void> check(const Settings& settings);

}  // namespace headrace::sources::postgresql
