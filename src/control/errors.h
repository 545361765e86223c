#pragma once
// The errors of this room, each made in one place with the original's words.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::control {

/// Collects what is wrong with a request: `Validation Failed: 1: first;2: second;` (docs/spec/connectors.md 0.6).
class Validation {
 public:
  void add(std::string message) { messages_.push_back(std::move(message)); }
  /// Adds the message when the condition holds.
  void add_if(bool wrong, std::string_view message) {
    if (wrong) add(std::string(message));
  }
  /// Errors: action_request_validation when anything was added.
  [[nodiscard]] Result<void> result() const;

 private:
  std::vector<std::string> messages_;
};

/// docs/spec/sync-jobs.md 0.5, first column: the reason is the bare id.
Error sync_job_not_found(std::string_view id);
/// The same for `_check_in` and `_stats`: `connector sync job [id] not found`.
Error sync_job_update_not_found(std::string_view id);
/// docs/spec/connectors.md 0.7, read-first family: `connector [id] not found`.
Error connector_not_found(std::string_view id);
/// docs/spec/connectors.md 0.7, blind family: `[id]: document missing`.
Error connector_document_missing(std::string_view id);

/// docs/spec/sync-jobs.md 0.3; `from` and `to` are names of statuses.
Error sync_job_transition_refused(std::string_view from, std::string_view to);
/// docs/spec/connectors.md 2.2.
Error connector_transition_refused(std::string_view from, std::string_view to);

/// A page that ends beyond 10,000 (docs/spec/sync-jobs.md 3.2): search_phase_execution.
Error window_too_large(std::uint64_t from_plus_size);

/// A text that is too long for a keyword field (docs/spec/sync-jobs.md 1.1).
Error immense_term(std::string_view id, std::string_view field);
/// A counter that does not fit the original's 32 bits (docs/spec/sync-jobs.md 1.1).
Error integer_out_of_range(std::string_view id, std::string_view field, std::int64_t value);
/// An order of a rule that does not fit the original's 16 bits (docs/spec/configuration-filtering-secrets.md 3.8).
Error short_out_of_range(std::string_view id, std::string_view field, std::int64_t value);

}  // namespace headrace::control
