#include "content/pipeline_runner.h"

#include <fmt/format.h>

namespace headrace::content {
namespace {

using engine::Write;
using ingest::Fate;
using ingest::Pipeline;

constexpr std::string_view none = "_none";

bool makes_document(const Write& write) { return write.action == Write::Action::index || write.action == Write::Action::create; }

/// What of an update goes through pipelines, nullptr for nothing.
json::Value* updated_part(Write& write) {
  if (write.action != Write::Action::update) return nullptr;
  if (write.doc_as_upsert && write.doc) return &*write.doc;
  return write.upsert ? &*write.upsert : nullptr;
}

}  // namespace

Awaitable<engine::IndexPipelines> PipelineRunner::own_of(std::string index) {
  if (engine::Engine::is_state_index(index)) co_return engine::IndexPipelines();
  const auto known = own_.find(index);
  if (known != own_.end()) co_return known->second;
  // Where the index cannot be looked at, the write itself will say so.
  auto own = (co_await engine_.of(index).pipelines_of(index)).value_or(engine::IndexPipelines());
  own_.emplace(std::move(index), own);
  co_return own;
}

Awaitable<bool> PipelineRunner::has_own(std::string index) {
  const auto own = co_await own_of(std::move(index));
  co_return !own.by_default.empty() || !own.at_last.empty();
}

Result<const Pipeline*> PipelineRunner::named(const std::string& id) const {
  if (id.empty()) return nullptr;
  const auto found = pipelines_->find(id);
  if (found != pipelines_->end()) return found->second.get();
  return fail(ErrorKind::illegal_argument, fmt::format("pipeline with id [{}] does not exist", id));
}

Awaitable<Result<PipelineRunner::Chosen>> PipelineRunner::choose(std::string asked, std::string index) {
  const auto own = co_await own_of(std::move(index));
  if (asked.empty()) asked = own.by_default;
  if (asked == none) asked.clear();
  Chosen chosen;
  CO_TRY(chosen.first, named(asked));
  CO_TRY(chosen.last, named(own.at_last));
  co_return chosen;
}

Result<bool> PipelineRunner::finish(const Pipeline& last, ingest::Document& document) const {
  const auto before = document.target().index;
  TRY(const auto fate, ingest::run(last, document, surroundings_));
  const auto after = document.target();
  if (after.index == before) return fate == Fate::kept;
  return fail(ErrorKind::illegal_argument,
              fmt::format("final pipeline [{}] can't change the target index (from [{}] to [{}]) for document [{}]", last.id(), before,
                          after.index, after.id.value_or("")));
}

Awaitable<Result<bool>> PipelineRunner::change(Chosen chosen, Write& write, json::Value& source, bool& is_changed) {
  ingest::Document document({write.index, write.id}, std::move(source), now_);
  if (chosen.first != nullptr) {
    CO_TRY(const auto fate, ingest::run(*chosen.first, document, surroundings_));
    if (fate == Fate::dropped) co_return false;
    // Behind a change of the index comes the final pipeline of the new one.
    if (const auto index = document.target().index; index != write.index) {
      const auto own = co_await own_of(index);
      CO_TRY(chosen.last, named(own.at_last));
    }
  }
  if (chosen.last != nullptr) {
    CO_TRY(const bool is_kept, finish(*chosen.last, document));
    if (!is_kept) co_return false;
  }
  auto target = document.target();
  is_changed = document.is_changed();
  source = std::move(document).take_source();
  write.index = std::move(target.index);
  if (target.id || makes_document(write)) write.id = std::move(target.id);
  co_return true;
}

Awaitable<Result<bool>> PipelineRunner::run(std::string asked, Write& write) {
  auto* part = updated_part(write);
  if (part == nullptr && !makes_document(write)) co_return true;
  CO_TRY(const auto chosen, co_await choose(std::move(asked), write.index));
  bool is_changed = false;
  if (part != nullptr) {
    if (chosen.first == nullptr && chosen.last == nullptr) co_return true;
    co_return co_await change(chosen, write, *part, is_changed);
  }
  const auto leaves_alone = [&](const Pipeline* pipeline) { return pipeline == nullptr || pipeline->leaves_alone(write.source); };
  if (leaves_alone(chosen.first) && leaves_alone(chosen.last)) co_return true;
  CO_TRY(auto source, json::parse(write.source));
  CO_TRY(const bool is_kept, co_await change(chosen, write, source, is_changed));
  if (is_kept && is_changed) write.source = json::write(source);
  co_return is_kept;
}

}  // namespace headrace::content
