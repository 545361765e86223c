#include "service/health.h"

#include <fmt/format.h>

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

HealthChecks::HealthChecks(base::Clock& clock, HealthOptions options, std::function<void()> on_result, Executor executor)
    : checks_(
          clock,
          {.at_once = options.at_once,
           .holds = [options](const Health& health) -> base::Nanoseconds { return health.is_good() ? options.good_for : options.bad_for; }},
          std::move(on_result), std::move(executor)) {}

HealthChecks::Answer HealthChecks::of(const Record& connector, const sources::SourceType& source) {
  const auto* stored = connector.source.find("configuration");
  static const auto& nothing = *new json::Value;  // never destroyed: see configuration_values.cpp
  const auto& fields = stored == nullptr ? nothing : *stored;
  auto answer =
      checks_.of(connector.id, source.service_type + " " + json::write(fields), [fields, source] { return health_of(fields, source); });
  return {std::move(answer.found), answer.is_new};
}

}  // namespace headrace::service
