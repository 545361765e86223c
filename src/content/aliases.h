#pragma once
// Other names of indices: what a body says of one, the actions of `POST /_aliases`, and what they come to (docs/spec/document-api.md 3.10).

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

/// Whether clients may give an alias this name; the store checks its form. Errors: those of check_writable; illegal_argument for a name of
/// the indices of the state.
Result<void> check_alias_name(std::string_view name);

/// What stands behind an alias, as in the body of an index: `{"is_write_index":true,"routing":"x"}`. Errors: illegal_argument for `filter`,
/// which would have to be kept to, and for what is no option.
Result<engine::Alias> read_alias(std::string name, const json::Value& options);

/// `{"index_routing":"x","is_write_index":true}`
json::Value alias_answer(const engine::Alias& alias);

struct AliasAction {
  enum class Kind { add, remove, remove_index };
  Kind kind = Kind::add;
  std::vector<std::string> indices = {};  ///< expressions as they were sent; concrete names once they are resolved
  std::vector<std::string> aliases = {};  ///< names; of `remove` also patterns
  engine::Alias options = {};             ///< of `add`; its name says nothing
  std::optional<bool> must_exist = std::nullopt;
  std::function<bool(std::string_view alias)> may_remove = {};  ///< of what patterns find; none: everything
};

/// The body of `POST /_aliases`. Errors: parse, x_content_parse, illegal_argument, action_request_validation.
Result<std::vector<AliasAction>> read_alias_actions(std::string_view text);
/// The body of `PUT /{index}/_alias/{name}`, which may be empty.
Result<engine::Alias> read_alias_body(std::string_view text);

/// What became of the actions, in order: an error for a `remove` that found nothing.
using AliasOutcome = std::vector<std::optional<Error>>;

/// Carries out all actions (with concrete names of indices) or none, as one commit. Errors: aliases_not_found when none of them does
/// anything, resource_not_found for a `remove` that says `must_exist`; those of change_catalog.
Awaitable<Result<AliasOutcome>> change_aliases(engine::Engine& engine, std::vector<AliasAction> actions);

/// True when one of `names` (names, patterns, `_all`) means this alias; a later `-name` takes away.
bool is_wanted_alias(const std::vector<std::string>& names, std::string_view alias);

}  // namespace headrace::content
