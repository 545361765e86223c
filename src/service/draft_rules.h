#pragma once
// Draft sync rules that somebody has edited: the service says whether they are valid, and valid ones become active at once
// (docs/spec/connector-service.md 8.6 and 14.6). Whatever the source has to be asked is asked in the background.

#include "service/background_checks.h"
#include "service/job.h"

namespace headrace::service {

class DraftRules {
 public:
  /// `on_result`: see BackgroundChecks.
  DraftRules(const Context& context, std::function<void()> on_result, Executor executor = run_detached);

  /// Checks the draft of this connector when it waits for that, and writes what came of it, now or in a later look. Errors: of the backend.
  Result<void> look_at(const Record& connector, const sources::SourceType& source);

 private:
  /// What was found. Errors: the source did not answer, so that nothing can be said yet.
  using Found = Result<json::Value>;
  Result<void> write(const std::string& connector_id, const json::Value& draft, const json::Value& validation);

  const Context context_;
  BackgroundChecks<Found> checks_;
};

/// `validation` of a draft with these rules and this advanced value: `{"state": …, "errors": […]}`. `check_advanced` is asked when there is
/// an advanced value. Errors: those of `check_advanced` but for illegal_argument.
Result<json::Value> validation_of(const json::Value& draft, const std::function<Result<void>(const json::Value&)>& check_advanced);

}  // namespace headrace::service
