#include "engine/embedded/errors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace headrace::engine::embedded {
namespace {

/// The members that an error about a document carries.
Error about_document(ErrorKind kind, const IndexDefinition& index, std::string reason) {
  Error error{kind, std::move(reason)};
  error.metadata = {{"index_uuid", index.uuid}, {"shard", "0"}, {"index", index.name}};
  return error;
}

}  // namespace

Error index_not_found(std::string_view name) {
  Error error{ErrorKind::index_not_found, fmt::format("no such index [{}]", name)};
  error.metadata = {
      {"resource.type", "index_or_alias"}, {"resource.id", std::string(name)}, {"index_uuid", "_na_"}, {"index", std::string(name)}};
  return error;
}

Error index_exists(const IndexDefinition& index) {
  Error error{ErrorKind::resource_already_exists, fmt::format("index [{}/{}] already exists", index.name, index.uuid)};
  error.metadata = {{"index_uuid", index.uuid}, {"index", index.name}};
  return error;
}

Error invalid_index_name(std::string_view name, std::string_view why) {
  Error error{ErrorKind::invalid_index_name, fmt::format("Invalid index name [{}], {}", name, why)};
  error.metadata = {{"index_uuid", "_na_"}, {"index", std::string(name)}};
  return error;
}

Error invalid_alias_name(std::string_view name, std::string_view why) {
  return {ErrorKind::invalid_alias_name, fmt::format("Invalid alias name [{}]{}", name, why)};
}

Error index_closed(const IndexDefinition& index) {
  Error error{ErrorKind::index_closed, "closed"};
  error.metadata = {{"index_uuid", index.uuid}, {"index", index.name}};
  return error;
}

Error several_indices(std::string_view alias, const std::vector<std::string>& names) {
  return {ErrorKind::illegal_argument,
          fmt::format("alias [{}] has more than one index associated with it [{}], can't execute a single index op", alias,
                      fmt::join(names, ", "))};
}

Error no_write_index(std::string_view alias) {
  return {ErrorKind::illegal_argument,
          fmt::format("no write index is defined for alias [{}]. The write index may be explicitly disabled using is_write_index=false or "
                      "the alias points to multiple indices without one being designated as a write index",
                      alias)};
}

Error already_exists(const IndexDefinition& index, std::string_view id, const StoredDocument& current) {
  return about_document(ErrorKind::version_conflict, index,
                        fmt::format("[{}]: version conflict, document already exists (current version [{}])", id, current.version));
}

Error guard_failed(const IndexDefinition& index, std::string_view id, const Guard& guard, const StoredDocument* current) {
  const auto found = current == nullptr
                         ? std::string("but no document was found")
                         : fmt::format("current document has seqNo [{}] and primary term [{}]", current->seq_no, current->primary_term);
  return about_document(
      ErrorKind::version_conflict, index,
      fmt::format("[{}]: version conflict, required seqNo [{}], primary term [{}]. {}", id, guard.seq_no, guard.primary_term, found));
}

Error document_missing(const IndexDefinition& index, std::string_view id) {
  return about_document(ErrorKind::document_missing, index, fmt::format("[{}]: document missing", id));
}

Error unreadable_source(std::string_view id, const Error* cause) {
  Error error{ErrorKind::document_parsing, fmt::format("failed to parse document with id '{}': it must be a JSON object", id)};
  if (cause != nullptr) return std::move(error).because(*cause);
  return error;
}

Error disk_full(std::string_view index) {
  return {ErrorKind::cluster_block,
          fmt::format("index [{}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
                      "read-only-allow-delete block];",
                      index)};
}

Error store_closed() { return {ErrorKind::unavailable, "the server is shutting down"}; }

Error store_stopped(std::string_view why) {
  return {ErrorKind::unavailable, fmt::format("the store has stopped after a failed write: {}", why)};
}

Error cannot_open(std::string_view what, std::string_view why, std::string_view what_to_do) {
  return {ErrorKind::unavailable, fmt::format("{}\n{}\n{}", what, why, what_to_do)};
}

Error cannot_recover(std::string_view folder, std::string_view why) {
  return cannot_open(fmt::format("The data in {} cannot be opened.", folder), fmt::format("It is damaged: {}", why),
                     "Restore the data folder from a backup, or move it away to start with an empty one.");
}

}  // namespace headrace::engine::embedded
