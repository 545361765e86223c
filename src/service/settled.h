#pragma once
// Up to where everything that a sync has read is answered by the target, with the counters of exactly that: what a checkpoint may say.
// Requests end in any order; a mark holds once all of them before it have.

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "sources/source.h"

namespace headrace::service {

/// What the target has accepted.
struct Accepted {
  std::int64_t indexed = 0;
  std::int64_t deleted = 0;
  std::int64_t volume_bytes = 0;

  Accepted& operator+=(const Accepted& other) {
    indexed += other.indexed;
    deleted += other.deleted;
    volume_bytes += other.volume_bytes;
    return *this;
  }
};

/// Not for several threads at once.
class Settled {
 public:
  /// Of earlier attempts.
  void begin_with(sources::Resume scopes, Accepted accepted) {
    scopes_ = std::move(scopes);
    accepted_ = accepted;
  }

  /// The stretch that requests made now belong to.
  [[nodiscard]] std::uint64_t stretch() const { return first_ + stretches_.size() - 1; }
  void note_sent(std::uint64_t stretch) { ++at(stretch).open; }
  void note_answered(std::uint64_t stretch, const Accepted& accepted) {
    auto& answered = at(stretch);
    --answered.open;
    answered.accepted += accepted;
    settle();
  }
  /// All that was read of the scope up to `progress` was sent in stretches up to now.
  void mark(std::string scope, sources::ScopeProgress progress) {
    stretches_.back().mark = {std::move(scope), std::move(progress)};
    stretches_.emplace_back();
    settle();
  }

  [[nodiscard]] const sources::Resume& scopes() const { return scopes_; }
  [[nodiscard]] const Accepted& accepted() const { return accepted_; }

 private:
  struct Stretch {
    std::size_t open = 0;  ///< requests without an answer
    Accepted accepted = {};
    std::optional<std::pair<std::string, sources::ScopeProgress>> mark = {};  ///< at its end; none: it goes on
  };
  Stretch& at(std::uint64_t stretch) { return stretches_[static_cast<std::size_t>(stretch - first_)]; }
  void settle() {
    while (stretches_.front().open == 0 && stretches_.front().mark) {
      auto& [scope, progress] = *stretches_.front().mark;
      scopes_[scope] = std::move(progress);
      accepted_ += stretches_.front().accepted;
      stretches_.pop_front();
      ++first_;
    }
  }

  std::deque<Stretch> stretches_ = std::deque<Stretch>(1);
  std::uint64_t first_ = 0;  ///< number of the first of them
  sources::Resume scopes_;
  Accepted accepted_;
};

}  // namespace headrace::service
