#include "cli/serve_settings.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>

namespace headrace::cli {
namespace {

/// Parses `arguments` as `serve` would and completes them.
std::expected<ServeSettings, Failure> settings_of(std::vector<std::string> arguments) {
  CLI::App command;
  ServeSettings settings;
  add_serve_options(command, settings);
  std::ranges::reverse(arguments);
  command.parse(arguments);
  const auto complete = complete_serve_settings(command, settings);
  if (!complete) return std::unexpected(complete.error());
  return settings;
}

class ServeSettingsFile : public ::testing::Test {
 protected:
  ServeSettingsFile() : path_(testing::TempDir() + "headrace-serve-" + std::to_string(getpid()) + ".yml") {}
  ~ServeSettingsFile() override { std::filesystem::remove(path_); }

  std::string write(const std::string& text) {
    std::ofstream(path_) << text;
    return path_;
  }

 private:
  std::string path_;
};

TEST(LoopbackHost, is_what_only_this_machine_can_reach) {
  for (const auto* host : {"127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LocalHost"}) EXPECT_TRUE(is_loopback_host(host)) << host;
  for (const auto* host : {"0.0.0.0", "::", "10.0.0.1", "127.example.org", "127.0.0.1.example.org", "", "localhost.example.org"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

TEST(ServeSettings, authentication_is_on_unless_told) {
  EXPECT_FALSE(settings_of({})->no_auth);
  EXPECT_TRUE(settings_of({"--no-auth"})->no_auth);
  EXPECT_TRUE(settings_of({"--listen", "0.0.0.0"}));
}

TEST(ServeSettings, logs_of_jobs_are_kept_for_30_days_unless_told) {
  EXPECT_EQ(settings_of({})->job_log_age, "30d");
  EXPECT_EQ(settings_of({"--job-log-age", "2w"})->job_log_age, "2w");
  EXPECT_EQ(settings_of({"--job-log-age", "0"})->job_log_age, keep_job_logs);
  EXPECT_EQ(settings_of({"--job-log-age", "soon"}).error().exit, Exit::usage);
}

TEST(ServeSettings, the_sealing_key_is_not_kept_with_the_data) {
  for (const auto* file : {"/srv/data/sealing.key", "/srv/data/x/../y/key", "/srv/other/../data/key"}) {
    const auto outcome = settings_of({"--no-auth", "--data", "/srv/data", "--sealing-key-file", file});
    ASSERT_FALSE(outcome) << file;
    EXPECT_EQ(outcome.error().exit, Exit::usage);
    EXPECT_TRUE(outcome.error().what.contains("sealing key")) << outcome.error().what;
  }
  EXPECT_TRUE(settings_of({"--no-auth", "--data", "/srv/data", "--sealing-key-file", "/srv/data2/key"}));
}

TEST(ServeSettings, a_retention_that_makes_no_sense_is_refused) {
  EXPECT_EQ(settings_of({"--no-auth", "--document-cache", "512MB"})->document_cache, 512'000'000U);
  EXPECT_EQ(settings_of({"--no-auth", "--document-cache", "1GiB"})->document_cache, std::uint64_t{1} << 30);
  EXPECT_EQ(settings_of({"--no-auth", "--retention-age", "30d", "--retention-count", "9"})->retention_age, "30d");
  EXPECT_TRUE(settings_of({"--no-auth", "--retention-age", "soon"}).error().why.contains("[max_age]"));
  EXPECT_TRUE(settings_of({"--no-auth", "--retention-count", "0"}).error().why.contains("[max_count]"));
}

TEST(ServeSettings, no_auth_is_refused_off_loopback) {
  EXPECT_TRUE(settings_of({"--no-auth"}));
  const auto open = settings_of({"--no-auth", "--listen", "0.0.0.0"});
  ASSERT_FALSE(open);
  EXPECT_NE(open.error().why.find("0.0.0.0"), std::string::npos);
}

TEST_F(ServeSettingsFile, flags_win_over_the_file) {
  const auto file = write("elasticsearch.host: http://x:9200\nheadrace:\n  port: 9300\n  data: /from/file\n  strict: true\n");
  const auto settings = settings_of({"--no-auth", "--config", file, "--port", "9400"});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->port, 9400);
  EXPECT_EQ(settings->data, "/from/file");
  EXPECT_TRUE(settings->strict);
}

TEST_F(ServeSettingsFile, a_bad_file_names_the_key) {
  const auto reason = [&](const std::string& text) {
    const auto settings = settings_of({"--no-auth", "--config", write(text)});
    return settings ? std::string("accepted") : settings.error().why;
  };
  EXPECT_NE(reason("headrace:\n  port: 70000\n").find("headrace.port"), std::string::npos);
  EXPECT_NE(reason("headrace:\n  strict: perhaps\n").find("headrace.strict"), std::string::npos);
  EXPECT_NE(reason("headrace:\n  log_level: loud\n").find("loud"), std::string::npos);
  EXPECT_NE(reason("headrace: [\n").find("line"), std::string::npos);
}

TEST(ServeSettings, a_file_that_does_not_exist_is_named) {
  const auto settings = settings_of({"--no-auth", "--config", "/does/not/exist.yml"});
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().why.find("/does/not/exist.yml"), std::string::npos);
}

}  // namespace
}  // namespace headrace::cli
