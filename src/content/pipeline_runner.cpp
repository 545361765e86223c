#include "content/pipeline_runner.h"

#include <fmt/format.h>

namespace headrace::content {
namespace {

using engine::Write;
using ingest::Fate;
using ingest::Pipeline;

using ingest::Document;

constexpr std::string_view none = "_none";

bool makes_document(const Write& write) { return write.action == Write::Action::index || write.action == Write::Action::create; }

/// `last` over `document`. Errors: illegal_argument when it changes the index.
Result<Fate> finish(const Pipeline& last, Document& document, ingest::Run& run) {
  const auto before = document.target().index;
  TRY(const auto fate, run.through(last, document));
  const auto after = document.target();
  if (after.index == before) return fate;
  return fail(ErrorKind::illegal_argument,
              fmt::format("final pipeline [{}] can't change the target index (from [{}] to [{}]) for document [{}]", last.id(), before,
                          after.index, after.id.value_or("")));
}

/// What of an update goes through pipelines, nullptr for nothing.
json::Value* updated_part(Write& write) {
  if (write.action != Write::Action::update) return nullptr;
  if (write.doc_as_upsert && write.doc) return &*write.doc;
  return write.upsert ? &*write.upsert : nullptr;
}

}  // namespace

PipelineRunner::PipelineRunner(engine::Engine& engine, std::shared_ptr<const Pipelines::All> pipelines, base::Instant now, FileWork files)
    : engine_(engine), pipelines_(std::move(pipelines)), hasty_(surroundings_of(pipelines_)), now_(now), files_(files) {
  hasty_.files = files.reader;
  patient_ = hasty_;
  hasty_.may_wait = files.pool == nullptr;
}

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

/// Tries here first: nearly every document is done before a thread of the pool would have begun.
Awaitable<Result<Fate>> PipelineRunner::go(const Way& way, const Make& make, std::optional<Document>& document) {
  CO_TRY(document, make());
  ingest::Run run(hasty_, nullptr);
  auto fate = way(*document, run);
  if (!run.must_wait()) co_return fate;
  co_return co_await go_again(way, make, document);
}

Awaitable<Result<Fate>> PipelineRunner::go_again(const Way& way, const Make& make, std::optional<Document>& document) {
  co_return co_await files_.pool->run<Fate>([&]() -> Result<Fate> {
    TRY(document, make());
    ingest::Run run(patient_, nullptr);
    return way(*document, run);
  });
}

Awaitable<Result<std::optional<Document>>> PipelineRunner::changed(Chosen chosen, std::string index, const Make& make) {
  std::optional<Document> document;
  const Way begins = [&](Document& on, ingest::Run& run) { return chosen.first == nullptr ? Fate::kept : run.through(*chosen.first, on); };
  CO_TRY(const auto begun, co_await go(begins, make, document));
  if (begun == Fate::dropped) co_return std::nullopt;
  // Behind a change of the index comes the final pipeline of the new one.
  if (auto now = document->target().index; now != index) {
    const auto own = co_await own_of(std::move(now));
    CO_TRY(chosen.last, named(own.at_last));
  }
  if (chosen.last == nullptr) co_return document;
  ingest::Run run(hasty_, nullptr);
  auto finished = finish(*chosen.last, *document, run);
  if (run.must_wait()) {
    const Way both = [&](Document& on, ingest::Run& patient) -> Result<Fate> {
      TRY(const auto fate, begins(on, patient));
      return fate == Fate::kept ? finish(*chosen.last, on, patient) : fate;
    };
    finished = co_await go_again(both, make, document);
  }
  CO_TRY(const auto fate, std::move(finished));
  if (fate == Fate::dropped) co_return std::nullopt;
  co_return document;
}

Awaitable<Result<bool>> PipelineRunner::run(std::string asked, Write& write) {
  auto* part = updated_part(write);
  if (part == nullptr && !makes_document(write)) co_return true;
  CO_TRY(const auto chosen, co_await choose(std::move(asked), write.index));
  const auto leaves_alone = [&](const Pipeline* pipeline) {
    return pipeline == nullptr || (part == nullptr && pipeline->leaves_alone(write.source));
  };
  if (leaves_alone(chosen.first) && leaves_alone(chosen.last)) co_return true;
  const Make make = [&]() -> Result<Document> {
    auto source = part == nullptr ? json::parse(write.source) : Result<json::Value>(*part);
    if (!source) return std::unexpected(std::move(source).error());
    return Document({write.index, write.id}, std::move(*source), now_);
  };
  CO_TRY(auto document, co_await changed(chosen, write.index, make));
  if (!document) co_return false;
  auto target = document->target();
  write.index = std::move(target.index);
  if (target.id || part == nullptr) write.id = std::move(target.id);
  if (part != nullptr) {
    *part = std::move(*document).take_source();
  } else if (document->is_changed()) {
    write.source = json::write(document->source());
  }
  co_return true;
}

}  // namespace headrace::content
