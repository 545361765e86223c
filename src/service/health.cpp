#include "service/health.h"

#include <fmt/format.h>

#include <thread>

#include "service/configuration_values.h"

namespace headrace::service {
namespace {

Result<void> check(const json::Value& fields, const sources::SourceType& source) {
  TRY(const auto values, configuration_values(fields, source.configuration, source.own_configuration));
  TRY(const auto made, source.make(values));
  TRY_VOID(made->validate());
  return made->ping();
}

/// What a check finds; an exception of a library is a finding too.
Health health_of(const json::Value& fields, const sources::SourceType& source) {
  try {
    const auto checked = check(fields, source);
    if (checked) return {};
    return {checked.error().reason.empty() ? "the source is not available" : checked.error().reason};
  } catch (const std::exception& error) {
    return {fmt::format("The check of the source ended unexpectedly: {}", error.what())};
  }
}

}  // namespace

HealthChecks::HealthChecks(base::Clock& clock, HealthOptions options, std::function<void()> on_result) : clock_(clock), options_(options) {
  state_->on_result = std::move(on_result);
}

HealthChecks::~HealthChecks() {
  const std::lock_guard lock(state_->mutex);
  state_->on_result = {};
}

bool HealthChecks::is_fresh(const Entry& entry, const std::string& configuration) {
  if (!entry.health || entry.configuration != configuration) return false;
  return clock_.now() - entry.checked_at < (entry.health->is_good() ? options_.good_for : options_.bad_for);
}

HealthChecks::Answer HealthChecks::of(const Record& connector, const sources::SourceType& source) {
  const auto* fields = connector.source.find("configuration");
  static const auto& nothing = *new json::Value;  // never destroyed: see configuration_values.cpp
  auto configuration = source.service_type + " " + json::write(fields == nullptr ? nothing : *fields);
  const std::lock_guard lock(state_->mutex);
  auto& entry = state_->entries[connector.id];
  const bool is_same = entry.configuration == configuration;
  if (!is_fresh(entry, configuration) && !entry.is_running && state_->running < options_.at_once) {
    start(connector.id, configuration, fields == nullptr ? nothing : *fields, source);
    entry.is_running = true;
    ++state_->running;
  }
  // An answer that is not fresh any more holds until the next one is there.
  if (!entry.health || !is_same) return {};
  return {entry.health, std::exchange(entry.is_new, false)};
}

void HealthChecks::start(const std::string& id, std::string configuration, const json::Value& fields, const sources::SourceType& source) {
  const auto now = clock_.now();
  std::thread([state = state_, id, configuration = std::move(configuration), fields, source, now]() mutable {
    auto health = health_of(fields, source);
    const std::lock_guard lock(state->mutex);
    --state->running;
    state->entries[id] = {.configuration = std::move(configuration), .health = std::move(health), .checked_at = now, .is_new = true};
    if (state->on_result) state->on_result();
  }).detach();
}

}  // namespace headrace::service
