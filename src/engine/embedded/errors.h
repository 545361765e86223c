#pragma once
// The errors of stores, each made in one place with the original's words (docs/spec/document-api.md 4.2 to 4.13).

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

Error index_not_found(std::string_view name);
Error index_exists(const IndexDefinition& index);
Error invalid_index_name(std::string_view name, std::string_view why);
/// `why` begins with what stands between the name and the words.
Error invalid_alias_name(std::string_view name, std::string_view why);
Error index_closed(const IndexDefinition& index);
/// An alias of more than one index, where one is needed.
Error several_indices(std::string_view alias, const std::vector<std::string>& names);
/// An alias that no write can go through.
Error no_write_index(std::string_view alias);

/// A create of a document that there is.
Error already_exists(const IndexDefinition& index, std::string_view id, const StoredDocument& current);
/// `current`: none when there is no document.
Error guard_failed(const IndexDefinition& index, std::string_view id, const Guard& guard, const StoredDocument* current);
Error document_missing(const IndexDefinition& index, std::string_view id);
/// A source that is no JSON object.
Error unreadable_source(std::string_view id, const Error* cause);

/// The disk is nearly full.
Error disk_full(std::string_view index);

/// The store is closed, or stopped after a failed write.
Error store_closed();
Error store_stopped(std::string_view why);

/// What, why, and what to do: three lines (docs/formats.md).
Error cannot_open(std::string_view what, std::string_view why, std::string_view what_to_do);
/// The same for records that make no sense.
Error cannot_recover(std::string_view folder, std::string_view why);

}  // namespace headrace::engine::embedded
