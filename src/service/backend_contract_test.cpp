// What both ways to a target do: direct calls into a real engine, and HTTP to a real API over the same kind of engine.

#include <gtest/gtest.h>

#include <filesystem>

#include "base/strings.h"
#include "control/connectors.h"
#include "engine/embedded/embedded_engine.h"
#include "http/server.h"
#include "rest/api.h"
#include "service/block_on.h"
#include "service/checkpoint.h"
#include "service/content_hash.h"
#include "service/direct_backend.h"
#include "service/direct_content.h"
#include "service/http_backend.h"
#include "service/known_documents.h"

namespace headrace::service {
namespace {

using control::Mode;
using control::SyncJobStatus;

struct Way {
  std::string name;
  bool is_http = false;
  Mode mode = Mode::standard;
};

class BackendContract : public ::testing::TestWithParam<Way> {
 protected:
  BackendContract() {
    auto opened = engine::embedded::open({.folder = folder_, .on_fatal = {}});
    if (!opened) throw std::runtime_error(opened.error().reason);
    engine_ = std::move(*opened);
    GetParam().is_http ? serve() : connect();
  }
  ~BackendContract() override {
    backend_.reset();
    if (server_) server_->stop(std::chrono::seconds(1));
    server_.reset();
    api_.reset();
    engine_->close();
    engine_.reset();
    std::filesystem::remove_all(folder_);
  }

  void connect() { backend_ = direct_backend(*engine_, GetParam().mode, std::chrono::seconds(300)); }
  void serve() {
    rest::ApiOptions options;
    options.mode = GetParam().mode;
    options.cluster_uuid = "test";
    api_ = std::make_unique<rest::Api>(*engine_, std::move(options));
    auto server = http::Server::listen(
        {.threads = 1}, [this](http::Request request) { return api_->handle(std::move(request)); },
        [this](http::ProtocolFault fault, const std::string& detail) { return api_->protocol_fault(fault, detail); });
    if (!server) throw std::runtime_error(server.error().reason);
    server_ = std::move(*server);
    server_->start();
    const auto url = "http://127.0.0.1:" + std::to_string(server_->port());
    backend_ = http_backend({.base_url = url}, {.tries = 1});
  }

  template <class T>
  static T value_of(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().reason;
    return T{};
  }
  static void expect_done(const Result<void>& result) { EXPECT_TRUE(result) << result.error().reason; }

