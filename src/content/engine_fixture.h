#pragma once
// For tests only: a real embedded engine in a temporary folder, with a clock that the test turns.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/store.h"

namespace headrace::content {

class EngineFixture : public ::testing::Test {
 protected:
  EngineFixture();
  ~EngineFixture() override;

  engine::Engine& engine() { return *engine_; }
  base::Instant now() { return clock_->now(); }

  /// Runs a coroutine to its end.
  template <class T>
  T run(Awaitable<T> work) {
    std::optional<T> result;
    drive(keep(std::move(work), result));
    return std::move(*result);
  }

  /// Stores a document.
  void put(const std::string& index, const std::string& id, std::string source);
  /// The stored bytes, "" when there is none.
  std::string stored(const std::string& index, const std::string& id);

 private:
  template <class T>
  static Awaitable<void> keep(Awaitable<T> work, std::optional<T>& result) {
    result.emplace(co_await std::move(work));
  }
  static void drive(Awaitable<void> work);

  std::filesystem::path folder_;
  std::unique_ptr<base::ManualClock> clock_;
  std::unique_ptr<engine::Engine> engine_;
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

/// The reason of the error, or "no error".
template <class T>
std::string reason_of(const Result<T>& result) {
  return result ? "no error" : result.error().reason;
}

/// Parses a literal of a test.
inline json::Value json_of(std::string_view text) { return value_of(json::parse(text)); }

}  // namespace headrace::content
