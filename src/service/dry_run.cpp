#include "service/dry_run.h"

#include <fmt/format.h>

#include "control/sync_job_snapshot.h"
#include "service/checkpoint.h"

namespace headrace::service {
namespace {

/// A line of the log as people read it; "" for what is no warning.
std::string warning_of(const json::Value& line) { return line.text("level") == "info" ? std::string() : std::string(line.text("message")); }

std::string failure_of(const json::Value& line) {
  const auto id = line.text("document_id");
  return fmt::format("document [{}]: {}", id.empty() ? "unknown" : id, line.text("reason"));
}

/// One document in a request, and one after the other: what is shown is in the order of the source, and not more is read than must be.
SyncPlan narrowed(SyncPlan plan) {
  plan.limits.bulk_entries = 2;
  plan.limits.max_concurrency = 1;
  plan.limits.concurrent_downloads = 1;
  return plan;
}

}  // namespace

Result<std::vector<ItemOutcome>> DryRunTarget::bulk(const std::string& index, const std::string&, std::span<const Operation> operations) {
  bool is_enough = false;
  {
    const std::lock_guard lock(seen_.mutex);
    for (const auto& operation : operations) {
      if (index == checkpoints_index) continue;
      if (index == job_log_index || index == job_failures_index) {
        TRY(const auto line, json::parse(operation.body));
        auto note = index == job_log_index ? warning_of(line) : failure_of(line);
        if (!note.empty()) seen_.notes.push_back(std::move(note));
      } else if (operation.kind == Operation::Kind::remove) {
        ++seen_.removed;
      } else if (seen_.shown < static_cast<std::int64_t>(seen_.options.limit)) {
        seen_.options.show(operation.body);
        is_enough = ++seen_.shown == static_cast<std::int64_t>(seen_.options.limit);
      }
    }
  }
  if (is_enough && seen_.on_enough) seen_.on_enough();
  return std::vector<ItemOutcome>(operations.size(), {.accepted = true});
}

Result<DryRunReport> dry_run(const Context& context, const std::string& connector_id, const json::Value& connector,
                             control::SyncJobType type, DryRunOptions options) {
  TRY(const auto job, control::new_sync_job({.connector_id = connector_id, .type = type}, connector, context.clock.now()));
  TRY(auto plan, plan_sync("dry-run", job, connector, context.find_source(connector.text("service_type")), context.settings.sync));
  plan.files = context.settings.files;
  DryRunTarget::Seen seen{.options = std::move(options)};
  Sync sync(
      narrowed(std::move(plan)),
      [&]() -> std::unique_ptr<ContentTarget> { return std::make_unique<DryRunTarget>(seen, context.backend.content("")); }, context.clock);
  seen.on_enough = [&sync] { sync.stop(); };
  auto result = sync.run();
  sync.flush_notes();
  if (!result && !sync.is_stopped()) return fail(std::move(result).error());
  const auto& counters = sync.counters();
  return DryRunReport{.is_whole = !sync.is_stopped(),
                      .shown = seen.shown,
                      .read = counters.read,
                      .filtered = counters.filtered,
                      .failed = counters.failed,
                      .without_text = counters.without_text,
                      .removed = seen.removed,
                      .notes = std::move(seen.notes)};
}

}  // namespace headrace::service
