#pragma once
// The pipelines that are there from the start (docs/spec/document-api.md 8.1, 8.3).

#include <memory>
#include <string_view>
#include <vector>

#include "content/ingest/pipeline.h"

namespace headrace::content::ingest {

inline constexpr std::string_view default_pipeline = "search-default-ingestion";
inline constexpr std::string_view generic_pipeline = "ent-search-generic-ingestion";

/// Both of them, compiled once. A user's pipeline with the same id takes their place (8.9).
const std::vector<std::shared_ptr<const Pipeline>>& built_in_pipelines();

/// The one with this id, nullptr when there is none.
std::shared_ptr<const Pipeline> built_in_pipeline(std::string_view id);

}  // namespace headrace::content::ingest
