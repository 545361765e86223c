#include "control/errors.h"

#include <fmt/format.h>

#include "engine/document.h"

namespace headrace::control {

Result<void> Validation::result() const {
  if (messages_.empty()) return {};
  std::string reason = "Validation Failed: ";
  for (std::size_t i = 0; i < messages_.size(); ++i) reason += fmt::format("{}: {};", i + 1, messages_[i]);
  return fail(ErrorKind::action_request_validation, std::move(reason));
}

Error sync_job_not_found(std::string_view id) { return {ErrorKind::resource_not_found, std::string(id)}; }

Error sync_job_update_not_found(std::string_view id) {
  return {ErrorKind::resource_not_found, fmt::format("connector sync job [{}] not found", id)};
}

Error connector_not_found(std::string_view id) { return {ErrorKind::resource_not_found, fmt::format("connector [{}] not found", id)}; }

Error connector_document_missing(std::string_view id) {
  Error error{ErrorKind::document_missing, fmt::format("[{}]: document missing", id)};
  error.metadata = {{"index_uuid", "_na_"}, {"shard", "0"}, {"index", std::string(engine::connectors_index)}};
  return error;
}

Error sync_job_transition_refused(std::string_view from, std::string_view to) {
  const auto reason = fmt::format(
      "Invalid transition attempt from [{}] to [{}]. Such a ConnectorSyncStatus transition is not supported by the Connector Protocol.",
      from, to);
  return Error{ErrorKind::status_bad_request, reason}.because({ErrorKind::sync_job_invalid_transition, reason});
}

Error connector_transition_refused(std::string_view from, std::string_view to) {
  const auto reason = fmt::format(
      "Invalid transition attempt from [{}] to [{}]. Such a status transition is not supported by the Connector Protocol.", from, to);
  return Error{ErrorKind::status_bad_request, reason}.because({ErrorKind::connector_invalid_transition, reason});
}

Error window_too_large(std::uint64_t from_plus_size) {
  const Error cause{
      ErrorKind::illegal_argument,
      fmt::format("Result window is too large, from + size must be less than or equal to: [10000] but was [{}]. See the scroll api for a "
                  "more efficient way to request large data sets. This limit can be set by changing the [index.max_result_window] index "
                  "level setting.",
                  from_plus_size)};
  return Error{ErrorKind::search_phase_execution, "all shards failed"}.because(Error(cause).because(cause));
}

namespace {

/// What the original's index says to a value that its mapping does not take.
Error unreadable_field(std::string_view id, std::string_view field, std::string_view type, std::string cause) {
  return Error{ErrorKind::document_parsing,
               fmt::format("[1:1] failed to parse field [{}] of type [{}] in document with id '{}'", field, type, id)}
      .because({ErrorKind::illegal_argument, std::move(cause)});
}

}  // namespace

Error immense_term(std::string_view id, std::string_view field) {
  return unreadable_field(id, field, "keyword",
                          fmt::format("Document contains at least one immense term in field=\"{}\" (whose UTF8 encoding is longer than "
                                      "the max length 32766), all of which were skipped.",
                                      field));
}

Error integer_out_of_range(std::string_view id, std::string_view field, std::int64_t value) {
  return unreadable_field(id, field, "integer", fmt::format("Value [{}] is out of range for an integer", value));
}

Error short_out_of_range(std::string_view id, std::string_view field, std::int64_t value) {
  return unreadable_field(id, field, "short", fmt::format("Value [{}] is out of range for a short", value));
}

}  // namespace headrace::control
