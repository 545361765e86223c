#include "content/pipelines.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"

namespace headrace::content {
namespace {

using engine::pipelines_index;
using engine::Write;
using ingest::Fate;

constexpr std::uint64_t most_pipelines = 100'000;

Result<Pipelines::Stored> compiled(const std::string& id, json::Value body) {
  TRY(auto pipeline, ingest::Pipeline::read(id, body));
  return Pipelines::Stored{std::move(body), std::move(pipeline)};
}

std::map<std::string, Pipelines::Stored, std::less<>> built_in() {
  Pipelines::All all;
  for (const auto id : ingest::built_in_pipelines()) {
    const std::string name(id);
    if (auto made = compiled(name, *ingest::built_in_pipeline(id))) all.emplace(name, std::move(*made));
  }
  return all;
}

/// What is stored, or none when a newer or an older version of this program cannot read it.
std::optional<Pipelines::Stored> readable(const engine::Document& document) {
  auto body = json::parse(*document.source);
  auto made = body ? compiled(document.id, std::move(*body)) : Result<Pipelines::Stored>(std::unexpected(body.error()));
  if (made) return std::move(*made);
  base::log_warning("ingest", "a stored pipeline cannot be read", {{"pipeline", document.id}, {"error.message", made.error().reason}});
  return std::nullopt;
}

}  // namespace

Awaitable<Result<void>> Pipelines::load() {
  CO_TRY(const auto page, co_await store_.list({.index = std::string(pipelines_index), .filters = {}, .size = most_pipelines}));
  auto all = built_in();
  std::map<std::string, std::uint64_t> seen;
  for (const auto& document : page.documents) {
    seen[document.id] = document.seq_no;
    if (auto stored = readable(document)) all.insert_or_assign(document.id, std::move(*stored));
  }
  const std::lock_guard lock(mutex_);
  if (all_) co_return Result<void>();
  all_ = std::make_shared<const All>(std::move(all));
  seen_ = std::move(seen);
  co_return Result<void>();
}

Awaitable<Result<std::shared_ptr<const Pipelines::All>>> Pipelines::all() {
  {
    const std::lock_guard lock(mutex_);
    if (all_) co_return all_;
  }
  CO_TRY_VOID(co_await load());
  const std::lock_guard lock(mutex_);
  co_return all_;
}

void Pipelines::keep(const std::string& id, std::uint64_t seq_no, std::optional<Stored> stored) {
  const std::lock_guard lock(mutex_);
  auto& seen = seen_[id];
  if (seq_no < seen) return;  // somebody else has put a newer one meanwhile
  seen = seq_no;
  auto all = *all_;
  if (stored) {
    all.insert_or_assign(id, std::move(*stored));
  } else {
    all.erase(id);
  }
  all_ = std::make_shared<const All>(std::move(all));
}

Awaitable<Result<void>> Pipelines::refresh(std::string id) {
  CO_TRY(const auto changes, co_await store_.changes(std::string(pipelines_index), std::nullopt, 0));
  CO_TRY(const auto document, co_await store_.get(std::string(pipelines_index), id));
  keep(id, document ? document->seq_no : changes.next, document ? readable(*document) : std::nullopt);
  co_return Result<void>();
}

Awaitable<Result<void>> Pipelines::put(std::string id, json::Value body) {
  CO_TRY_VOID(compiled(id, body));
  CO_TRY_VOID(co_await all());
  CO_TRY_VOID(co_await store_.transact({}, [&](engine::StateView& state) -> Result<void> {
    state.put_value(pipelines_index, id, body);
    return {};
  }));
  co_return co_await refresh(std::move(id));
}

Awaitable<Result<void>> Pipelines::remove(std::string pattern) {
  CO_TRY(const auto there, co_await all());
  std::vector<std::string> ids;
  for (const auto& [id, stored] : *there) {
    if (base::glob_matches(pattern, id)) ids.push_back(id);
  }
  if (ids.empty() && pattern != "*") co_return fail(ErrorKind::resource_not_found, fmt::format("pipeline [{}] is missing", pattern));
  engine::Reads reads;
  for (const auto& id : ids) reads.documents.push_back({std::string(pipelines_index), id});
  CO_TRY_VOID(co_await store_.transact(std::move(reads), [&](engine::StateView& state) -> Result<void> {
    for (const auto& id : ids) {
      if (state.find(pipelines_index, id) != nullptr) state.remove(pipelines_index, id);
    }
    return {};
  }));
  for (auto& id : ids) CO_TRY_VOID(co_await refresh(std::move(id)));
  co_return Result<void>();
}

Result<Fate> PipelineRunner::run(const ingest::Pipeline& pipeline, ingest::Document& document) const {
  ingest::Run run{.find_pipeline = [this](const std::string& id) {
    const auto found = pipelines_->find(id);
    return found == pipelines_->end() ? nullptr : found->second.pipeline;
  }};
  return pipeline.run(document, run);
}

Result<bool> PipelineRunner::change(const ingest::Pipeline& pipeline, Write& write, json::Value& source) const {
  ingest::Document document(write.index, write.id.value_or(""), std::move(source), now_);
  TRY(const auto fate, run(pipeline, document));
  if (fate == Fate::dropped) return false;
  source = document.source();
  write.index = document.index();
  if (!document.id().empty()) write.id = document.id();
  return true;
}

Result<bool> PipelineRunner::run(const std::string& pipeline, Write& write) const {
  const bool makes_document = write.action == Write::Action::index || write.action == Write::Action::create;
  const bool merges = write.action == Write::Action::update && write.doc_as_upsert && write.doc;
  if (pipeline.empty() || pipeline == "_none" || (!makes_document && !merges && !write.upsert)) return true;
  const auto found = pipelines_->find(pipeline);
  if (found == pipelines_->end()) return fail(ErrorKind::illegal_argument, fmt::format("pipeline with id [{}] does not exist", pipeline));
  if (!makes_document) return change(*found->second.pipeline, write, merges ? *write.doc : *write.upsert);
  TRY(auto source, json::parse(write.source));
  TRY(const bool is_kept, change(*found->second.pipeline, write, source));
  if (is_kept) write.source = json::write(source);
  return is_kept;
}

namespace {

/// `{"doc":{…}}`, null for a dropped one, or `{"error":{…}}`.
json::Value simulated(const PipelineRunner& runner, const ingest::Pipeline& pipeline, const json::Value& wanted, const json::Value& source,
                      const std::function<json::Value(const Error&)>& error_form) {
  const auto text = [&](std::string_view name) {
    const auto given = wanted.text(name);
    return std::string(given.empty() ? name : given);
  };
  ingest::Document document(text("_index"), text("_id"), source, runner.now());
  const auto fate = runner.run(pipeline, document);
  if (!fate) return json::object({{"error", error_form(fate.error())}});
  if (*fate == Fate::dropped) return {};
  return json::object({{"doc", json::object({{"_index", document.index()},
                                             {"_version", "-3"},
                                             {"_id", document.id()},
                                             {"_source", document.source()},
                                             {"_ingest", json::object({{"timestamp", base::format_instant(runner.now())}})}})}});
}

}  // namespace

Result<json::Value> simulate(const PipelineRunner& runner, const json::Value& body, std::shared_ptr<const ingest::Pipeline> pipeline,
                             const std::function<json::Value(const Error&)>& error_form) {
  if (!body.is_object()) return fail(ErrorKind::parse, "request body is required to be an object");
  if (!pipeline) {
    const auto* given = body.find("pipeline");
    if (given == nullptr) return fail(ingest::option_error("", "", "pipeline", "required property is missing"));
    TRY(pipeline, ingest::Pipeline::read("_simulate_pipeline", *given));
  }
  const auto* docs = body.find("docs");
  if (docs == nullptr || !docs->is_array()) return fail(ingest::option_error("", "", "docs", "required property is missing"));
  if (docs->as_array().empty()) return fail(ErrorKind::illegal_argument, "must specify at least one document in [docs]");
  json::Array results;
  for (const auto& wanted : docs->as_array()) {
    const auto* source = wanted.find("_source");
    if (source == nullptr || !source->is_object()) return fail(ingest::option_error("", "", "_source", "required property is missing"));
    results.push_back(simulated(runner, *pipeline, wanted, *source, error_form));
  }
  return json::object({{"docs", std::move(results)}});
}

}  // namespace headrace::content
