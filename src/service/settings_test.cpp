#include "service/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/strings.h"

namespace headrace::service {
namespace {

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() { std::filesystem::create_directories(folder_); }
  ~SettingsTest() override { std::filesystem::remove_all(folder_); }

  Result<ConfigurationFile> read(std::string_view text) {
    std::ofstream(folder_ / "config.yml") << text;
    return read_configuration_file(folder_ / "config.yml");
  }
  ConfigurationFile read_well(std::string_view text) {
    auto file = read(text);
    EXPECT_TRUE(file) << file.error().reason;
    return file ? std::move(*file) : ConfigurationFile{};
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("headrace-settings-" + base::random_hex(8));
};

TEST_F(SettingsTest, the_file_of_the_elastic_service_is_read_unchanged) {
  const auto file = read_well(R"(
elasticsearch.host: http://search:9200
elasticsearch.api_key: abc
elasticsearch:
  request_timeout: 30
  bulk.chunk_size: 100
  bulk:
    chunk_max_mem_size: 2
    error_monitor.max_total_errors: 5
service:
  idling: 7
  max_concurrent_content_syncs: 3
  log_level: INFO
connectors:
  - connector_id: one
    service_type: dir
    api_key: own
  - connector_id: two
)");
  EXPECT_EQ(file.target.base_url, "http://search:9200");
  EXPECT_EQ(file.target.authorization, "ApiKey abc");
  EXPECT_EQ(file.target.timeout, std::chrono::seconds(30));
  EXPECT_EQ(file.settings.poll_interval, std::chrono::seconds(7));
  EXPECT_EQ(file.settings.max_concurrent_content_syncs, 3U);
  EXPECT_EQ(file.settings.sync.bulk_entries, 100U);
  EXPECT_EQ(file.settings.sync.bulk_bytes, 2U * 1024 * 1024);
  EXPECT_EQ(file.settings.sync.errors.max_total, 5U);
  EXPECT_EQ(file.settings.connector_ids, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(file.settings.service_types.at("one"), "dir");
  EXPECT_EQ(file.settings.authorizations.at("one"), "ApiKey own");
}

TEST_F(SettingsTest, the_extraction_service) {
  const auto with = read_well(R"(
extraction_service.host: extractor:8090
extraction_service:
  timeout: 2.5
  use_file_pointers: true
  stream_chunk_size: 1000
  shared_volume_dir: /shared
)")
                        .settings.extraction_service;
  EXPECT_EQ(with.host, "http://extractor:8090");
  EXPECT_EQ(with.timeout, std::chrono::milliseconds(2500));
  EXPECT_TRUE(with.use_file_pointers);
  EXPECT_EQ(with.stream_chunk_size, 1000U);
  EXPECT_EQ(with.shared_volume_dir, "/shared");
  EXPECT_EQ(read_well("service.idling: 7").settings.extraction_service.host, "");
}

TEST_F(SettingsTest, our_own_keys_stand_under_headrace) {
  const auto file = read_well("headrace: {instance: i7, idle_limit: 60, max_delete_ratio: 0.5, native_connectors: true, rules: original}");
  EXPECT_EQ(file.settings.instance, "i7");
  EXPECT_EQ(file.settings.idle_limit, std::chrono::seconds(60));
  EXPECT_EQ(file.settings.sync.max_delete_ratio, 0.5);
  const auto pipeline = read_well(
      "elasticsearch: {bulk: {max_concurrency: 3, concurrent_downloads: 4}}\n"
      "headrace: {compress: true, skip_unchanged: true, checkpoint_interval: 9, ids_in_memory: 1000}");
  EXPECT_EQ(pipeline.settings.sync.max_concurrency, 3U);
  EXPECT_EQ(pipeline.settings.sync.concurrent_downloads, 4U);
  EXPECT_TRUE(pipeline.target.compresses);
  EXPECT_TRUE(pipeline.settings.sync.skip_unchanged);
  EXPECT_EQ(pipeline.settings.sync.checkpoint_interval, std::chrono::seconds(9));
  EXPECT_EQ(pipeline.settings.sync.known_in_memory, 1000U);
  EXPECT_EQ(file.settings.sync.rules, control::RuleReading::original);
  EXPECT_TRUE(file.settings.native_connectors);
}

TEST_F(SettingsTest, values_come_from_the_environment) {
  ::setenv("HEADRACE_TEST_PASSWORD", "se:cret", 1);
  const auto file = read_well("elasticsearch: {username: jo, password: '${HEADRACE_TEST_PASSWORD}', host: 'search:9200'}");
  EXPECT_EQ(file.target.authorization, "Basic am86c2U6Y3JldA==");
  EXPECT_EQ(file.target.base_url, "http://search:9200");
}

TEST_F(SettingsTest, a_variable_that_is_not_set_is_named) {
  const auto file = read("elasticsearch.password: ${HEADRACE_TEST_NOT_SET}");
  ASSERT_FALSE(file);
  EXPECT_TRUE(file.error().reason.contains("elasticsearch.password: the environment variable HEADRACE_TEST_NOT_SET is not set"))
      << file.error().reason;
}

TEST_F(SettingsTest, a_value_that_makes_no_sense_is_named_with_file_and_key) {
  for (const auto* text : {"service.idling: soon", "service.idling: 0", "elasticsearch.bulk.max_text_document_size: -1",
                           "headrace.native_connectors: maybe", "service.idling: [1]"}) {
    const auto file = read(text);
    ASSERT_FALSE(file) << text;
    EXPECT_TRUE(file.error().reason.contains("config.yml")) << file.error().reason;
    EXPECT_TRUE(file.error().reason.contains(std::string(text).substr(0, std::string(text).find(':')))) << file.error().reason;
  }
}

TEST_F(SettingsTest, unknown_keys_are_not_refused) { EXPECT_TRUE(read("something: {else: 1}\nsources: {dir: x}")); }

TEST_F(SettingsTest, the_deprecated_single_connector_counts_when_there_is_no_list) {
  EXPECT_EQ(read_well("connector_id: a\nservice_type: dir").settings.service_types.at("a"), "dir");
  EXPECT_EQ(read_well("connector_id: a\nconnectors: [{connector_id: b}]").settings.connector_ids, std::vector<std::string>{"b"});
}

TEST_F(SettingsTest, the_example_value_is_refused) { EXPECT_FALSE(read("connectors: [{connector_id: changeme}]")); }

TEST_F(SettingsTest, an_empty_file_is_all_defaults) {
  EXPECT_EQ(read_well("").settings.poll_interval, std::chrono::seconds(30));
  EXPECT_EQ(read_well("# nothing\n").settings.max_concurrent_content_syncs, 1U);
}

TEST_F(SettingsTest, what_is_no_configuration_is_told_in_words) {
  EXPECT_FALSE(read("a: [")) << "no YAML";
  EXPECT_FALSE(read("- a")) << "no map";
  const auto missing = read_configuration_file(folder_ / "missing.yml");
  ASSERT_FALSE(missing);
  EXPECT_TRUE(missing.error().reason.contains("does not exist"));
}

TEST_F(SettingsTest, a_service_keeps_its_identity) {
  const auto first = instance_id(folder_ / "data");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 32U);
  EXPECT_EQ(*instance_id(folder_ / "data"), *first);
  EXPECT_NE(*instance_id(folder_ / "other"), *first);
}

TEST_F(SettingsTest, an_identity_that_a_power_cut_left_empty_is_made_anew) {
  std::ofstream(folder_ / "instance").close();
  const auto id = instance_id(folder_);
  ASSERT_TRUE(id);
  EXPECT_EQ(id->size(), 32U);
  EXPECT_EQ(*instance_id(folder_), *id);
}

TEST_F(SettingsTest, a_folder_that_cannot_be_made_is_told) {
  std::ofstream(folder_ / "file") << "x";
  const auto id = instance_id(folder_ / "file" / "data");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().kind, ErrorKind::unavailable);
}

TEST_F(SettingsTest, how_the_target_is_reached_and_waited_for_is_read) {
  const auto file = read_well(R"(
elasticsearch:
  verify_certs: false
  ca_certs: /etc/ca.pem
  headers:
    X-Tenant: seven
  max_retries: 2
  retry_interval: 1
  max_wait_duration: 60
  initial_backoff_duration: 0.5
  backoff_multiplier: 3
service:
  preflight_max_attempts: 4
  preflight_idle: 5
  log_level: WARNING
)");
  EXPECT_FALSE(file.target.verify_certificates);
  EXPECT_EQ(file.target.certificate_authorities, "/etc/ca.pem");
  ASSERT_EQ(file.target.headers.size(), 1U);
  EXPECT_EQ(file.target.headers[0].name, "X-Tenant");
  EXPECT_EQ(file.target.headers[0].value, "seven");
  EXPECT_EQ(file.retry.tries, 2);
  EXPECT_EQ(file.retry.interval, std::chrono::seconds(1));
  EXPECT_EQ(file.preflight.max_wait, std::chrono::seconds(60));
  EXPECT_EQ(file.preflight.first_pause, std::chrono::milliseconds(500));
  EXPECT_EQ(file.preflight.pause_growth, 3);
  EXPECT_EQ(file.preflight.tries, 4U);
  EXPECT_EQ(file.preflight.pause, std::chrono::seconds(5));
  EXPECT_EQ(file.log_level, "warning");
}

TEST_F(SettingsTest, without_ssl_the_keys_of_certificates_do_not_count) {
  const auto file = read_well("elasticsearch: {ssl: false, verify_certs: false, ca_certs: /etc/ca.pem}");
  EXPECT_TRUE(file.target.verify_certificates);
  EXPECT_EQ(file.target.certificate_authorities, "");
}

TEST_F(SettingsTest, a_worker_names_its_types_and_without_worker_mode_they_do_not_count) {
  EXPECT_EQ(read_well("service: {worker_mode: true, service_types: [dir, mysql]}").settings.worker_types,
            (std::vector<std::string>{"dir", "mysql"}));
  EXPECT_TRUE(read_well("service: {service_types: [dir]}").settings.worker_types.empty());
  const auto none = read("service: {worker_mode: true}");
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().reason.contains("service.service_types")) << none.error().reason;
}

TEST_F(SettingsTest, actions_that_are_named_take_the_place_of_all) {
  const auto all = read_well("{}").settings.actions;
  EXPECT_TRUE(all.schedule && all.sync_content && all.sync_access_control && all.cleanup);
  const auto some = read_well("headrace: {actions: [Schedule, cleanup]}").settings.actions;
  EXPECT_TRUE(some.schedule && some.cleanup);
  EXPECT_FALSE(some.sync_content || some.sync_access_control);
  const auto wrong = read("headrace.actions: [sleep]");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().reason.contains("[sleep]")) << wrong.error().reason;
}

TEST_F(SettingsTest, a_mode_that_is_not_there_is_refused) {
  EXPECT_TRUE(read("service.fips_mode: false"));
  EXPECT_FALSE(read("service.fips_mode: true"));
}

}  // namespace
}  // namespace headrace::service
