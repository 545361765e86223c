#pragma once
// For tests only: the target of simulated services (simulation.h), as one of them sees it over a bad line, and its clock, which may be
// wrong.

#include <random>

#include "service/memory_backend.h"

namespace headrace::service {

/// Time as a service has it that is so far ahead of the true one.
class SkewedClock final : public base::Clock {
 public:
  SkewedClock(base::Clock& truth, base::Nanoseconds ahead) : truth_(truth), ahead_(ahead) {}
  base::Instant now() override { return truth_.now() + ahead_; }
  bool wait_until(std::unique_lock<std::mutex>&, std::condition_variable&, base::Instant) override { return false; }
  [[nodiscard]] base::Nanoseconds ahead() const { return ahead_; }

 private:
  base::Clock& truth_;
  const base::Nanoseconds ahead_;
};

/// Thrown through whatever a service is doing when it is killed.
struct Killed {};

/// What is wrong with the line of one service.
struct Line {
  bool is_cut = false;
  int calls_until_kill = -1;  ///< the service dies in that call, before or after it has its effect; below 0: it does not
  double lost_answers = 0;    ///< share of the writes that happen and are answered with an error
  double stolen_writes = 0;   ///< share of the guarded writes that somebody else's write comes before
  bool is_clean_up = false;   ///< these calls are made by the clean-up
};

/// Who is told of what happens to jobs.
class JobWatcher {
 public:
  virtual ~JobWatcher() = default;
  virtual void job_created(const std::string& id) = 0;
  /// The clean-up is about to write an end over what it has read.
  virtual void job_about_to_end(const std::string& id) = 0;
  virtual void job_written(const std::string& id, const std::string& before, const std::string& after, bool by_clean_up) = 0;
};

class BadLine final : public Backend {
 public:
  BadLine(MemoryBackend& state, Line& line, std::mt19937_64& random, JobWatcher& watcher)
      : state_(state), line_(line), random_(random), watcher_(watcher) {}

  Result<void> prepare() override {
    return call<void>([&] { return state_.prepare(); });
  }
  Result<void> connectors(const ConnectorFilter& filter, const Visit& visit) override {
    return call<void>([&] { return state_.connectors(filter, visit); });
  }
  Result<std::optional<Record>> connector(const std::string& id) override {
    return call<std::optional<Record>>([&] { return state_.connector(id); });
  }
  Result<void> jobs(const JobFilter& filter, const Visit& visit) override {
    return call<void>([&] { return state_.jobs(filter, visit); });
  }
  Result<std::optional<Record>> job(const std::string& id) override {
    return call<std::optional<Record>>([&] { return state_.job(id); });
  }
  Result<void> check_in(const std::string& id) override {
    return write<void>([&] { return state_.check_in(id); });
  }
  Result<std::optional<engine::Guard>> update_connector(const std::string& id, const json::Value& part,
                                                        std::optional<engine::Guard> guard) override {
    if (guard && chance(line_.stolen_writes))
      state_.merge_connector(id, json::object({{"note", static_cast<std::int64_t>(random_() >> 1U)}}));
    return write<std::optional<engine::Guard>>([&] { return state_.update_connector(id, part, guard); });
  }
  Result<std::optional<engine::Guard>> update_job(const std::string& id, const json::Value& part,
                                                  std::optional<engine::Guard> guard) override {
    if (line_.is_clean_up && chance(line_.stolen_writes)) watcher_.job_about_to_end(id);
    return write<std::optional<engine::Guard>>([&] { return watched(id, [&] { return state_.update_job(id, part, guard); }); });
  }
  Result<bool> create_job(const std::string& id, const json::Value& job) override {
    return write<bool>([&] {
      auto created = state_.create_job(id, job);
      if (created && *created) watcher_.job_created(id);
      return created;
    });
  }
  Result<ClaimOutcome> claim(const std::string& id, const control::SyncJobClaim& claim) override {
    return write<ClaimOutcome>([&] { return watched(id, [&] { return state_.claim(id, claim); }); });
  }
  Result<void> report(const std::string& id, const control::SyncJobStats& stats) override {
    return write<void>([&] { return state_.report(id, stats); });
  }
  std::unique_ptr<ContentTarget> content(const std::string& authorization) override {
    return std::make_unique<Content>(*this, state_.content(authorization));
  }
  bool on_change(std::function<void()>) override { return false; }

 private:
  class Content final : public ContentTarget {
   public:
    Content(BadLine& line, std::unique_ptr<ContentTarget> target) : line_(line), target_(std::move(target)) {}
    Result<void> ensure_index(const std::string& index, const json::Value& mappings) override {
      return line_.write<void>([&] { return target_->ensure_index(index, mappings); });
    }
    Result<std::optional<json::Value>> document(const std::string& index, const std::string& id) override {
      return line_.call<std::optional<json::Value>>([&] { return target_->document(index, id); });
    }
    Result<bool> has_pipeline(const std::string& name) override {
      return line_.call<bool>([&] { return target_->has_pipeline(name); });
    }
    Result<void> scan(const std::string& index, const ScanDetail& detail,
                      const std::function<bool(const StoredDocument&)>& visit) override {
      return line_.call<void>([&] { return target_->scan(index, detail, visit); });
    }
    Result<std::vector<ItemOutcome>> bulk(const std::string& index, const std::string& pipeline,
                                          std::span<const Operation> operations) override {
      return line_.write<std::vector<ItemOutcome>>([&] { return target_->bulk(index, pipeline, operations); });
    }
    Result<std::uint64_t> count(const std::string& index) override {
      return line_.call<std::uint64_t>([&] { return target_->count(index); });
    }

   private:
    BadLine& line_;
    std::unique_ptr<ContentTarget> target_;
  };

  bool chance(double share) { return share > 0 && std::uniform_real_distribution<>(0, 1)(random_) < share; }

  template <class T, class Call>
  Result<T> call(Call make) {
    const bool dies = line_.calls_until_kill >= 0 && line_.calls_until_kill-- == 0;
    if (dies && chance(0.5)) throw Killed();
    if (line_.is_cut) return fail(ErrorKind::connection, "the line is cut");
    auto result = make();
    if (dies) throw Killed();
    return result;
  }
  template <class T, class Call>
  Result<T> write(Call make) {
    auto result = call<T>(make);
    if (result && chance(line_.lost_answers)) return fail(ErrorKind::connection, "the answer was lost");
    return result;
  }
  template <class Write>
  std::invoke_result_t<Write> watched(const std::string& id, Write make) {
    const auto before = state_.job_status(id);
    auto written = make();
    const auto after = state_.job_status(id);
    if (before != after) watcher_.job_written(id, before, after, line_.is_clean_up);
    return written;
  }

  MemoryBackend& state_;
  Line& line_;
  std::mt19937_64& random_;
  JobWatcher& watcher_;
};

}  // namespace headrace::service
