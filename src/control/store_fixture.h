#pragma once
// For tests only: a real embedded engine in a temporary folder, with a clock that the test turns.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "control/connectors.h"
#include "control/sync_jobs.h"

namespace headrace::control {

class StoreFixture : public ::testing::Test {
 protected:
  StoreFixture();
  ~StoreFixture() override;

  /// Runs a coroutine to its end.
  template <class T>
  T run(Awaitable<T> work) {
    std::optional<T> result;
    drive(keep(std::move(work), result));
    return std::move(*result);
  }
  /// Runs all of them at the same time.
  template <class T>
  std::vector<T> run_all(std::vector<Awaitable<T>> work) {
    std::vector<std::optional<T>> results(work.size());
    std::vector<Awaitable<void>> all;
    for (std::size_t i = 0; i < work.size(); ++i) all.push_back(keep(std::move(work[i]), results[i]));
    drive_all(std::move(all));
    std::vector<T> values;
    for (auto& result : results) values.push_back(std::move(*result));
    return values;
  }

  engine::StateStore& store();
  base::Instant now();
  std::string now_text() { return base::format_instant(now()); }
  void advance(base::Nanoseconds by);

  /// Puts a document into the state as the document API would.
  void seed(std::string_view index, const std::string& id, std::string source);
  /// The stored document, null when there is none.
  json::Value stored(std::string_view index, const std::string& id);
  json::Value job(const std::string& id) { return stored(engine::sync_jobs_index, id); }
  json::Value connector(const std::string& id) { return stored(engine::connectors_index, id); }

  /// A connector that can have jobs, and a job of it.
  void make_connector(const std::string& id, const std::string& index_name, const std::string& service_type = "dir");
  std::string make_job(const std::string& connector_id, SyncJobType type = SyncJobType::full);
  /// Merges into a stored job, as the document API does.
  void change_job(const std::string& id, const json::Value& part);

  Connectors& connectors() { return *connectors_; }
  SyncJobs& jobs() { return *jobs_; }
  SyncJobs& strict_jobs() { return *strict_jobs_; }

 private:
  template <class T>
  static Awaitable<void> keep(Awaitable<T> work, std::optional<T>& result) {
    result.emplace(co_await std::move(work));
  }
  static void drive(Awaitable<void> work);
  static void drive_all(std::vector<Awaitable<void>> work);

  std::filesystem::path folder_;
  std::unique_ptr<base::ManualClock> clock_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Connectors> connectors_;
  std::unique_ptr<SyncJobs> jobs_, strict_jobs_;
};

/// The value, or a failed test that tells the error.
template <class T>
T value_of(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().reason;
    return T{};
  }
  return std::move(*result);
}

/// The reason of an error of this kind, or what there is instead.
template <class T>
std::string reason_of(const Result<T>& result, ErrorKind kind) {
  if (result) return "no error";
  if (result.error().kind != kind) return "another kind: " + result.error().reason;
  return result.error().reason;
}

/// Parses a literal of a test.
inline json::Value json_of(std::string_view text) { return value_of(json::parse(text)); }

/// The names of an object's members, in order.
inline std::vector<std::string> names_of(const json::Value& object) {
  std::vector<std::string> names;
  for (const auto& member : object.as_object()) names.push_back(member.name);
  return names;
}

}  // namespace headrace::control
