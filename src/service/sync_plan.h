#pragma once
// Everything a sync needs to know, taken from the job's snapshot, the connector and the settings before it starts.

#include <memory>
#include <string>

#include "control/basic_rules.h"
#include "control/sync_job.h"
#include "service/document_body.h"
#include "service/error_monitor.h"
#include "service/settings.h"
#include "sources/source.h"

namespace headrace::service {

struct SyncPlan {
  std::string job_id;
  std::string connector_id;
  std::string index;
  control::SyncJobType type = control::SyncJobType::full;
  const sources::SourceType* source = nullptr;
  json::Value configuration;  ///< field name to effective value
  PipelineSettings pipeline;
  bool extracts_text = true;
  bool uses_extraction_service = false;  ///< the connector wants it
  control::BasicRules rules;
  json::Value advanced_rules = nullptr;  ///< value of the snippet; null or empty: none
  bool with_access_control = false;      ///< documents tell who may see them
  bool identities = false;               ///< the source tells who there is; of jobs of type access_control
  json::Value cursor = nullptr;          ///< where the last incremental sync has ended
  std::string counted_index;             ///< whose documents are the total: of the connector
  std::string started_at;                ///< of the job, as it was claimed
  bool ran_before = false;               ///< an earlier attempt may have left a checkpoint
  SyncLimits limits;
  std::shared_ptr<const extract::ServerReader> files = nullptr;  ///< none: only texts are read
};

/// Errors: illegal_argument with what is wrong with the job or its connector, for people.
Result<SyncPlan> plan_sync(const std::string& job_id, const json::Value& job, const json::Value& connector,
                           const sources::SourceType* source, const SyncLimits& limits);

}  // namespace headrace::service
