#pragma once
// Filtering as requests spell it (docs/spec/configuration-filtering-secrets.md 3.2). What these make of it is the stored form, but for
// time stamps that were not sent: those are left out.

#include <string_view>

#include "json/value.h"

namespace headrace::control {

// Each reads one member of a body; `text` is the body, for locations. Errors: as in 0.3 of the specification, each the cause of
// `failed to parse field [...]`.

/// `filtering` of `_filtering`: a list of entries, each with a whole `active` and `draft`. A `domain` that was sent is dropped.
Result<json::Value> read_filtering(const json::Value& filtering, std::string_view text);
/// `rules` of `_filtering`: a list of rules.
Result<json::Value> read_filtering_rules(const json::Value& rules, std::string_view text);
/// `advanced_snippet` of `_filtering`.
Result<json::Value> read_advanced_snippet(const json::Value& snippet, std::string_view text);
/// `validation` of `_filtering/_validation`.
Result<json::Value> read_filtering_validation(const json::Value& validation, std::string_view text);

}  // namespace headrace::control
