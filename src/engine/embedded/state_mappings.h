#pragma once
// What the indices of the state are, from the first start (docs/spec/document-api.md 3.5 and 3.6).

#include "engine/document.h"

namespace headrace::engine::embedded {

/// Name, aliases and mappings of each.
std::vector<IndexInfo> state_indices();

}  // namespace headrace::engine::embedded
