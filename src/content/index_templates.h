#pragma once
// Index templates: what the indices of some names are made with. The engine applies them; here is what a body says and which there are.

#include <string>
#include <string_view>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

/// The body of `PUT /_index_template/{name}`. Errors: x_content_parse, parse, illegal_argument, mapper_parsing, invalid_index_template for
/// a bad name, validation for private settings.
Result<engine::IndexTemplate> read_index_template(std::string name, std::string_view text);

/// Keeps it, in the place of one of its name unless `create`. Errors: illegal_argument, also when another one of the same priority could
/// fit the same names.
Awaitable<Result<void>> put_index_template(engine::Engine& engine, engine::IndexTemplate made, bool create);

/// Those whose names match one of `names` (names and patterns; none: all), by name. Errors: resource_not_found for a name without `*`.
Awaitable<Result<std::vector<engine::IndexTemplate>>> find_index_templates(engine::Engine& engine, std::vector<std::string> names);

/// Errors: index_template_missing for a name without `*`.
Awaitable<Result<void>> delete_index_templates(engine::Engine& engine, std::vector<std::string> names);

/// True when some name matches both patterns.
bool patterns_meet(std::string_view a, std::string_view b);

}  // namespace headrace::content
