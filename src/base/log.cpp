#include "base/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdlib>

#include "base/clock.h"

namespace headrace::base {
namespace {

struct Logging {
  std::shared_ptr<spdlog::logger> logger;
  bool json = false;
};

Logging& logging() {
  static Logging instance{spdlog::stderr_logger_mt("headrace"), false};
  return instance;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warn";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

/// JSON text without the help of json/, which stands above base/.
void quote(std::string_view text, std::string& to) {
  to += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (byte < 0x20) {
      to += fmt::format("\\u{:04x}", byte);
    } else {
      to += c;
    }
  }
  to += '"';
}

std::string json_line(LogLevel level, std::string_view room, std::string_view message, LogFields fields) {
  std::string line = "{\"@timestamp\":";
  const auto member = [&line](std::string_view name, std::string_view value) {
    line += ',';
    quote(name, line);
    line += ':';
    quote(value, line);
  };
  quote(format_instant(system_clock().now()), line);
  member("log.level", name_of(level));
  member("log.logger", room);
  member("message", message);
  for (const auto& [name, value] : fields) member(name, value);
  return line + "}";
}

std::string text_line(std::string_view room, std::string_view message, LogFields fields) {
  std::string line = fmt::format("{:8} {}", room, message);
  for (const auto& [name, value] : fields) line += fmt::format("  {}={}", name, value);
  return line;
}

}  // namespace

void start_logging(LogLevel level, LogFormat format) {
  auto& [logger, json] = logging();
  const bool terminal = isatty(STDERR_FILENO) == 1;
  json = format == LogFormat::json || (format == LogFormat::automatic && !terminal);
  if (!json && terminal && std::getenv("NO_COLOR") == nullptr) {
    logger->sinks() = {std::make_shared<spdlog::sinks::ansicolor_stderr_sink_mt>()};
  }
  logger->set_level(level_of(level));
  logger->flush_on(spdlog::level::debug);
  logger->set_pattern(json ? "%v" : "%H:%M:%S.%e %^%-7l%$ %v");
}

void log(LogLevel level, std::string_view room, std::string_view message, LogFields fields) {
  auto& [logger, json] = logging();
  if (!logger->should_log(level_of(level))) return;
  logger->log(level_of(level), "{}", json ? json_line(level, room, message, fields) : text_line(room, message, fields));
}

}  // namespace headrace::base
