#pragma once
// What indices of some names are made with. Source: docs/spec/document-api.md 4.2 and the original's documentation of index templates.

#include <string_view>

#include "engine/document.h"

namespace headrace::engine {

struct IndexTemplate {
  std::string name;
  std::vector<std::string> patterns;  ///< with `*`
  std::uint64_t priority = 0;         ///< of those that fit the highest counts
  std::vector<Alias> aliases;
  json::Value mappings;
  json::Value settings;  ///< as IndexInfo::settings
  json::Value shown;     ///< as it is shown
};

/// Whether an index of this name is made with it. `*` alone does not fit names that begin with a dot.
bool fits(const IndexTemplate& made, std::string_view name);

/// `wanted` with what the template adds. What `wanted` says wins: a setting, an alias, a field of the mappings as a whole.
IndexInfo with_template(const IndexTemplate& made, IndexInfo wanted);

}  // namespace headrace::engine
