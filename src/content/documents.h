#pragma once
// Single documents and batches of them, over both stores of an engine (docs/spec/document-api.md 4.10 to 4.14).

#include <optional>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::content {

/// A document that was looked for.
struct Lookup {
  std::string index;  ///< concrete
  std::optional<engine::Document> document;
};

/// Errors: index_not_found (also for indices that only the server may see).
Awaitable<Result<Lookup>> get_document(engine::Engine& engine, std::string index, std::string id);

/// What a read is told that asks for another version than there is.
Awaitable<Error> other_version(engine::Engine& engine, const engine::Document& document, std::int64_t wanted);

/// Errors: those of an item of DocumentStore::write, and illegal_argument for indices that only the server may write.
Awaitable<Result<engine::Written>> write_document(engine::Engine& engine, engine::Write write);

/// Applies the writes in order, each for itself; as many results as writes. One index sees its writes in the order given.
Awaitable<Result<std::vector<Result<engine::Written>>>> write_documents(engine::Engine& engine, std::vector<engine::Write> writes);

/// For `require_alias`. Errors: index_not_found when `index` is not the name of an alias.
Awaitable<Result<void>> check_is_alias(engine::Engine& engine, std::string index);

}  // namespace headrace::content
