#pragma once
// Is the source of a connector there, with this configuration? (docs/spec/connector-service.md 8.6) Asked in the background, because a
// source may take long to answer; a good answer holds for some minutes, while the configuration stays the same.

#include "service/backend.h"
#include "service/background_checks.h"
#include "sources/source.h"

namespace headrace::service {

struct Health {
  std::string error;  ///< what is wrong, "" for nothing
  [[nodiscard]] bool is_good() const { return error.empty(); }
};

struct HealthOptions {
  std::chrono::seconds good_for{300};
  std::chrono::seconds bad_for{30};
  std::size_t at_once = 4;  ///< checks at the same time
};

class HealthChecks {
 public:
  /// `on_result` is called, from elsewhere, when a check has ended.
  HealthChecks(base::Clock& clock, HealthOptions options, std::function<void()> on_result, Executor executor = run_detached);

  struct Answer {
    std::optional<Health> health;  ///< none: not known yet, a check runs or waits for its turn
    bool is_new = false;           ///< given for the first time
  };
  /// What is known of this connector as it is; starts a check where nothing fresh is known.
  Answer of(const Record& connector, const sources::SourceType& source);

 private:
  BackgroundChecks<Health> checks_;
};

}  // namespace headrace::service
