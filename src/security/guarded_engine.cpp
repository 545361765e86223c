#include "security/guarded_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "security/privilege_names.h"

namespace headrace::security {
namespace {

using engine::Document;
using engine::IndexInfo;
using engine::Write;
using engine::Written;

std::string_view action_of(Write::Action action) {
  switch (action) {
    case Write::Action::index:
      return "indices:data/write/index";
    case Write::Action::create:
      return "indices:data/write/create";
    case Write::Action::update:
      return "indices:data/write/update";
    case Write::Action::remove:
      return "indices:data/write/delete";
  }
  return "indices:data/write/index";
}

/// What the guards of both stores have in common. `Store` is the interface, so that one of a StateStore is a StateStore.
template <class Store>
class Guarded : public Store {
 public:
  Guarded(Store& store, const Identity& identity, Guard guard) : store_(store), identity_(identity), guard_(guard) {}

  Awaitable<Result<std::optional<Document>>> get(std::string index, std::string id) override {
    if (guard_.checks_names) CO_TRY_VOID(check_index(identity_, "indices:data/read/get", index));
    co_return co_await store_.get(std::move(index), std::move(id));
  }

  Awaitable<Result<std::vector<Result<Written>>>> write(std::vector<Write> writes) override {
    if (!guard_.checks_names) co_return co_await store_.write(std::move(writes));
    std::vector<Result<Written>> results(writes.size());
    std::vector<Write> allowed;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < writes.size(); ++i) {
      if (auto may = check_index(identity_, action_of(writes[i].action), writes[i].index); !may) {
        results[i] = fail(std::move(may).error());
      } else {
        allowed.push_back(std::move(writes[i]));
        places.push_back(i);
      }
    }
    if (allowed.empty()) co_return results;
    CO_TRY(auto written, co_await store_.write(std::move(allowed)));
    for (std::size_t i = 0; i < written.size(); ++i) results[places[i]] = std::move(written[i]);
    co_return results;
  }

  Awaitable<Result<engine::SearchResult>> search(engine::SearchRequest request) override { return store_.search(std::move(request)); }
  Awaitable<Result<std::shared_ptr<const engine::SearchView>>> open_view(std::vector<std::string> indices) override {
    return store_.open_view(std::move(indices));
  }
  Awaitable<Result<IndexInfo>> create_index(IndexInfo wanted) override { return store_.create_index(std::move(wanted)); }
  Awaitable<Result<void>> delete_index(std::string index) override { return store_.delete_index(std::move(index)); }

  Awaitable<Result<void>> change_catalog(std::function<Result<void>(engine::CatalogView&)> rules) override {
    return store_.change_catalog(std::move(rules));
  }
  Awaitable<Result<std::vector<engine::IndexTemplate>>> templates() override { return store_.templates(); }

  /// Those that some privilege names, by their name or an alias: what patterns find, and what names mean.
  Awaitable<Result<std::vector<IndexInfo>>> indices() override {
    CO_TRY(auto all, co_await store_.indices());
    std::erase_if(all, [this](const IndexInfo& info) {
      const auto is_seen = [this](std::string_view name) { return identity_.privileges.allow_index(name, guard_.action); };
      return !is_seen(info.name) && std::ranges::none_of(info.aliases, is_seen, &engine::Alias::name);
    });
    co_return all;
  }

 protected:
  Store& store_;
  const Identity& identity_;
  Guard guard_;
};

class GuardedState final : public Guarded<engine::StateStore> {
 public:
  using Guarded::Guarded;
  Awaitable<Result<engine::ListPage>> list(engine::ListRequest request) override { return store_.list(std::move(request)); }
  Awaitable<Result<engine::Changes>> changes(std::string index, std::optional<std::uint64_t> from, std::size_t limit) override {
    return store_.changes(std::move(index), from, limit);
  }
  Awaitable<Result<void>> transact(engine::Reads reads, std::function<Result<void>(engine::StateView&)> rules) override {
    return store_.transact(std::move(reads), std::move(rules));
  }
};

Error refusal(const Identity& identity, std::string_view action, std::string_view where, std::string_view kind,
              const std::vector<std::string>& privileges) {
  return {ErrorKind::security, fmt::format("action [{}] is unauthorized for {}{}, this action is granted by the {} privileges [{}]", action,
                                           subject_of(identity), where, kind, fmt::join(privileges, ","))};
}

}  // namespace

Error cluster_refusal(const Identity& identity, std::string_view action) {
  return refusal(identity, action, "", "cluster", cluster_privileges_for(action));
}

Error index_refusal(const Identity& identity, std::string_view action, std::string_view index) {
  return refusal(identity, action, fmt::format(" on indices [{}]", index), "index", index_privileges_for(action));
}

Result<void> check_index(const Identity& identity, std::string_view action, std::string_view index) {
  if (identity.privileges.allow_index(index, action)) return {};
  return fail(index_refusal(identity, action, index));
}

struct GuardedEngine::Impl {
  GuardedState state;
  Guarded<engine::DocumentStore> content;
};

GuardedEngine::GuardedEngine(engine::Engine& engine, engine::StateStore& state, const Identity& identity, Guard guard)
    : impl_(std::make_unique<Impl>(GuardedState(state, identity, guard),
                                   Guarded<engine::DocumentStore>(engine.content(), identity, guard))) {}

GuardedEngine::~GuardedEngine() = default;

engine::StateStore& GuardedEngine::state() { return impl_->state; }
engine::DocumentStore& GuardedEngine::content() { return impl_->content; }

}  // namespace headrace::security
