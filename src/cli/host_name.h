#pragma once
// What this machine calls itself.

#include <string>

namespace headrace::cli {

/// The host name, or "localhost" when the system does not tell.
std::string host_name();

}  // namespace headrace::cli
