#pragma once
// Is the source of a connector there, with this configuration? (docs/spec/connector-service.md 8.6) Asked on threads of their own, because
// a source may take long to answer; a good answer holds for some minutes, while the configuration stays the same.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "service/backend.h"
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
  /// `on_result` is called from another thread when a check has ended.
  HealthChecks(base::Clock& clock, HealthOptions options, std::function<void()> on_result);
  /// Checks that still run are left alone; their results are dropped.
  ~HealthChecks();
  HealthChecks(const HealthChecks&) = delete;
  HealthChecks& operator=(const HealthChecks&) = delete;

  struct Answer {
    std::optional<Health> health;  ///< none: not known yet, a check runs or waits for its turn
    bool is_new = false;           ///< given for the first time
  };
  /// What is known of this connector as it is; starts a check where nothing fresh is known.
  Answer of(const Record& connector, const sources::SourceType& source);

 private:
  struct Entry {
    std::string configuration;  ///< that was checked, as text
    std::optional<Health> health;
    base::Instant checked_at{};
    bool is_new = false;
    bool is_running = false;
  };
  /// Shared with the threads of the checks.
  struct State {
    std::mutex mutex;
    // all guarded by mutex
    std::map<std::string, Entry> entries;
    std::size_t running = 0;
    std::function<void()> on_result;
  };
  [[nodiscard]] bool is_fresh(const Entry& entry, const std::string& configuration);
  void start(const std::string& id, std::string configuration, const json::Value& fields, const sources::SourceType& source);

  base::Clock& clock_;
  const HealthOptions options_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace headrace::service
