#include "service/http_call.h"

#include <fmt/format.h>

#include <random>

#include "base/log.h"

namespace headrace::service {
namespace {

bool is_worth_a_retry(const Result<http::Response>& answer) {
  if (!answer) return true;
  switch (answer->status) {
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

/// `n` times the interval and up to a tenth more, so that many callers do not come back together.
base::Nanoseconds pause_before(int try_number, std::chrono::milliseconds interval) {
  thread_local std::minstd_rand random(std::random_device{}());
  std::uniform_real_distribution<double> jitter(0, 0.1);
  const base::Nanoseconds step = interval;
  return base::Nanoseconds(static_cast<std::int64_t>(static_cast<double>(step.count()) * try_number * (1 + jitter(random))));
}

/// `error.type` and `error.reason` of an answer's body, as far as it has them.
struct ToldError {
  std::string type, reason;
};

ToldError told_error(const http::Response& response) {
  const auto body = json::parse(response.body);
  if (!body) return {};
  const auto* error = body->find("error");
  if (error == nullptr) return {};
  if (error->is_string()) return {"", error->as_string()};
  return {std::string(error->text("type")), std::string(error->text("reason"))};
}

ErrorKind kind_of(unsigned status, std::string_view type) {
  switch (status) {
    case 400:
      return ErrorKind::illegal_argument;
    case 401:
      return ErrorKind::authentication;
    case 403:
      return ErrorKind::security;
    case 404:
      return type == "index_not_found_exception" ? ErrorKind::index_not_found : ErrorKind::document_missing;
    case 409:
      return ErrorKind::version_conflict;
    default:
      return ErrorKind::unavailable;
  }
}

}  // namespace

void Interruption::interrupt() {
  const std::lock_guard lock(mutex_);
  is_interrupted_ = true;
  changed_.notify_all();
}

bool Interruption::pause(base::Clock& clock, base::Nanoseconds duration) {
  const auto until = clock.now() + duration;
  std::unique_lock lock(mutex_);
  while (!is_interrupted_ && clock.now() < until) clock.wait_until(lock, changed_, until);
  return !is_interrupted_;
}

HttpCaller::HttpCaller(http::ClientOptions target, Retry retry, std::shared_ptr<Interruption> interruption, base::Clock& clock)
    : client_(std::move(target)), retry_(retry), interruption_(std::move(interruption)), clock_(clock) {}

Result<http::Response> HttpCaller::send(std::string_view method, const std::string& target, const std::string& body,
                                        std::string_view media_type) {
  // The origin lets a real Elasticsearch give access to the connector indices (docs/spec/connector-service.md 4.1).
  std::vector<http::Header> headers{{"X-elastic-product-origin", "connectors"}, {"User-Agent", "headrace-connectors"}};
  if (!body.empty()) headers.push_back({"Content-Type", std::string(media_type)});
  for (int try_number = 1;; ++try_number) {
    auto answer = client_.send(method, target, body, headers);
    if (answer && (answer->status == 429 || answer->status == 503)) ++busy_answers_;
    if (!is_worth_a_retry(answer) || try_number >= retry_.tries) return answer;
    const auto why = answer ? fmt::format("status {}", answer->status) : answer.error().reason;
    base::log_warning("service", "the target did not do it, trying again", {{"url.path", target}, {"error.message", why}});
    if (!interruption_->pause(clock_, pause_before(try_number, retry_.interval))) return answer;
  }
}

Result<json::Value> HttpCaller::json(std::string_view method, const std::string& target, const std::string& body,
                                     std::string_view media_type) {
  TRY(const auto response, send(method, target, body, media_type));
  const auto what = fmt::format("{} {}", method, target);
  if (response.status / 100 != 2) return fail(error_of(response, what));
  return read_answer(response, what);
}

Result<json::Value> read_answer(const http::Response& response, std::string_view what) {
  auto value = json::parse(response.body);
  if (value) return value;
  return fail(ErrorKind::unavailable, fmt::format("{} was answered with something that is no JSON: {}", what, value.error().reason));
}

Error error_of(const http::Response& response, std::string_view what) {
  const auto told = told_error(response);
  const auto reason = told.reason.empty() ? "no reason was given" : told.reason;
  if (response.status == 403) {
    return {ErrorKind::security, fmt::format("Not authorized for {} (status code 403): {}. The API key may have to be made anew, with "
                                             "rights on the index.",
                                             what, reason)};
  }
  return {kind_of(response.status, told.type), fmt::format("{} was answered with status {}: {}", what, response.status, reason)};
}

}  // namespace headrace::service
