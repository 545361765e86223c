#pragma once
// Partial updates of indices with pipelines of their own (docs/spec/document-api.md 4.12, 8.6).

#include <cstdint>

#include "content/pipeline_runner.h"

namespace headrace::content {

/// Carries out `write`, an update. Where its index has a default or final pipeline, these see the document as it will be, as in the
/// original; somebody else's change meanwhile begins it anew, at least `retries` times. None: a pipeline dropped the document. Errors:
/// those of write_document and of PipelineRunner::run.
Awaitable<Result<std::optional<engine::Written>>> update_document(engine::Engine& engine, PipelineRunner& pipelines, engine::Write write,
                                                                  std::uint64_t retries);

}  // namespace headrace::content
