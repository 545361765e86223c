#include "service/checkpoint.h"

namespace headrace::service {
namespace {

const std::string index_name(checkpoints_index);

/// Nobody searches in them.
json::Value mappings() { return json::object({{"dynamic", false}, {"properties", json::Value(json::Object())}}); }

json::Value source_of(const Checkpoint& checkpoint) {
  json::Value scopes{json::Object()};
  for (const auto& [scope, progress] : checkpoint.scopes) {
    scopes.set(scope, json::object({{"position", progress.position}, {"complete", progress.is_complete}}));
  }
  return json::object({{"scopes", std::move(scopes)},
                       {"indexed_document_count", checkpoint.indexed},
                       {"deleted_document_count", checkpoint.deleted},
                       {"indexed_bytes", checkpoint.volume_bytes},
                       {"started_at", checkpoint.started_at},
                       {"attempts", checkpoint.attempts},
                       {"deaths", checkpoint.deaths}});
}

std::optional<Checkpoint> checkpoint_of(const json::Value& source) {
  const auto* scopes = source.find("scopes");
  if (scopes == nullptr || !scopes->is_object()) return std::nullopt;
  Checkpoint checkpoint{.indexed = source.number("indexed_document_count"),
                        .deleted = source.number("deleted_document_count"),
                        .volume_bytes = source.number("indexed_bytes"),
                        .started_at = std::string(source.text("started_at")),
                        .attempts = source.number("attempts"),
                        .deaths = source.number("deaths")};
  for (const auto& [scope, progress, offset] : scopes->as_object()) {
    const auto* complete = progress.find("complete");
    checkpoint.scopes[scope] = {.position = std::string(progress.text("position")),
                                .is_complete = complete != nullptr && complete->is_bool() && complete->as_bool()};
  }
  return checkpoint;
}

Result<void> write_one(ContentTarget& target, Operation operation) {
  TRY(const auto outcomes, target.bulk(index_name, "", std::span(&operation, 1)));
  if (outcomes.front().accepted) return {};
  return fail(ErrorKind::rejected_execution, outcomes.front().reason);
}

}  // namespace

Result<std::optional<Checkpoint>> Checkpoints::find(const std::string& job_id) {
  TRY(const auto source, target_.document(index_name, job_id));
  return source ? checkpoint_of(*source) : std::nullopt;
}

Result<void> Checkpoints::save(const std::string& job_id, const Checkpoint& checkpoint) {
  if (!has_index_) TRY_VOID(target_.ensure_index(index_name, mappings()));
  has_index_ = true;
  return write_one(target_, {.kind = Operation::Kind::index, .id = job_id, .body = json::write(source_of(checkpoint))});
}

Result<void> Checkpoints::remove(const std::string& job_id) {
  TRY(const auto source, target_.document(index_name, job_id));  // a deletion must not make the index
  return source ? write_one(target_, {.kind = Operation::Kind::remove, .id = job_id}) : Result<void>();
}

}  // namespace headrace::service
