#pragma once
// Logging: text on a terminal, JSON lines with ECS names otherwise. Goes to standard error. The spdlog headers stay in log.cpp.

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace headrace::base {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { automatic, text, json };

/// Must be called once before threads start; without it, text at `info`.
void start_logging(LogLevel level, LogFormat format);

/// Further members of a line, such as {"sync_job.id", id}.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// `room` is the speaker, such as "service".
void log(LogLevel level, std::string_view room, std::string_view message, LogFields fields = {});

inline void log_debug(std::string_view room, std::string_view message, LogFields fields = {}) {
  log(LogLevel::debug, room, message, fields);
}
inline void log_info(std::string_view room, std::string_view message, LogFields fields = {}) { log(LogLevel::info, room, message, fields); }
inline void log_warning(std::string_view room, std::string_view message, LogFields fields = {}) {
  log(LogLevel::warning, room, message, fields);
}
inline void log_error(std::string_view room, std::string_view message, LogFields fields = {}) {
  log(LogLevel::error, room, message, fields);
}

}  // namespace headrace::base
