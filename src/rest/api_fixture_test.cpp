#include "rest/api_fixture.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <stdexcept>

#include "base/strings.h"
#include "engine/embedded/embedded_engine.h"

namespace headrace::rest {
namespace {

namespace asio = boost::asio;

std::unique_ptr<engine::Engine> open_engine(const std::filesystem::path& folder, base::Clock& clock) {
  auto opened = engine::embedded::open({.folder = folder, .clock = &clock, .on_fatal = {}});
  if (!opened) throw std::runtime_error(opened.error().reason);
  return std::move(*opened);
}

ApiOptions options_for(control::Mode mode, base::Clock& clock, const std::filesystem::path& folder, const std::string& fault) {
  ApiOptions options;
  options.sealing_key_file = folder / "sealing.key";
  options.mode = mode;
  options.clock = &clock;
  options.cluster_uuid = "test-cluster-uuid-0001";
  options.fault = [&fault] { return fault; };
  return options;
}

/// Runs a coroutine to its end.
template <class T>
T finish(Awaitable<T> work) {
  asio::io_context io;
  auto guard = asio::make_work_guard(io);
  std::optional<T> result;
  std::exception_ptr failure;
  asio::co_spawn(io, std::move(work), [&](std::exception_ptr problem, T value) {
    failure = problem;
    result = std::move(value);
    guard.reset();
  });
  io.run();
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

http::Request request_of(std::vector<http::Header> headers, const std::string& method, const std::string& target, std::string body) {
  return {.method = method, .target = target, .headers = std::move(headers), .body = std::move(body), .remote_address = "127.0.0.1"};
}

std::vector<http::Header> plain_headers(const std::string& body) {
  std::vector<http::Header> headers = {{"Accept", "*/*"}};
  if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
  return headers;
}

}  // namespace

ApiFixture::ApiFixture()
    : folder_(std::filesystem::temp_directory_path() / ("headrace-rest-" + base::random_hex(8))),
      clock_(std::make_unique<base::ManualClock>(*base::parse_instant("2026-03-04T05:06:07.089Z"))),
      engine_(open_engine(folder_, *clock_)),
      api_(std::make_unique<Api>(*engine_, options_for(control::Mode::standard, *clock_, folder_, fault))),
      strict_api_(std::make_unique<Api>(*engine_, options_for(control::Mode::strict, *clock_, folder_, fault))) {}

ApiFixture::~ApiFixture() {
  api_.reset();
  strict_api_.reset();
  engine_->close();
  engine_.reset();
  std::filesystem::remove_all(folder_);
}

http::Response ApiFixture::run(Api& api, http::Request request) {
  auto response = finish(api.handle(std::move(request)));
  if (response.shared_body) response.body = *response.shared_body;  // as it is sent
  return response;
}

http::Response ApiFixture::send(const std::string& method, const std::string& target, std::string body) {
  return send_with(plain_headers(body), method, target, std::move(body));
}

http::Response ApiFixture::send_strict(const std::string& method, const std::string& target, std::string body) {
  return run(*strict_api_, request_of(plain_headers(body), method, target, std::move(body)));
}

http::Response ApiFixture::send_with(std::vector<http::Header> headers, const std::string& method, const std::string& target,
                                     std::string body) {
  return run(*api_, request_of(std::move(headers), method, target, std::move(body)));
}

http::Response ApiFixture::fault_of(http::ProtocolFault protocol_fault, const std::string& detail) {
  return api_->protocol_fault(protocol_fault, detail);
}

json::Value ApiFixture::got(const std::string& target) { return body_of(send("GET", target)); }

void ApiFixture::advance(base::Nanoseconds by) { clock_->advance(by); }

void ApiFixture::change(std::string_view index, const std::string& id, const json::Value& part) {
  auto rules = [index, id, part](engine::StateView& state) -> Result<void> {
    const auto* document = state.find(index, id);
    TRY(auto stored, json::parse(document == nullptr ? "{}" : *document->source));
    json::merge(stored, part);
    state.put(index, id, json::write(stored));
    return {};
  };
  engine::Reads reads{.documents = {{std::string(index), id}}, .keywords = {}};
  const auto done = finish(engine_->state().transact(std::move(reads), std::move(rules)));
  if (!done) ADD_FAILURE() << done.error().reason;
}

void ApiFixture::make_connector(const std::string& id, const std::string& body) {
  const auto usual = fmt::format(R"({{"index_name":"idx-{}","service_type":"dir","language":"en"}})", id);
  const auto made = send("PUT", "/_connector/" + id, body.empty() ? usual : body);
  EXPECT_EQ(made.status, 201U) << made.body;
}

std::string ApiFixture::make_job(const std::string& connector_id, const std::string& job_type) {
  const auto made = send("POST", "/_connector/_sync_job", fmt::format(R"({{"id":"{}","job_type":"{}"}})", connector_id, job_type));
  EXPECT_EQ(made.status, 201U) << made.body;
  advance(std::chrono::milliseconds(10));
  return std::string(body_of(made).text("id"));
}

json::Value json_of(std::string_view text) {
  auto value = json::parse(text);
  if (!value) ADD_FAILURE() << value.error().reason << " in " << text;
  return value ? std::move(*value) : json::Value();
}

std::string error_of(const http::Response& response) {
  const auto body = body_of(response);
  const auto* error = body.find("error");
  if (error == nullptr) return fmt::format("{} without an error", response.status);
  if (error->is_string()) return fmt::format("{} {}", response.status, error->as_string());
  return fmt::format("{} {}: {}", response.status, error->text("type"), error->text("reason"));
}

std::string ids_of(const http::Response& response) {
  std::string ids;
  const auto body = body_of(response);
  const auto* results = body.find("results");
  if (results == nullptr) return response.body;
  for (const auto& result : results->as_array()) {
    if (!ids.empty()) ids += ' ';
    ids += result.text("id");
  }
  return ids;
}

TEST_F(ApiFixture, a_change_is_seen_through_the_api) {
  make_connector("c");
  const auto id = make_job("c");
  change_job(id, json_of(R"({"status":"completed"})"));
  EXPECT_EQ(got("/_connector/_sync_job/" + id).text("status"), "completed");
}

}  // namespace headrace::rest
