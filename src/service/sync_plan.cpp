#include "service/sync_plan.h"

#include <fmt/format.h>

#include "control/rule_problems.h"
#include "service/configuration_values.h"

namespace headrace::service {
namespace {

std::unexpected<Error> refuse(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

bool is_on(const json::Value& object, std::string_view path) {
  const auto* flag = object.at_path(path);
  return flag != nullptr && flag->is_bool() && flag->as_bool();
}

const json::Value& member(const json::Value& object, std::string_view name) {
  static const auto& null = *new json::Value;
  const auto* found = object.find(name);
  return found == nullptr ? null : *found;
}

/// docs/spec/connector-service.md 14.2
bool has_rules_enabled(const json::Value& features) {
  return is_on(features, "sync_rules.basic.enabled") || is_on(features, "sync_rules.advanced.enabled") ||
         is_on(features, "filtering_rules") || is_on(features, "filtering_advanced_config");
}

/// The rules of the job's snapshot. Those that were not found valid fail the job (docs/spec/connector-service.md 10.4, 8).
Result<control::BasicRules> rules_of(const json::Value& snapshot, const json::Value& features, control::RuleReading reading) {
  const auto& filtering = member(snapshot, "filtering");
  if (!has_rules_enabled(features) || !filtering.is_object()) return control::BasicRules();
  const auto* state = filtering.at_path("validation.state");
  if (state != nullptr && state->is_string() && state->as_string() != "valid") {
    return refuse(fmt::format("The sync rules of this job are [{}], not valid. Mend them and start a new sync.", state->as_string()));
  }
  const auto& rules = member(filtering, "rules");
  if (const auto problems = control::rule_problems(rules); !problems.empty()) return refuse(problems.front().message);
  return control::BasicRules::read(rules, reading);
}

/// Errors: when this source or this connector cannot do such a job.
Result<void> check_type(control::SyncJobType type, const json::Value& features, const sources::SourceType& source) {
  if (type == control::SyncJobType::access_control) {
    if (!is_on(source.features, "document_level_security.enabled")) {
      return refuse(fmt::format("The source [{}] tells nothing about who may see its documents, so there are no access control syncs.",
                                source.service_type));
    }
    if (!is_on(features, "document_level_security.enabled")) {
      return refuse("Document level security is not enabled for this connector, so there are no access control syncs.");
    }
  }
  if (type == control::SyncJobType::incremental && !is_on(features, "incremental_sync.enabled")) {
    return refuse("Incremental syncs are not enabled for this connector. Start a full sync.");
  }
  return {};
}

/// docs/spec/connector-service.md 15.1: both switches.
bool has_access_control(const json::Value& features, const json::Value& configuration) {
  return is_on(features, "document_level_security.enabled") && is_on(configuration, "use_document_level_security");
}

}  // namespace

Result<SyncPlan> plan_sync(const std::string& job_id, const json::Value& job, const json::Value& connector,
                           const sources::SourceType* source, const SyncLimits& limits) {
  const auto& snapshot = member(job, "connector");
  if (source == nullptr) {
    return refuse(fmt::format("There is no source for the service type [{}] in this program.", snapshot.text("service_type")));
  }
  const auto& features = member(connector, "features");
  SyncPlan plan;
  plan.job_id = job_id;
  plan.connector_id = snapshot.text("id");
  plan.index = snapshot.text("index_name");
  TRY(plan.type, control::parse_sync_job_type(job.text("job_type")));
  TRY_VOID(check_type(plan.type, features, *source));
  if (plan.index.empty()) return refuse("The job has no index to write to.");
  TRY(plan.configuration, configuration_values(member(snapshot, "configuration"), source->configuration, source->own_configuration));
  TRY(plan.rules, rules_of(snapshot, features, limits.rules));
  if (const auto* advanced = snapshot.at_path("filtering.advanced_snippet.value")) plan.advanced_rules = *advanced;
  const bool has_access = has_access_control(features, plan.configuration);
  plan.with_access_control = has_access && plan.type != control::SyncJobType::access_control;
  plan.identities = has_access;
  plan.cursor = member(connector, "sync_cursor");
  plan.counted_index = connector.text("index_name").empty() ? plan.index : std::string(connector.text("index_name"));
  plan.source = source;
  plan.pipeline = read_pipeline(snapshot);
  plan.uses_extraction_service = is_on(plan.configuration, "use_text_extraction_service");
  plan.extracts_text = plan.pipeline.extract_binary_content || plan.uses_extraction_service;
  plan.limits = limits;
  return plan;
}

}  // namespace headrace::service
