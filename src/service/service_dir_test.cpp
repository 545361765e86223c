// The service as `serve` has it: a real engine, direct calls, the files of a folder, the clock of the machine.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/strings.h"
#include "control/connectors.h"
#include "engine/embedded/embedded_engine.h"
#include "service/block_on.h"
#include "service/direct_backend.h"
#include "service/service.h"

namespace headrace::service {
namespace {

class ServiceDirTest : public ::testing::Test {
 protected:
  ServiceDirTest() {
    std::filesystem::create_directories(files_);
    auto opened = engine::embedded::open({.folder = root_ / "data", .on_fatal = {}});
    if (!opened) throw std::runtime_error(opened.error().reason);
    engine_ = std::move(*opened);
    connectors_ = std::make_unique<control::Connectors>(engine_->state(), control::Mode::standard);
    jobs_ = std::make_unique<control::SyncJobs>(engine_->state(), control::Mode::standard);
    backend_ = direct_backend(*engine_, control::Mode::standard, std::chrono::seconds(300));
    Settings settings;
    settings.instance = "me";
    settings.hostname = "alpha";
    settings.native_connectors = true;
    service_ = std::make_unique<Service>(*backend_, std::move(settings));
    service_->start();
  }
  ~ServiceDirTest() override {
    service_.reset();
    backend_.reset();
    engine_->close();
    engine_.reset();
    std::filesystem::remove_all(root_);
  }

  void write_file(const std::string& name, const std::string& text) { std::ofstream(files_ / name) << text; }
  json::Value stored(const std::optional<Record>& record) { return record ? record->source : json::Value(); }
  json::Value connector() { return stored(*backend_->connector("c")); }

  /// A connector over the folder, filled in by the service and configured as a user does it.
  void make_connector() {
    ASSERT_TRUE(block_on(connectors_->create("c", {.index_name = "content-files", .service_type = "dir", .is_native = true})));
    while (connector().at_path("configuration.directory.value") == nullptr) std::this_thread::yield();
    auto values = json::object({{"directory", files_.string()}, {"pattern", "**/*.*"}});
    ASSERT_TRUE(block_on(connectors_->set_configuration_values("c", std::move(values))));
  }
  /// The job, once it and its connector have told its end.
  json::Value sync() {
    const auto id = block_on(jobs_->create({.connector_id = "c"}));
    EXPECT_TRUE(id) << id.error().reason;
    for (;;) {
      auto job = stored(*backend_->job(*id));
      const auto status = control::parse_sync_job_status(job.text("status"));
      if (status && control::is_final(*status) && connector().text("last_sync_status") == job.text("status")) return job;
      std::this_thread::yield();
    }
  }
  std::map<std::string, std::string> bodies() {
    engine::SearchRequest request;
    request.indices = {"content-files"};
    request.size = 1000;
    std::map<std::string, std::string> bodies;
    const auto found = block_on(engine_->content().search(std::move(request)));
    if (!found) return bodies;
    for (const auto& hit : found->hits) {
      const auto source = *json::parse(*hit.document.source);
      bodies[std::filesystem::path(source.text("path")).filename()] = source.text("body");
    }
    return bodies;
  }

  const std::filesystem::path root_ = std::filesystem::temp_directory_path() / ("headrace-service-" + base::random_hex(8));
  const std::filesystem::path files_ = root_ / "files";
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<control::Connectors> connectors_;
  std::unique_ptr<control::SyncJobs> jobs_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Service> service_;
};

using Bodies = std::map<std::string, std::string>;

TEST_F(ServiceDirTest, the_index_follows_the_folder) {
  write_file("a.md", "first words");
  write_file("b.txt", "second words");
  make_connector();
  auto job = sync();
  EXPECT_EQ(job.text("status"), "completed") << job.text("error");
  EXPECT_EQ(job.find("indexed_document_count")->integer(), 2);
  EXPECT_EQ(bodies(), Bodies({{"a.md", "first words"}, {"b.txt", "second words"}}));
  std::filesystem::remove(files_ / "a.md");
  write_file("c.txt", "third words");
  job = sync();
  EXPECT_EQ(job.find("indexed_document_count")->integer(), 2);
  EXPECT_EQ(job.find("deleted_document_count")->integer(), 1);
  EXPECT_EQ(job.find("total_document_count")->integer(), 2);
  EXPECT_EQ(bodies(), Bodies({{"b.txt", "second words"}, {"c.txt", "third words"}}));
}

TEST_F(ServiceDirTest, a_folder_that_is_gone_fails_the_job_and_deletes_nothing) {
  write_file("a.md", "first words");
  make_connector();
  EXPECT_EQ(sync().text("status"), "completed");
  std::filesystem::remove_all(files_);
  const auto job = sync();
  EXPECT_EQ(job.text("status"), "error");
  EXPECT_TRUE(job.text("error").contains(files_.string())) << job.text("error");
  EXPECT_EQ(bodies().size(), 1U);
  EXPECT_EQ(connector().text("last_sync_error"), job.text("error"));
}

}  // namespace
}  // namespace headrace::service
