#pragma once
// How long ended jobs are kept: by age, and by how many of each connector. Off until it is asked for (docs/reference/sync-jobs.md).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/store.h"

namespace headrace::control {

/// A job that has ended (completed, error, canceled) goes when either bound says so; others stay.
struct Retention {
  std::string max_age = {};                               ///< such as "30d"; empty: any age
  std::optional<std::uint64_t> max_count = std::nullopt;  ///< the newest of each connector; none: any number

  [[nodiscard]] bool is_on() const { return !max_age.empty() || max_count.has_value(); }
};

/// `age` is a number with a unit (y, M, w, d, h, m, s), `count` at least 1; "" for what is not bounded.
/// Errors: illegal_argument with the bound's name and value.
Result<Retention> read_retention(const std::string& age, const std::string& count);

/// What was removed, or would have been.
struct Pruned {
  std::uint64_t count = 0;
  std::map<std::string, std::uint64_t> by_connector = {};
  std::vector<std::string> ids = {};  ///< of the first `ids_shown`, the newest first
  static constexpr std::size_t ids_shown = 1'000;
};

/// Removes in small steps, so that nobody waits behind it; what was removed stays removed when a later step fails. With `is_dry_run`
/// nothing is.
Awaitable<Result<Pruned>> prune_sync_jobs(engine::StateStore& store, Retention retention, base::Instant now, bool is_dry_run);

}  // namespace headrace::control
