#pragma once
// For tests only: the whole API over a real embedded engine in a temporary folder, with a clock that the test turns.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/store.h"
#include "json/value.h"
#include "rest/api.h"

namespace headrace::rest {

class ApiFixture : public ::testing::Test {
 protected:
  ApiFixture();
  ~ApiFixture() override;

  /// Sends what an Elasticsearch client of curl's manners sends: a body comes with `application/json`.
  http::Response send(const std::string& method, const std::string& target, std::string body = {});
  /// The same to the API in strict mode, over the same engine.
  http::Response send_strict(const std::string& method, const std::string& target, std::string body = {});
  /// Sends exactly these headers.
  http::Response send_with(std::vector<http::Header> headers, const std::string& method, const std::string& target, std::string body = {});
  http::Response fault_of(http::ProtocolFault protocol_fault, const std::string& detail);
  /// The body of a GET.
  json::Value got(const std::string& target);

  void advance(base::Nanoseconds by);
  /// Merges into a stored document, as the document API does.
  void change(std::string_view index, const std::string& id, const json::Value& part);
  void change_job(const std::string& id, const json::Value& part) { change(engine::sync_jobs_index, id, part); }

  /// A connector that can have jobs, and a job of it.
  void make_connector(const std::string& id, const std::string& body = "");
  std::string make_job(const std::string& connector_id, const std::string& job_type = "full");

  std::string fault;  ///< what `/readyz` names

 private:
  static http::Response run(Api& api, http::Request request);

  std::filesystem::path folder_;
  std::unique_ptr<base::ManualClock> clock_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<Api> api_, strict_api_;
};

json::Value json_of(std::string_view text);
inline json::Value body_of(const http::Response& response) { return json_of(response.body); }
/// `400 illegal_argument_exception: reason`, what there is of it.
std::string error_of(const http::Response& response);
/// The ids of a list's results, joined by blanks.
std::string ids_of(const http::Response& response);

}  // namespace headrace::rest
