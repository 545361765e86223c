#pragma once
// What an index may be called (docs/spec/document-api.md 4.2, docs/spec/connectors.md 3.2).

#include <optional>
#include <string>
#include <string_view>

namespace headrace::engine::embedded {

/// Why this cannot be the name of an index (such as "must be lowercase"), or none.
std::optional<std::string> fault_of_index_name(std::string_view name);

/// The same for an alias, which may have upper case.
std::optional<std::string> fault_of_alias_name(std::string_view name);

/// 22 characters of A–Z a–z 0–9 - _ from the system's random source.
std::string make_uuid();

}  // namespace headrace::engine::embedded
