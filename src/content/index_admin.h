#pragma once
// Changes of what indices are, once they are there: mappings, settings, open or closed. Each call is one commit over all its indices.

#include <string>
#include <vector>

#include "content/index_settings.h"
#include "engine/store.h"

namespace headrace::content {

/// Merges `mappings` (as read_mapping_body gives them) into those of each index. Names are concrete. Errors: those of merge_mappings and
/// check_mapping_limits; index_not_found; illegal_argument for the indices of the state.
Awaitable<Result<void>> put_mappings(engine::Engine& engine, std::vector<std::string> indices, json::Value mappings);

/// Errors: those of check_setting_update; index_not_found; illegal_argument for the indices of the state.
Awaitable<Result<void>> update_settings(engine::Engine& engine, std::vector<std::string> indices, SettingUpdate update);

/// Closed indices keep everything, and nothing can be read from them or written to them until they are opened. Gives the names of those
/// that were in the other state. Errors: as above.
Awaitable<Result<std::vector<std::string>>> set_closed(engine::Engine& engine, std::vector<std::string> indices, bool closed);

}  // namespace headrace::content