  void make_connector(const std::string& id, bool is_native = true) {
    control::Connectors connectors(engine_->state(), GetParam().mode);
    const auto made =
        block_on(connectors.create(id, {.index_name = "content-" + base::to_lower(id), .service_type = "dir", .is_native = is_native}));
    ASSERT_TRUE(made) << made.error().reason;
  }
  std::string make_job(const std::string& connector_id) {
    control::SyncJobs jobs(engine_->state(), GetParam().mode);
    return value_of(block_on(jobs.create({.connector_id = connector_id})));
  }
  std::vector<std::string> connector_ids(const ConnectorFilter& filter) {
    std::vector<std::string> ids;
    expect_done(backend_->connectors(filter, [&](const Record& record) {
      ids.push_back(record.id);
      return true;
    }));
    std::ranges::sort(ids);
    return ids;
  }
  std::vector<std::string> job_ids(const JobFilter& filter) {
    std::vector<std::string> ids;
    expect_done(backend_->jobs(filter, [&](const Record& record) {
      ids.push_back(record.id);
      return true;
    }));
    return ids;
  }
  Record job(const std::string& id) { return value_of(backend_->job(id)).value_or(Record{}); }
  Record connector(const std::string& id) { return value_of(backend_->connector(id)).value_or(Record{}); }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("headrace-backend-" + base::random_hex(8));
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<rest::Api> api_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Backend> backend_;
};

using Ids = std::vector<std::string>;

TEST_P(BackendContract, an_empty_target_can_be_prepared) {
  expect_done(backend_->prepare());
  EXPECT_EQ(connector_ids({.native = true, .ids = {"x"}}), Ids());
  EXPECT_EQ(job_ids({}), Ids());
  EXPECT_FALSE(value_of(backend_->connector("x")));
  EXPECT_FALSE(value_of(backend_->job("x")));
}

TEST_P(BackendContract, connectors_are_found_by_kind_and_by_id) {
  make_connector("n1");
  make_connector("n2");
  make_connector("own", false);
  make_connector("foreign", false);
  expect_done(backend_->prepare());
  EXPECT_EQ(connector_ids({.native = true}), Ids({"n1", "n2"}));
  EXPECT_EQ(connector_ids({.ids = {"own", "missing"}}), Ids({"own"}));
  EXPECT_EQ(connector_ids({.native = true, .ids = {"own", "n1"}}), Ids({"n1", "n2", "own"}));
}

TEST_P(BackendContract, connectors_of_a_type_are_found_but_for_native_ones) {
  make_connector("native");
  make_connector("one", false);
  make_connector("two", false);
  expect_done(backend_->prepare());
  EXPECT_EQ(connector_ids({.service_types = {"dir"}}), Ids({"one", "two"}));
  EXPECT_EQ(connector_ids({.ids = {"one", "native"}, .service_types = {"dir"}}), Ids({"native", "one", "two"}));
  EXPECT_EQ(connector_ids({.native = true, .service_types = {"dir"}}), Ids({"native", "one", "two"}));
  EXPECT_EQ(connector_ids({.service_types = {"mysql"}}), Ids());
}

TEST_P(BackendContract, soft_deleted_connectors_are_not_listed_but_there) {
  make_connector("n1");
  ASSERT_TRUE(value_of(backend_->update_connector("n1", json::object({{"deleted", true}}), std::nullopt)));
  EXPECT_EQ(connector_ids({.native = true, .ids = {"n1"}}), Ids());
  EXPECT_EQ(connector("n1").id, "n1");
}

TEST_P(BackendContract, jobs_come_oldest_first_through_their_filter_however_many_they_are) {
  make_connector("a");
  make_connector("b");
  Ids all;
  for (int i = 0; i < 120; ++i) all.push_back(make_job(i % 2 == 0 ? "a" : "b"));
  EXPECT_EQ(job_ids({.statuses = {SyncJobStatus::pending}}), all);
  EXPECT_EQ(job_ids({.statuses = {SyncJobStatus::in_progress}}), Ids());
  EXPECT_EQ(job_ids({.statuses = {SyncJobStatus::pending, SyncJobStatus::suspended}, .connector_ids = Ids{"b"}}).size(), 60U);
  EXPECT_EQ(job_ids({.connector_ids = Ids()}), Ids());
  int visited = 0;
  expect_done(backend_->jobs({}, [&](const Record&) { return ++visited < 3; }));
  EXPECT_EQ(visited, 3);
}

TEST_P(BackendContract, a_guarded_write_happens_only_over_what_was_read) {
  make_connector("a");
  const auto before = connector("a");
  const auto first = value_of(backend_->update_connector("a", json::object({{"status", "connected"}}), before.guard));
  ASSERT_TRUE(first);
  EXPECT_FALSE(value_of(backend_->update_connector("a", json::object({{"status", "error"}}), before.guard)));
  EXPECT_EQ(connector("a").source.text("status"), "connected");
  EXPECT_TRUE(value_of(backend_->update_connector("a", json::object({{"status", "error"}}), first)));
}

TEST_P(BackendContract, a_write_to_what_is_not_there_says_so) {
  expect_done(backend_->prepare());
  for (const auto& written : {backend_->update_connector("x", json::object({{"status", "error"}}), std::nullopt),
                              backend_->update_job("x", json::object({{"status", "error"}}), std::nullopt)}) {
    ASSERT_FALSE(written);
    EXPECT_TRUE(is_gone(written.error())) << written.error().reason;
  }
  const auto reported = backend_->report("x", {});
  ASSERT_FALSE(reported);
  EXPECT_TRUE(is_gone(reported.error())) << reported.error().reason;
  const auto claimed = backend_->claim("x", {.worker_hostname = "h"});
  ASSERT_FALSE(claimed);
  EXPECT_TRUE(is_gone(claimed.error())) << claimed.error().reason;
}

TEST_P(BackendContract, a_job_with_an_id_is_made_once) {
  expect_done(backend_->prepare());
  const auto source = json::object({{"status", "pending"}, {"created_at", "2026-08-20T10:00:00Z"}});
  EXPECT_TRUE(value_of(backend_->create_job("c/1 full", source)));
  EXPECT_FALSE(value_of(backend_->create_job("c/1 full", json::object({{"status", "error"}}))));
  EXPECT_EQ(job("c/1 full").source.text("status"), "pending");
}

TEST_P(BackendContract, check_in_and_reports_reach_the_documents) {
  make_connector("a");
  const auto id = make_job("a");
  expect_done(backend_->check_in("a"));
  EXPECT_NE(connector("a").source.text("last_seen"), "");
  expect_done(backend_->report(id, {.deleted_document_count = 1,
                                    .indexed_document_count = 2,
                                    .indexed_document_volume = 3,
                                    .metadata = json::object({{"failed_document_count", 4}})}));
  const auto stored = job(id).source;
  EXPECT_EQ(stored.find("indexed_document_count")->integer(), 2);
  EXPECT_EQ(stored.at_path("metadata.failed_document_count")->integer(), 4);
}

TEST_P(BackendContract, a_claim_with_a_token_is_exclusive_where_tokens_are_known) {
  make_connector("a");
  const auto id = make_job("a");
  const auto claim = [&](const char* token) { return value_of(backend_->claim(id, {.worker_hostname = "alpha", .token = token})); };
  if (GetParam().mode == Mode::strict) {
    EXPECT_EQ(claim("me"), ClaimOutcome::token_unknown);
    EXPECT_EQ(job(id).source.text("status"), "pending");
    EXPECT_EQ(value_of(backend_->claim(id, {.worker_hostname = "alpha"})), ClaimOutcome::claimed);
  } else {
    EXPECT_EQ(claim("me"), ClaimOutcome::claimed);
    EXPECT_EQ(claim("me"), ClaimOutcome::claimed) << "again with the same token";
    EXPECT_EQ(claim("other"), ClaimOutcome::refused);
  }
  EXPECT_EQ(job(id).source.text("status"), "in_progress");
  EXPECT_EQ(job(id).source.text("worker_hostname"), "alpha");
}

TEST_P(BackendContract, documents_go_in_and_come_out) {
  const auto content = backend_->content("");
  EXPECT_EQ(value_of(content->count("content-x")), 0U);
  expect_done(content->ensure_index("content-x", content_mappings()));
  expect_done(content->ensure_index("content-x", content_mappings()));
  std::vector<Operation> operations;
  operations.reserve(1500);
  for (int i = 0; i < 1500; ++i) {
    operations.push_back({.id = "id/" + std::to_string(i), .body = R"({"id":"id/)" + std::to_string(i) + R"(","_timestamp":"t"})"});
  }
  const auto outcomes = value_of(content->bulk("content-x", "", operations));
  ASSERT_EQ(outcomes.size(), operations.size());
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_EQ(value_of(content->count("content-x")), 1500U);
  std::set<std::string> seen;
  expect_done(content->scan("content-x", {.timestamp = true}, [&](const StoredDocument& document) {
    seen.insert(document.id);
    EXPECT_EQ(document.timestamp, "t");
    return true;
  }));
  EXPECT_EQ(seen.size(), 1500U);
}

TEST_P(BackendContract, what_is_known_of_a_version_is_the_same_with_and_without_its_source) {
  const auto content = backend_->content("");
  if (!content->is_local()) GTEST_SKIP() << "over HTTP only the timestamp is asked for";
  const auto body = [](const std::string& id) {
    return fmt::format(R"({{"a":"{}","_timestamp":"t","id":"{}"}})", std::string(600, 'x'), id);
  };
  const Version version{.content_hash = content_hash(body("tagged")), .timestamp_hash = KnownDocuments::hash_of_text("t")};
  const std::vector<Operation> operations{{.id = "tagged", .body = body("tagged"), .tag = version_tag(version)},
                                          {.id = "untagged", .body = body("untagged")},
                                          {.id = "small", .body = R"({"id":"small"})", .tag = version_tag(version)}};
  std::ignore = value_of(content->bulk("content-x", "", operations));
  std::map<std::string, KnownDocuments::Held> held;
  expect_done(content->scan("content-x", {.timestamp = true, .content_hash = true}, [&](const StoredDocument& document) {
    KnownDocuments known({.versions = true});
    EXPECT_TRUE(known.add(document));
    EXPECT_TRUE(known.seal());
    held[document.id] = known.find(document.id).value();
    return true;
  }));
  EXPECT_EQ(held.size(), 3U);
  EXPECT_EQ(held.at("tagged").content_hash, version.content_hash);
  EXPECT_EQ(held.at("untagged").content_hash, content_hash(body("untagged")));
  EXPECT_EQ(held.at("small").content_hash, content_hash(R"({"id":"small"})"));
  EXPECT_EQ(held.at("tagged").timestamp, held.at("untagged").timestamp);
  EXPECT_EQ(held.at("small").timestamp, 0U);
}

TEST_P(BackendContract, a_checkpoint_comes_back_as_it_was_saved_and_can_be_removed) {
  const auto content = backend_->content("");
  Checkpoints checkpoints(*content);
  EXPECT_FALSE(value_of(checkpoints.find("job-1")));
  expect_done(checkpoints.remove("job-1"));
  const Checkpoint saved{.scopes = {{"items", {.position = R"({"after":["7"]})"}}, {"orders", {.is_complete = true}}},
                         .indexed = 3,
                         .deleted = 1,
                         .volume_bytes = 4096,
                         .started_at = "2026-01-01T00:00:00Z",
                         .attempts = 2,
                         .deaths = 1};
  expect_done(checkpoints.save("job-1", saved));
  const auto found = value_of(checkpoints.find("job-1"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->scopes.at("items").position, R"({"after":["7"]})");
  EXPECT_FALSE(found->scopes.at("items").is_complete);
  EXPECT_TRUE(found->scopes.at("orders").is_complete);
  EXPECT_EQ(std::tuple(found->indexed, found->deleted, found->volume_bytes, found->attempts, found->deaths), std::tuple(3, 1, 4096, 2, 1));
  EXPECT_EQ(found->started_at, saved.started_at);
  expect_done(checkpoints.remove("job-1"));
  EXPECT_FALSE(value_of(checkpoints.find("job-1")));
}

TEST_P(BackendContract, deletions_are_accepted_even_of_what_is_not_there) {
  const auto content = backend_->content("");
  expect_done(content->ensure_index("content-x", content_mappings()));
  const std::vector<Operation> operations{
      {.id = "1", .body = R"({"id":"1"})"}, {.kind = Operation::Kind::remove, .id = "1"}, {.kind = Operation::Kind::remove, .id = "never"}};
  const auto outcomes = value_of(content->bulk("content-x", "", operations));
  ASSERT_EQ(outcomes.size(), 3U);
  for (const auto& outcome : outcomes) EXPECT_TRUE(outcome.accepted) << outcome.reason;
  EXPECT_EQ(value_of(content->count("content-x")), 0U);
}

TEST_P(BackendContract, an_operation_that_cannot_be_done_is_refused_with_the_reason) {
  const std::vector<Operation> operations{{.id = "1", .body = "{}"}};
  const auto outcomes = value_of(backend_->content("")->bulk("Content", "", operations));
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(outcomes[0].accepted);
  EXPECT_FALSE(outcomes[0].may_retry);
  EXPECT_TRUE(outcomes[0].reason.contains("Content")) << outcomes[0].reason;
}

TEST_P(BackendContract, a_scan_bears_deletions_meanwhile) {
  const auto content = backend_->content("");
  std::vector<Operation> operations;
  operations.reserve(2500);
  for (int i = 0; i < 2500; ++i) operations.push_back({.id = std::to_string(i), .body = "{}"});
  std::ignore = value_of(content->bulk("content-x", "", operations));
  std::set<std::string> seen;
  expect_done(content->scan("content-x", {.timestamp = true}, [&](const StoredDocument& document) {
    seen.insert(document.id);
    const std::vector<Operation> removal{{.kind = Operation::Kind::remove, .id = document.id}};
    if (seen.size() % 100 == 0) EXPECT_TRUE(content->bulk("content-x", "", removal));
    return true;
  }));
  EXPECT_EQ(seen.size(), 2500U);
  EXPECT_EQ(value_of(content->count("content-x")), 2475U);
}

TEST_P(BackendContract, a_scan_of_no_index_finds_nothing) {
  expect_done(backend_->content("")->scan("content-none", {}, [](const StoredDocument&) {
    ADD_FAILURE();
    return false;
  }));
}

TEST_P(BackendContract, changes_are_told_where_that_is_possible) {
  make_connector("a");
  std::mutex mutex;
  std::condition_variable changed;
  bool is_told = false;
  const bool can_tell = backend_->on_change([&] {
    const std::lock_guard lock(mutex);
    is_told = true;
    changed.notify_all();
  });
  EXPECT_EQ(can_tell, !GetParam().is_http);
  if (!can_tell) return;
  make_job("a");
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return is_told; });
  lock.unlock();
  backend_->on_change({});
}

INSTANTIATE_TEST_SUITE_P(, BackendContract,
                         ::testing::Values(Way{"direct"}, Way{"direct_strict", false, Mode::strict}, Way{"http", true},
                                           Way{"http_strict", true, Mode::strict}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace headrace::service
