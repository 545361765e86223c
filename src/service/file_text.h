#pragma once
// The text of a document's content (docs/spec/connector-service.md 18): read here, or by the extraction service where the connector says
// so.

#include "service/sync_plan.h"

namespace headrace::service {

/// Blocks. Errors: why there is no text, for people.
Result<std::string> text_of_content(sources::Content& content, const SyncPlan& plan, const std::atomic<bool>& stop);

}  // namespace headrace::service
