#pragma once
// The certificates that a server's own is held against, as the file that libpq asks for (docs/spec/connector-service.md 16.7).

#include <string_view>

#include "sources/database/memory_file.h"

namespace headrace::sources::postgresql {

/// The roots of the system and one more. `own`: PEM, also in one line; "": the system's alone. Errors: internal.
Result<database::MemoryFile> certificates(std::string_view own);

}  // namespace headrace::sources::postgresql
