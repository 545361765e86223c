#include "service/settings_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/strings.h"

namespace headrace::service {
namespace {

using Reader = std::function<Result<void>(const std::string&, FileReading&)>;

std::unexpected<Error> refuse(std::string_view wanted) { return fail(ErrorKind::illegal_argument, std::string(wanted)); }

Result<double> number(const std::string& text, double least) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < least || value > 1e12) {
    return refuse(fmt::format("a number, at least {:g}, is wanted", least));
  }
  return value;
}

Result<bool> boolean(const std::string& text) {
  for (const auto* yes : {"true", "yes", "on"}) {
    if (base::equals_ignoring_case(text, yes)) return true;
  }
  for (const auto* no : {"false", "no", "off"}) {
    if (base::equals_ignoring_case(text, no)) return false;
  }
  return refuse("true or false is wanted");
}

/// A number times `unit`, cut to whole units of the member.
template <class Member>
Reader count_into(Member& (*member)(FileReading&), double least = 0, double unit = 1) {
  return [=](const std::string& text, FileReading& to) -> Result<void> {
    TRY(const double value, number(text, least));
    member(to) = static_cast<Member>(value * unit);
    return {};
  };
}

template <class Duration>
Reader seconds_into(Duration& (*member)(FileReading&), double least) {
  return [=](const std::string& text, FileReading& to) -> Result<void> {
    TRY(const double value, number(text, least));
    member(to) = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
    return {};
  };
}

Reader text_into(std::string& (*member)(FileReading&)) {
  return [=](const std::string& text, FileReading& to) -> Result<void> {
    member(to) = text;
    return {};
  };
}

Reader flag_into(bool& (*member)(FileReading&)) {
  return [=](const std::string& text, FileReading& to) -> Result<void> {
    TRY(member(to), boolean(text));
    return {};
  };
}

Result<void> read_rule_reading(const std::string& text, FileReading& to) {
  if (text != "lenient" && text != "original") return refuse("lenient or original is wanted");
  to.file.settings.sync.rules = text == "original" ? control::RuleReading::original : control::RuleReading::lenient;
  return {};
}

Result<void> read_log_level(const std::string& text, FileReading& to) {
  for (const auto& [name, level] : {std::pair("debug", "debug"), std::pair("info", "info"), std::pair("warning", "warning"),
                                    std::pair("warn", "warning"), std::pair("error", "error"), std::pair("critical", "error")}) {
    if (!base::equals_ignoring_case(text, name)) continue;
    to.file.log_level = level;
    return {};
  }
  return refuse("DEBUG, INFO, WARNING, ERROR or CRITICAL is wanted");
}

/// What this program cannot promise it does not pretend.
Result<void> read_fips_mode(const std::string& text, FileReading&) {
  TRY(const bool wanted, boolean(text));
  return wanted ? refuse("there is no FIPS mode here; false is wanted") : Result<void>();
}

/// The first that is named takes the place of all.
Result<void> read_action(const std::string& text, FileReading& to) {
  auto& actions = to.file.settings.actions;
  if (!std::exchange(to.has_actions, true)) actions = {false, false, false, false};
  return select_action(text, actions);
}

constexpr double mebibyte = 1024.0 * 1024.0;

