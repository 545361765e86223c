#pragma once
// For tests only: an engine in a temporary folder, with a clock that the test turns, and shorthands for calls.

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/embedded/embedded_engine.h"

namespace headrace::engine::embedded {

/// Runs a coroutine on an io_context of its own to its end.
void drive(Awaitable<void> work);
/// Runs all of them at the same time on one.
void drive_all(std::vector<Awaitable<void>> work);

template <class T>
Awaitable<void> keep(Awaitable<T> work, std::optional<T>& result) {
  result.emplace(co_await std::move(work));
}

template <class T>
T run(Awaitable<T> work) {
  std::optional<T> result;
  drive(keep(std::move(work), result));
  return std::move(*result);
}

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class EngineFixture : public ::testing::Test {
 protected:
  EngineFixture();

  StateStore& state() { return engine_->state(); }
  DocumentStore& content() { return engine_->content(); }
  /// Closes the engine and opens it again.
  void restart();

  /// One write; its result.
  Result<Written> write(Write one);
  Result<Written> index(const std::string& index, const std::string& id, std::string source);
  Result<Written> update(const std::string& index, const std::string& id, std::string_view doc);
  Result<Written> remove(const std::string& index, const std::string& id);
  /// The stored text of a document, or "none", or "error: …".
  std::string source_of(const std::string& index, const std::string& id);
  /// The ids of a list, in order.
  std::vector<std::string> listed(ListRequest request);
  Result<void> transact(Reads reads, std::function<Result<void>(StateView&)> rules);

  TemporaryFolder folder_;
  std::uint64_t stored_lists_from_ = Options().stored_lists_from;  ///< from the next restart on
  base::ManualClock clock_;
  std::vector<std::string> fatal_;  ///< what on_fatal was told
  std::unique_ptr<Engine> engine_;
};

inline const std::string jobs{sync_jobs_index};
inline const std::string connectors{connectors_index};

/// The reason of an error of this kind, or what there is instead.
template <class T>
std::string reason_of(const Result<T>& result, ErrorKind kind) {
  if (result) return "no error";
  if (result.error().kind != kind) return "another kind: " + result.error().reason;
  return result.error().reason;
}

}  // namespace headrace::engine::embedded
