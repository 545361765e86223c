#pragma once
// For tests only: the security index of a real embedded engine in a temporary folder, with a clock that the test turns.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "engine/store.h"

namespace headrace::security {

class SecurityFixture : public ::testing::Test {
 protected:
  SecurityFixture();
  ~SecurityFixture() override;

  /// Runs a coroutine to its end.
  template <class T>
  T run(Awaitable<T> work) {
    std::optional<T> result;
    drive(keep(std::move(work), result));
    return std::move(*result);
  }

  engine::Engine& engine() { return *engine_; }
  engine::StateStore& store() { return engine_->state(); }
  base::ManualClock& clock() { return *clock_; }
  void advance(base::Nanoseconds by) { clock_->advance(by); }
  /// Puts a document as the document API would.
  void seed(const std::string& index, const std::string& id, std::string source);

 private:
  template <class T>
  static Awaitable<void> keep(Awaitable<T> work, std::optional<T>& result) {
    result = co_await std::move(work);
  }
  static void drive(Awaitable<void> work);

  std::filesystem::path folder_;
  std::unique_ptr<base::ManualClock> clock_;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace headrace::security
