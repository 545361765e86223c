#pragma once
// Index expressions: names, aliases, comma lists, patterns, exclusions, hidden names (docs/spec/document-api.md 3.9).

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

/// The parameters that say what an expression may find.
struct IndexOptions {
  bool ignore_unavailable = false;  ///< a name that does not exist is left out
  bool allow_no_indices = true;     ///< a pattern may match nothing
  bool expand_open = true;          ///< patterns match open indices
  bool expand_closed = false;       ///< patterns match closed indices
  bool expand_hidden = false;       ///< patterns match hidden indices too
  bool forbid_closed = false;       ///< a closed index is an error, with ignore_unavailable left out
};

/// Reads `expand_wildcards` into `options`. Errors: illegal_argument.
Result<void> read_expand_wildcards(std::string_view text, IndexOptions& options);

/// True for the indices that only the server itself may see (docs/spec/rest-conventions.md 16.3).
bool is_reserved(std::string_view index);
/// Whether clients may write to an index of this name. Errors: illegal_argument for the server's own indices, invalid_index_name for names
/// that are addresses of the server itself (`/readyz`). The store checks the form of the name.
Result<void> check_writable(std::string_view index);
/// Hidden from patterns: a name that begins with a dot, or the setting `index.hidden`.
bool is_hidden(const engine::IndexInfo& index);

/// Those of `all` that `expression` names, by name, each once. "" and "_all" are all. Errors: index_not_found, invalid_index_name,
/// index_closed.
Result<std::vector<engine::IndexInfo>> select_indices(std::string_view expression, const IndexOptions& options,
                                                      std::span<const engine::IndexInfo> all);

/// What names and patterns mean, indices and aliases apart.
struct ResolvedNames {
  std::vector<engine::IndexInfo> indices;                   ///< by name
  std::map<std::string, std::vector<std::string>> aliases;  ///< with the names of their indices
};
/// Errors: those of select_indices.
Result<ResolvedNames> resolve_names(std::string_view expression, const IndexOptions& options, std::span<const engine::IndexInfo> all);

/// All indices that may be seen, of both stores, by name.
Awaitable<Result<std::vector<engine::IndexInfo>>> all_indices(engine::Engine& engine);

/// What `expression` names in `engine`.
Awaitable<Result<std::vector<engine::IndexInfo>>> find_indices(engine::Engine& engine, std::string expression, IndexOptions options);

/// The same for what reads or writes documents: names only, and closed indices are errors. A single connector index is found without
/// looking at the others.
Awaitable<Result<std::vector<std::string>>> find_names(engine::Engine& engine, std::string expression, IndexOptions options);

}  // namespace headrace::content