Settings& settings(FileReading& reading) { return reading.file.settings; }
SyncLimits& limits(FileReading& reading) { return reading.file.settings.sync; }
extract::ExtractionServiceSettings& extraction(FileReading& reading) { return reading.file.settings.extraction_service; }

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> table{
      {"elasticsearch.host", text_into([](FileReading& r) -> std::string& { return r.file.target.base_url; })},
      {"elasticsearch.username", text_into([](FileReading& r) -> std::string& { return r.username; })},
      {"elasticsearch.password", text_into([](FileReading& r) -> std::string& { return r.password; })},
      {"elasticsearch.api_key", text_into([](FileReading& r) -> std::string& { return r.api_key; })},
      {"elasticsearch.request_timeout",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return r.file.target.timeout; }, 1)},
      {"elasticsearch.ssl", flag_into([](FileReading& r) -> bool& { return r.uses_tls_keys; })},
      {"elasticsearch.verify_certs", flag_into([](FileReading& r) -> bool& { return r.file.target.verify_certificates; })},
      {"elasticsearch.ca_certs", text_into([](FileReading& r) -> std::string& { return r.file.target.certificate_authorities; })},
      {"elasticsearch.max_retries", count_into<int>([](FileReading& r) -> int& { return r.file.retry.tries; }, 1)},
      {"elasticsearch.retry_interval",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return r.file.retry.interval; }, 0)},
      {"elasticsearch.max_wait_duration",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return r.file.preflight.max_wait; }, 0)},
      {"elasticsearch.initial_backoff_duration",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return r.file.preflight.first_pause; }, 0)},
      {"elasticsearch.backoff_multiplier", count_into<double>([](FileReading& r) -> double& { return r.file.preflight.pause_growth; }, 1)},
      {"elasticsearch.bulk.queue_max_mem_size",
       count_into<std::uint64_t>([](FileReading& r) -> std::uint64_t& { return limits(r).queue_bytes; }, 0, mebibyte)},
      {"elasticsearch.bulk.max_concurrency",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).max_concurrency; }, 1)},
      {"elasticsearch.bulk.concurrent_downloads",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).concurrent_downloads; }, 1)},
      {"elasticsearch.bulk.chunk_size", count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).bulk_entries; }, 1)},
      {"elasticsearch.bulk.chunk_max_mem_size",
       count_into<std::uint64_t>([](FileReading& r) -> std::uint64_t& { return limits(r).bulk_bytes; }, 0, mebibyte)},
      {"elasticsearch.bulk.max_text_document_size",
       count_into<std::uint64_t>([](FileReading& r) -> std::uint64_t& { return limits(r).max_document_bytes; }, 0, mebibyte)},
      {"elasticsearch.bulk.error_monitor.enabled", flag_into([](FileReading& r) -> bool& { return limits(r).errors.enabled; })},
      {"elasticsearch.bulk.error_monitor.max_total_errors",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).errors.max_total; })},
      {"elasticsearch.bulk.error_monitor.max_consecutive_errors",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).errors.max_consecutive; })},
      {"elasticsearch.bulk.error_monitor.max_error_rate",
       count_into<double>([](FileReading& r) -> double& { return limits(r).errors.max_rate; })},
      {"elasticsearch.bulk.error_monitor.error_window_size",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).errors.window; })},
      {"elasticsearch.bulk.error_monitor.error_queue_size",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).errors.kept; })},
      {"service.idling",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).poll_interval; }, 1)},
      {"service.heartbeat",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).heartbeat_interval; }, 1)},
      {"service.job_cleanup_interval",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).cleanup_interval; }, 1)},
      {"service.max_concurrent_content_syncs",
       count_into<unsigned>([](FileReading& r) -> unsigned& { return settings(r).max_concurrent_content_syncs; }, 1)},
      {"service.max_concurrent_access_control_syncs",
       count_into<unsigned>([](FileReading& r) -> unsigned& { return settings(r).max_concurrent_access_control_syncs; }, 1)},
      {"service.max_concurrent_scheduling_tasks",
       count_into<unsigned>([](FileReading& r) -> unsigned& { return settings(r).max_concurrent_checks; }, 1)},
      {"service.preflight_max_attempts", count_into<unsigned>([](FileReading& r) -> unsigned& { return r.file.preflight.tries; }, 1)},
      {"service.preflight_idle",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return r.file.preflight.pause; }, 0)},
      {"service.log_level", read_log_level},
      {"service.fips_mode", read_fips_mode},
      {"service.worker_mode", flag_into([](FileReading& r) -> bool& { return r.worker_mode; })},
      {"service.service_types",
       [](const std::string& text, FileReading& to) -> Result<void> {
         to.service_types.push_back(text);
         return {};
       },
       true},
      {"service.max_file_download_size",
       count_into<std::uint64_t>([](FileReading& r) -> std::uint64_t& { return limits(r).max_file_bytes; })},
      {"extraction_service.host", text_into([](FileReading& r) -> std::string& { return extraction(r).host; })},
      {"extraction_service.timeout",
       seconds_into<std::chrono::milliseconds>([](FileReading& r) -> std::chrono::milliseconds& { return extraction(r).timeout; }, 0.001)},
      {"extraction_service.use_file_pointers", flag_into([](FileReading& r) -> bool& { return extraction(r).use_file_pointers; })},
      {"extraction_service.stream_chunk_size",
       count_into<std::size_t>([](FileReading& r) -> std::size_t& { return extraction(r).stream_chunk_size; }, 1)},
      {"extraction_service.shared_volume_dir",
       [](const std::string& text, FileReading& to) -> Result<void> {
         extraction(to).shared_volume_dir = text;
         return {};
       }},
      {"headrace.instance", text_into([](FileReading& r) -> std::string& { return settings(r).instance; })},
      {"headrace.actions", read_action, true},
      {"headrace.native_connectors", flag_into([](FileReading& r) -> bool& { return settings(r).native_connectors; })},
      {"headrace.idle_limit",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).idle_limit; }, 1)},
      {"headrace.job_heartbeat",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).job_heartbeat_interval; }, 1)},
      {"headrace.health_interval",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).health_interval; }, 1)},
      {"headrace.look_back",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return settings(r).look_back; }, 0)},
      {"headrace.rules", read_rule_reading},
      {"headrace.compress", flag_into([](FileReading& r) -> bool& { return r.file.target.compresses; })},
      {"headrace.skip_unchanged", flag_into([](FileReading& r) -> bool& { return limits(r).skip_unchanged; })},
      {"headrace.checkpoint_interval",
       seconds_into<std::chrono::seconds>([](FileReading& r) -> std::chrono::seconds& { return limits(r).checkpoint_interval; }, 1)},
      {"headrace.ids_in_memory", count_into<std::size_t>([](FileReading& r) -> std::size_t& { return limits(r).known_in_memory; }, 1)},
      {"headrace.max_delete_ratio", count_into<double>([](FileReading& r) -> double& { return limits(r).max_delete_ratio; })},
  };
  return table;
}

/// One retry layer there is, the queue needs no polling and no time bomb, and a service never gives up on its target.
constexpr std::array without_meaning{"elasticsearch.retry_on_timeout",
                                     "elasticsearch.log_level",
                                     "elasticsearch.feature_use_connectors_api",
                                     "elasticsearch.bulk.queue_max_size",
                                     "elasticsearch.bulk.queue_refresh_interval",
                                     "elasticsearch.bulk.queue_refresh_timeout",
                                     "elasticsearch.bulk.display_every",
                                     "elasticsearch.bulk.max_retries",
                                     "elasticsearch.bulk.retry_interval",
                                     "elasticsearch.bulk.enable_operations_logging",
                                     "service.max_errors",
                                     "service.max_errors_span"};

}  // namespace

std::span<const SettingKey> setting_keys() { return keys(); }

bool is_without_meaning(std::string_view key) { return std::ranges::find(without_meaning, key) != without_meaning.end(); }

}  // namespace headrace::service
