#include "control/sync_job_state.h"

#include "control/errors.h"

namespace headrace::control {

Result<void> check_sync_job_id(std::string_view id) {
  Validation validation;
  validation.add_if(id.empty(), sync_job_id_missing);
  return validation.result();
}

Result<void> check_keyword(std::string_view id, std::string_view field, std::string_view text) {
  constexpr std::size_t longest = 32766;
  if (text.size() > longest) return fail(immense_term(id, field));
  return {};
}

Result<SyncJobStatus> status_of(const json::Value& job) {
  const auto* status = job.find("status");
  if (status == nullptr) return parse_sync_job_status("null");
  return parse_sync_job_status(status->is_string() ? status->as_string() : json::write(*status));
}

void remove_sync_job(engine::StateView& state, std::string_view id) {
  state.remove(engine::sync_jobs_index, id);
  state.remove(claims_index, id);
}

}  // namespace headrace::control
