#include "content/pipelines.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/strings.h"
#include "content/ingest/built_in.h"

namespace headrace::content {
namespace {

using engine::pipelines_index;
using ingest::Pipeline;

constexpr std::uint64_t most_pipelines = 100'000;

/// What is stored, or none when a newer or an older version of this program cannot read it.
std::shared_ptr<const Pipeline> readable(const engine::Document& document) {
  const auto body = json::parse(*document.source);
  auto made = body ? Pipeline::read(document.id, *body) : Result<Pipeline>(std::unexpected(body.error()));
  if (made) return std::make_shared<const Pipeline>(std::move(*made));
  base::log_warning("ingest", "a stored pipeline cannot be read", {{"pipeline", document.id}, {"error.message", made.error().reason}});
  return nullptr;
}

/// `the default pipeline for 2 index(es) including [a,b]`, or "" for no index.
std::string use_of(std::string_view kind, const std::vector<std::string>& indices) {
  constexpr std::size_t most_shown = 3;
  if (indices.empty()) return "";
  const std::vector<std::string> shown(indices.begin(),
                                       indices.begin() + static_cast<std::ptrdiff_t>(std::min(most_shown, indices.size())));
  return fmt::format("the {} pipeline for {} index(es) including [{}]", kind, indices.size(), fmt::join(shown, ","));
}

Result<void> check_unused(const std::string& id, const std::vector<engine::IndexInfo>& indices) {
  std::vector<std::string> by_default;
  std::vector<std::string> at_last;
  for (const auto& index : indices) {
    const auto pipelines = engine::pipelines_of(index.settings);
    if (pipelines.by_default == id) by_default.push_back(index.name);
    if (pipelines.at_last == id) at_last.push_back(index.name);
  }
  if (by_default.empty() && at_last.empty()) return {};
  return fail(ErrorKind::illegal_argument,
              fmt::format("pipeline [{}] cannot be deleted because it is {}{}{}", id, use_of("default", by_default),
                          by_default.empty() || at_last.empty() ? "" : " and ", use_of("final", at_last)));
}

}  // namespace

Awaitable<Result<void>> Pipelines::load() {
  CO_TRY(const auto page, co_await engine_.state().list({.index = std::string(pipelines_index), .filters = {}, .size = most_pipelines}));
  All all;
  for (const auto& built_in : ingest::built_in_pipelines()) all.emplace(built_in->id(), built_in);
  std::map<std::string, std::uint64_t> seen;
  for (const auto& document : page.documents) {
    seen[document.id] = document.seq_no;
    if (auto stored = readable(document)) all.insert_or_assign(document.id, std::move(stored));
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

void Pipelines::keep(const std::string& id, std::uint64_t seq_no, std::shared_ptr<const Pipeline> pipeline) {
  const std::lock_guard lock(mutex_);
  auto& seen = seen_[id];
  if (seq_no < seen) return;  // somebody else has put a newer one meanwhile
  seen = seq_no;
  auto all = *all_;
  if (pipeline) {
    all.insert_or_assign(id, std::move(pipeline));
  } else {
    all.erase(id);
  }
  all_ = std::make_shared<const All>(std::move(all));
}

Awaitable<Result<void>> Pipelines::refresh(std::string id) {
  CO_TRY(const auto changes, co_await engine_.state().changes(std::string(pipelines_index), std::nullopt, 0));
  CO_TRY(const auto document, co_await engine_.state().get(std::string(pipelines_index), id));
  keep(id, document ? document->seq_no : changes.next, document ? readable(*document) : nullptr);
  co_return Result<void>();
}

Awaitable<Result<void>> Pipelines::put(std::string id, json::Value body) {
  CO_TRY_VOID(Pipeline::read(id, body));
  CO_TRY_VOID(co_await all());
  CO_TRY_VOID(co_await engine_.state().transact({}, [&](engine::StateView& state) -> Result<void> {
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
  CO_TRY(const auto indices, co_await engine_.content().indices());
  for (const auto& id : ids) CO_TRY_VOID(check_unused(id, indices));
  engine::Reads reads;
  for (const auto& id : ids) reads.documents.push_back({std::string(pipelines_index), id});
  CO_TRY_VOID(co_await engine_.state().transact(std::move(reads), [&](engine::StateView& state) -> Result<void> {
    for (const auto& id : ids) {
      if (state.find(pipelines_index, id) != nullptr) state.remove(pipelines_index, id);
    }
    return {};
  }));
  for (auto& id : ids) CO_TRY_VOID(co_await refresh(std::move(id)));
  co_return Result<void>();
}

ingest::Surroundings surroundings_of(std::shared_ptr<const Pipelines::All> pipelines) {
  ingest::Surroundings surroundings;
  surroundings.find_pipeline = [pipelines = std::move(pipelines)](std::string_view id) {
    const auto found = pipelines->find(id);
    return found == pipelines->end() ? nullptr : found->second;
  };
  return surroundings;
}

}  // namespace headrace::content
