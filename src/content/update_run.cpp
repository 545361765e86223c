#include "content/update_run.h"

#include <algorithm>

#include "content/documents.h"

namespace headrace::content {
namespace {

using engine::Write;
using engine::Written;

constexpr std::uint64_t fewest_retries = 10;
constexpr std::uint64_t most_retries = 1'000;

Write new_document(const Write& update, Write::Action action) {
  Write write;
  write.action = action;
  write.index = update.index;
  write.id = update.id;
  return write;
}

/// What `update` comes to while `current` is the document; none where the store has to say what is wrong, or that nothing changes.
Result<std::optional<Write>> resolved(const Write& update, const std::optional<engine::Document>& current) {
  if (!current) {
    const auto* made = update.doc_as_upsert && update.doc ? &*update.doc : (update.upsert ? &*update.upsert : nullptr);
    if (made == nullptr) return std::nullopt;
    auto write = new_document(update, Write::Action::create);
    write.source = json::write(*made);
    return write;
  }
  const engine::Guard seen{current->seq_no, current->primary_term};
  if (update.guard && (update.guard->seq_no != seen.seq_no || update.guard->primary_term != seen.primary_term)) return std::nullopt;
  TRY(auto source, json::parse(*current->source));
  const bool is_changed = update.doc && json::merge(source, *update.doc);
  if (!is_changed && update.detect_noop) return std::nullopt;
  auto write = new_document(update, Write::Action::index);
  write.source = json::write(source);
  write.guard = seen;
  return write;
}

Awaitable<Result<std::optional<engine::Document>>> current_document(engine::Engine& engine, const Write& update) {
  auto found = co_await get_document(engine, update.index, update.id.value_or(""));
  if (found) co_return std::move(found->document);
  if (found.error().kind == ErrorKind::index_not_found) co_return std::nullopt;
  co_return std::unexpected(std::move(found).error());
}

/// One try.
Awaitable<Result<std::optional<Written>>> attempt(engine::Engine& engine, PipelineRunner& pipelines, Write update) {
  CO_TRY(const auto current, co_await current_document(engine, update));
  CO_TRY(auto write, resolved(update, current));
  if (!write) {
    // Had it changed meanwhile, it would have to go through the pipelines.
    if (!update.guard && current) update.guard = {current->seq_no, current->primary_term};
    CO_TRY(auto written, co_await write_document(engine, std::move(update)));
    co_return std::optional(std::move(written));
  }
  CO_TRY(const bool is_kept, co_await pipelines.run("", *write));
  if (!is_kept) co_return std::nullopt;
  if (write->index != update.index || write->id != update.id) write->guard.reset();  // it is another document
  CO_TRY(auto written, co_await write_document(engine, std::move(*write)));
  co_return std::optional(std::move(written));
}

}  // namespace

Awaitable<Result<std::optional<Written>>> update_document(engine::Engine& engine, PipelineRunner& pipelines, Write write,
                                                          std::uint64_t retries) {
  if (!co_await pipelines.has_own(write.index)) {
    CO_TRY(auto written, co_await write_document(engine, std::move(write)));
    co_return std::optional(std::move(written));
  }
  for (auto left = std::clamp(retries, fewest_retries, most_retries);; --left) {
    auto written = co_await attempt(engine, pipelines, write);
    const bool goes_on = !written && written.error().kind == ErrorKind::version_conflict && !write.guard && left > 0;
    if (!goes_on) co_return written;
  }
}

}  // namespace headrace::content
