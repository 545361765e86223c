#pragma once
// For tests only: a service over a state in memory and a scripted source, whose clock the test turns.

#include <gtest/gtest.h>

#include "service/memory_backend.h"
#include "service/service.h"
#include "service/test_source.h"

namespace headrace::service {

class ServiceTest : public ::testing::Test {
 public:
  static constexpr base::Instant start{std::chrono::sys_days{std::chrono::year{2026} / 8 / 20} + std::chrono::hours(10)};

 protected:
  ServiceTest() {
    settings_.instance = "me";
    settings_.hostname = "alpha";
    settings_.native_connectors = true;
    settings_.change_gap = std::chrono::milliseconds(0);
    settings_.cleanup_interval = std::chrono::hours(100000);  // clean_up_test.cpp
  }
  ~ServiceTest() override {
    script_->open_gate();
    service_.reset();
    script_->wait_until_unused();
  }

  void put_connector(const std::string& id, std::string_view more = "{}") {
    auto connector = *json::parse(R"({"is_native":true,"service_type":"test","status":"connected","index_name":"content",
        "configuration":{"place":{"value":"here"}}})");
    json::merge(connector, *json::parse(more));
    backend_.put_connector(id, std::move(connector));
  }
  std::unique_ptr<Service> make_service() {
    return std::make_unique<Service>(backend_, settings_, clock_,
                                     [this](std::string_view type) { return type == "test" ? &type_ : nullptr; });
  }
  void run() {
    service_ = make_service();
    service_->start();
  }
  void wait_for_status(const std::string& job, std::string_view status) {
    backend_.wait_for([&] { return backend_.job_status(job) == status; });
  }
  void wait_for_connector(const std::string& id, std::string_view field, std::string_view value) {
    backend_.wait_for([&] { return backend_.stored_connector(id).text(field) == value; });
  }
  /// Runs a job of this connector, which was put with the status `configured`, when the service has checked and scheduled it.
  void run_job_after_schedule(const std::string& id) {
    wait_for_connector(id, "status", "connected");
    backend_.make_job("by hand", id);
    wait_for_status("by hand", "completed");
  }
  /// Lets the clock go on until `holds`.
  template <class Condition>
  void turn_until(Condition holds) {
    while (!holds()) {
      clock_.advance(std::chrono::seconds(1));
      std::this_thread::yield();
    }
  }
  std::int64_t counter(const std::string& job, std::string_view name) {
    return backend_.stored_job(job).find(name)->integer().value_or(-1);
  }

  base::ManualClock clock_{start};
  MemoryBackend backend_{clock_};
  Settings settings_;
  std::shared_ptr<TestScript> script_ = std::make_shared<TestScript>();
  sources::SourceType type_ = test_source_type(script_);
  std::unique_ptr<Service> service_;
};

}  // namespace headrace::service
