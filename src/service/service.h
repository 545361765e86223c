#pragma once
// The connector service: finds its connectors, schedules, claims, runs, reports, cleans up (docs/spec/connector-service.md). Threads that
// block (docs/decisions/0004-service-threads.md).

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "service/backend.h"
#include "service/job.h"
#include "service/settings.h"
#include "sources/registry/registry.h"

namespace headrace::service {

class Service {
 public:
  /// `backend` and `clock` outlive it.
  Service(Backend& backend, Settings settings, base::Clock& clock = base::system_clock(),
          SourceFinder find_source = sources::find_source_type);
  /// Stops with a grace of 5 s if it was not stopped.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Starts the threads; returns at once.
  void start();
  /// Takes no new jobs; running ones end where they are and become `suspended`. Returns when all threads have ended, at the latest
  /// shortly after `grace`. Safe to call twice.
  void stop(std::chrono::milliseconds grace);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace headrace::service
