#pragma once
// The stored form of filtering: `active` and `draft` of a connector, each a set of rules, a snippet and what a validation said of them
// (docs/spec/configuration-filtering-secrets.md 3.1, called RULES there), and how a list of rules is brought into order (3.4).

#include <string_view>

#include "base/clock.h"
#include "json/value.h"

namespace headrace::control {

/// What `active` and `draft` of a new connector are: one rule that includes everything, an empty snippet, valid (3.1).
json::Value default_filtering_state(base::Instant now);

/// The members of an `active` or `draft`, in the order of storage; missing time stamps are `now`. What cannot be read stays as it is.
json::Value stored_filtering_state(const json::Value& state, base::Instant now);

/// The same of a snippet alone.
json::Value stored_advanced_snippet(const json::Value& snippet, base::Instant now);

/// A list of rules as a draft keeps it: sorted by `order`, the default rule last, missing time stamps `now` (3.4).
/// `rules`: from read_filtering_rules.
json::Value normalised_filtering_rules(const json::Value& rules, base::Instant now);

/// The two states of a connector's filtering.
struct Filtering {
  json::Value active, draft;

  /// The entry that is stored of it.
  [[nodiscard]] json::Value entry() const;
};

/// From the first entry of a stored connector (3.3: further ones do not survive a change); what is not there is as in a new connector.
Filtering filtering_of(const json::Value& connector, base::Instant now);

/// Whether the original's index would take an entry (3.8). Errors: document_parsing.
Result<void> check_filtering_entry(std::string_view connector_id, const json::Value& entry);

}  // namespace headrace::control
