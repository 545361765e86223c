#pragma once
// One call to a target over HTTP, with the one retry layer there is (docs/spec/connector-service.md 4.3 and 4.4).

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "http/client.h"
#include "json/value.h"

namespace headrace::service {

struct Retry {
  int tries = 5;
  std::chrono::milliseconds interval{10000};  ///< before try n + 1: n times this, up to a tenth more
};

/// Ends the pauses between tries, for all callers that share it.
class Interruption {
 public:
  void interrupt();
  /// Waits; false when it was interrupted.
  bool pause(base::Clock& clock, base::Nanoseconds duration);
  /// True from the interruption on.
  [[nodiscard]] const std::atomic<bool>& flag() const { return is_interrupted_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> is_interrupted_ = false;  ///< set with mutex_ held
};

class HttpCaller {
 public:
  HttpCaller(http::ClientOptions target, Retry retry, std::shared_ptr<Interruption> interruption, base::Clock& clock);

  /// The answer, whatever its status. Connection errors, time-outs and the statuses 429, 500, 502, 503 and 504 are tried again.
  /// Errors: connection, after the last try.
  Result<http::Response> send(std::string_view method, const std::string& target, const std::string& body = {},
                              std::string_view media_type = "application/json");
  /// Answers so far with status 429 or 503, those after which it was tried again included.
  [[nodiscard]] std::uint64_t busy_answers() const { return busy_answers_; }
  /// The body of a 2xx answer as JSON. Errors: those of error_of.
  Result<json::Value> json(std::string_view method, const std::string& target, const std::string& body = {},
                           std::string_view media_type = "application/json");

 private:
  http::Client client_;
  const Retry retry_;
  const std::shared_ptr<Interruption> interruption_;
  base::Clock& clock_;
  std::atomic<std::uint64_t> busy_answers_ = 0;
};

/// What an answer that is no success says: 404 as document_missing (index_not_found when it says so), 409 as version_conflict, 400 as
/// illegal_argument, 401 as authentication, 403 as security, all others as unavailable; `what` was asked.
Error error_of(const http::Response& response, std::string_view what);
/// The body of an answer as JSON. Errors: unavailable, when it is none.
Result<json::Value> read_answer(const http::Response& response, std::string_view what);

}  // namespace headrace::service
