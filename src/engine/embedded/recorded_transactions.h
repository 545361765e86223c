#pragma once
// For tests only: transactions on jobs with a record of what was acknowledged, from which the state after a fault is worked out to the
// byte.
//
// Each transaction changes one job and counts itself in one connector. So the connector that is found says which transactions there have
// been, and they must be the first so many, whole, with all that were acknowledged among them.

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::engine::embedded {

class RecordedTransactions {
 public:
  explicit RecordedTransactions(std::uint32_t seed) : random_(seed) {}

  /// A transaction on one of the jobs of `writer`. False: it was refused, and may be there all the same.
  Awaitable<bool> transact(StateStore& store, int writer);
  /// A writer that goes on until it is refused, at most so often.
  Awaitable<void> transact_many(StateStore& store, int writer, int most);
  /// So many were acknowledged.
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }

  /// What is wrong in the store, which was just opened or is written to no more; none: all is well. What is found is what is known from
  /// then on.
  std::optional<std::string> check(StateStore& store);

 private:
  struct Step {
    std::uint64_t number = 0;  ///< 0: it never came so far
    std::string job;
    std::string source;  ///< "": the job is removed
    base::Instant now{};
    bool is_acknowledged = false;
  };
  struct Job {
    std::string source, status, connector;
    base::Instant created_at{};
    std::uint64_t creation = 0, version = 1, seq_no = 0;
  };

  std::uint64_t below(std::uint64_t bound) { return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(random_); }
  std::optional<std::string> go_on_to(std::uint64_t number);
  std::optional<std::string> redo(const Step& step);
  std::optional<std::string> check_jobs(StateStore& store);
  std::optional<std::string> check_lists(StateStore& store);
  std::optional<std::string> check_list(StateStore& store, const ListRequest& request);
  [[nodiscard]] std::vector<std::string> expected(const ListRequest& request) const;

  std::mt19937 random_;
  std::map<std::uint64_t, Step> steps_;             ///< since the last check
  std::map<std::string, std::optional<Job>> jobs_;  ///< as of the last check; none: removed
  std::map<std::string, std::uint64_t>
      removed_;             ///< the version of each removal since the store was opened: the next one goes on from there
  std::uint64_t done_ = 0;  ///< transactions there have been, as of the last check
  std::uint64_t creations_ = 0;
  std::uint64_t acknowledged_ = 0;
  base::Instant last_now_{};
};

}  // namespace headrace::engine::embedded
