#pragma once
// What `headrace connector test` finds out about a connector: whether this program can read from its source as it is configured.

#include <string>
#include <vector>

#include "service/job.h"

namespace headrace::service {

/// Names of the sensitive fields whose values the reader was not shown (DIFFERENCES.md, sensitive values).
std::vector<std::string> hidden_fields(const json::Value& configuration);

/// What to say about them, in one sentence; `names` is not empty.
std::string hidden_fields_advice(const std::vector<std::string>& names);

/// One line after the other, as far as it goes; it ends with the first thing that makes the next ones pointless.
std::vector<sources::Finding> probe_connector(const json::Value& connector, const SourceFinder& find_source);

}  // namespace headrace::service
