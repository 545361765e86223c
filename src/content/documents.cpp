#include "content/documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "content/errors.h"
#include "content/index_names.h"

namespace headrace::content {
namespace {

using engine::Engine;
using engine::Write;
using engine::Written;

/// The writes of one store, and where their results belong.
struct Share {
  std::vector<Write> writes;
  std::vector<std::size_t> places;

  void add(Write write, std::size_t place) {
    writes.push_back(std::move(write));
    places.push_back(place);
  }
};

Awaitable<Result<void>> apply(engine::DocumentStore& store, Share share, std::vector<Result<Written>>& results) {
  if (share.writes.empty()) co_return Result<void>();
  CO_TRY(auto written, co_await store.write(std::move(share.writes)));
  for (std::size_t i = 0; i < written.size(); ++i) results[share.places[i]] = std::move(written[i]);
  co_return Result<void>();
}

Awaitable<Result<std::string>> concrete_name(Engine& engine, std::string index) {
  if (Engine::is_state_index(index)) co_return Engine::concrete_name(index);
  CO_TRY(const auto found, co_await find_names(engine, index, {}));
  co_return found.empty() ? index : found.front();
}

}  // namespace

Awaitable<Result<Lookup>> get_document(Engine& engine, std::string index, std::string id) {
  if (is_reserved(index)) co_return fail(index_not_found(index));
  CO_TRY(auto document, co_await engine.of(index).get(index, std::move(id)));
  if (document) co_return Lookup{document->index, std::move(document)};
  CO_TRY(auto name, co_await concrete_name(engine, std::move(index)));
  co_return Lookup{std::move(name), std::nullopt};
}

Awaitable<Result<Written>> write_document(Engine& engine, Write write) {
  std::vector<Write> one;
  one.push_back(std::move(write));
  CO_TRY(auto results, co_await write_documents(engine, std::move(one)));
  co_return std::move(results.front());
}

Awaitable<Result<std::vector<Result<Written>>>> write_documents(Engine& engine, std::vector<Write> writes) {
  std::vector<Result<Written>> results(writes.size());
  Share state;
  Share content;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    auto& write = writes[i];
    if (auto allowed = check_writable(write.index); !allowed) {
      results[i] = fail(std::move(allowed).error());
    } else {
      (Engine::is_state_index(write.index) ? state : content).add(std::move(write), i);
    }
  }
  CO_TRY_VOID(co_await apply(engine.state(), std::move(state), results));
  CO_TRY_VOID(co_await apply(engine.content(), std::move(content), results));
  co_return results;
}

Awaitable<Result<void>> check_is_alias(Engine& engine, std::string index) {
  CO_TRY(const auto all, co_await all_indices(engine));
  const bool is_alias = std::ranges::any_of(
      all, [&](const auto& info) { return std::ranges::find(info.aliases, index, &engine::Alias::name) != info.aliases.end(); });
  if (is_alias) co_return Result<void>();
  auto error = index_not_found(index);
  error.reason = fmt::format("no such index [{}] and [require_alias] request flag is [true] and [{}] is not an alias", index, index);
  co_return fail(std::move(error));
}

}  // namespace headrace::content
