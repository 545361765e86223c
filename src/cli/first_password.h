#pragma once
// The password of the user `elastic`: at the first start with authentication, and when it is set anew.

#include <filesystem>

#include "engine/store.h"

namespace headrace::cli {

/// Sets it when there is none: from HEADRACE_PASSWORD or ELASTIC_PASSWORD, else a made one, which is printed on a terminal and else written
/// to `initial-password` in the data folder, for its owner alone. Errors: a password that is too short, a file that cannot be written.
Result<void> ensure_password(engine::StateStore& store, const std::filesystem::path& data);

/// A new one for a server that is not running: what was set.
Result<std::string> reset_password(engine::StateStore& store);

}  // namespace headrace::cli
