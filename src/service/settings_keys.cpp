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
      {"elasticsearch.bulk.queue_max_mem_size",
       count_into<std::uint64_t>([](FileReading& r) -> std::uint64_t& { return limits(r).queue_bytes; }, 0, mebibyte)},
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
       count_into<unsigned>([](FileReading& r) -> unsigned& { return settings(r).max_concurrent_syncs; }, 1)},
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
      {"headrace.max_delete_ratio", count_into<double>([](FileReading& r) -> double& { return limits(r).max_delete_ratio; })},
  };
  return table;
}

constexpr std::array without_meaning{"elasticsearch.ssl",
                                     "elasticsearch.verify_certs",
                                     "elasticsearch.ca_certs",
                                     "elasticsearch.retry_on_timeout",
                                     "elasticsearch.max_retries",
                                     "elasticsearch.retry_interval",
                                     "elasticsearch.max_wait_duration",
                                     "elasticsearch.initial_backoff_duration",
                                     "elasticsearch.backoff_multiplier",
                                     "elasticsearch.log_level",
                                     "elasticsearch.feature_use_connectors_api",
                                     "elasticsearch.bulk.queue_max_size",
                                     "elasticsearch.bulk.queue_refresh_interval",
                                     "elasticsearch.bulk.queue_refresh_timeout",
                                     "elasticsearch.bulk.display_every",
                                     "elasticsearch.bulk.max_concurrency",
                                     "elasticsearch.bulk.concurrent_downloads",
                                     "elasticsearch.bulk.max_retries",
                                     "elasticsearch.bulk.retry_interval",
                                     "elasticsearch.bulk.enable_operations_logging",
                                     "service.preflight_max_attempts",
                                     "service.preflight_idle",
                                     "service.max_errors",
                                     "service.max_errors_span",
                                     "service.max_concurrent_access_control_syncs",
                                     "service.max_concurrent_scheduling_tasks",
                                     "service.log_level"};

}  // namespace

std::span<const SettingKey> setting_keys() { return keys(); }

bool is_without_meaning(std::string_view key) { return std::ranges::find(without_meaning, key) != without_meaning.end(); }

}  // namespace headrace::service
