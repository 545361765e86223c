#include "content/index_admin.h"

#include "content/errors.h"
#include "content/mapping.h"

namespace headrace::content {
namespace {

using engine::CatalogView;
using engine::IndexInfo;

Result<std::vector<IndexInfo>> find_all(const CatalogView& catalog, const std::vector<std::string>& names) {
  std::vector<IndexInfo> found;
  for (const auto& name : names) {
    auto index = catalog.find(name);
    if (!index) return fail(index_not_found(name));
    found.push_back(std::move(*index));
  }
  return found;
}

/// Runs `rules` over the indices with these names, and puts them as they are then.
Awaitable<Result<void>> change(engine::Engine& engine, std::vector<std::string> names,
                               std::function<Result<void>(std::vector<IndexInfo>&)> rules) {
  for (const auto& name : names)
    if (engine::Engine::is_state_index(name)) co_return fail(index_of_the_state(name));
  if (names.empty()) co_return Result<void>();
  co_return co_await engine.content().change_catalog([&](CatalogView& catalog) -> Result<void> {
    TRY(auto indices, find_all(catalog, names));
    TRY_VOID(rules(indices));
    for (auto& index : indices) TRY_VOID(catalog.put(std::move(index)));
    return {};
  });
}

}  // namespace

Awaitable<Result<void>> put_mappings(engine::Engine& engine, std::vector<std::string> indices, json::Value mappings) {
  co_return co_await change(engine, std::move(indices), [&](std::vector<IndexInfo>& found) -> Result<void> {
    for (auto& index : found) {
      // An index of an older server may have them as they were sent.
      auto there = read_mappings(index.mappings);
      TRY(index.mappings, merge_mappings(there ? std::move(*there) : index.mappings, mappings));
      TRY_VOID(check_mapping_limits(index.mappings, index.settings));
    }
    return {};
  });
}

Awaitable<Result<void>> update_settings(engine::Engine& engine, std::vector<std::string> indices, SettingUpdate update) {
  co_return co_await change(engine, std::move(indices), [&](std::vector<IndexInfo>& found) -> Result<void> {
    TRY_VOID(check_setting_update(update, found));
    for (auto& index : found) apply_setting_update(update, index);
    return {};
  });
}

Awaitable<Result<std::vector<std::string>>> set_closed(engine::Engine& engine, std::vector<std::string> indices, bool closed) {
  std::vector<std::string> changed;
  CO_TRY_VOID(co_await change(engine, std::move(indices), [&](std::vector<IndexInfo>& found) -> Result<void> {
    for (auto& index : found) {
      if (index.is_closed != closed) changed.push_back(index.name);
      index.is_closed = closed;
    }
    return {};
  }));
  co_return changed;
}

}  // namespace headrace::content
