#pragma once
// What a service that works alone makes sure of before it begins: the target answers, is of a version that has what it needs, and has the
// indices of the state (docs/spec/connector-service.md 5).

#include "service/backend.h"
#include "service/http_call.h"
#include "service/settings.h"

namespace headrace::service {

/// What the first answer of a target (`GET /`) means for a service.
struct VersionFinding {
  std::string error;    ///< why it cannot be worked with, and what to do; "" for nothing
  std::string warning;  ///< what to know; "" for nothing
};

/// Our own rule in place of docs/spec/connector-service.md 5.2, which compares with the service's version: what counts is whether the
/// Connector API is there. It came with 8.12; serverless has it; OpenSearch has not.
VersionFinding check_version(const json::Value& root);

/// True: the service can begin. False: `interruption` came first. Errors: connection when the target did not answer in time,
/// authentication and security at once, illegal_argument for a version without what is needed, and what the target says of its indices;
/// each with what, why, what to do.
Result<bool> preflight(http::ClientOptions target, Backend& backend, const PreflightSettings& settings, Interruption& interruption,
                       base::Clock& clock = base::system_clock());

}  // namespace headrace::service
