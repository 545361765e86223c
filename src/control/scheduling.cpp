#include "control/scheduling.h"

#include <fmt/format.h>

#include "control/cron.h"
#include "json/object_reader.h"

namespace headrace::control {
namespace {

using json::FieldKind;
using json::ObjectTable;
using json::Value;

std::string in_upper_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

const ObjectTable& schedule_table() {
  static const ObjectTable table{.parser = "schedule_config",
                                 .fields = {{.name = "enabled", .kind = FieldKind::boolean, .required = true},
                                            {.name = "interval", .kind = FieldKind::string, .required = true}},
                                 .strict = false};
  return table;
}

/// The original checks the interval when the last of its two fields has arrived, and its error says so (docs/spec/connectors.md 3.18).
Error bad_interval(const Value& schedule, std::string_view text, Error cause) {
  const auto* enabled = schedule.find("enabled");
  const auto* interval = schedule.find("interval");
  const bool enabled_last = enabled->offset() > interval->offset();
  const auto location = json::location(text, (enabled_last ? enabled : interval)->offset());
  Error build{ErrorKind::x_content_parse,
              fmt::format("[{}] Failed to build [schedule_config] after last required field arrived", location)};
  Error field{ErrorKind::x_content_parse,
              fmt::format("[{}] [schedule_config] failed to parse field [{}]", location, enabled_last ? "enabled" : "interval")};
  return std::move(field).because(std::move(build).because(std::move(cause)));
}

Result<Value> read_schedule(const Value& value, std::string_view text) {
  TRY(auto schedule, json::read_object(schedule_table(), value, text));
  const std::string interval(schedule.text("interval"));
  if (auto cron = Cron::parse(interval); !cron) return fail(bad_interval(value, text, std::move(cron).error()));
  schedule.set("interval", in_upper_case(interval));
  return schedule;
}

const ObjectTable& scheduling_table() {
  static const ObjectTable table{.parser = "connector_scheduling",
                                 .fields = {{.name = "access_control", .kind = FieldKind::object, .read = read_schedule},
                                            {.name = "full", .kind = FieldKind::object, .read = read_schedule},
                                            {.name = "incremental", .kind = FieldKind::object, .read = read_schedule}},
                                 .strict = false};
  return table;
}

}  // namespace

Result<Value> read_scheduling(const Value& scheduling, std::string_view text) {
  return json::read_object(scheduling_table(), scheduling, text);
}

}  // namespace headrace::control
