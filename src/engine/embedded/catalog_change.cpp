#include "engine/embedded/catalog_change.h"

#include "engine/embedded/errors.h"

namespace headrace::engine::embedded {

std::optional<IndexInfo> CatalogChange::find(std::string_view name) const {
  const auto* found = catalog_.named(name);
  return found == nullptr ? std::nullopt : std::optional(info_of(*found));
}

std::vector<IndexInfo> CatalogChange::indices() const {
  std::vector<IndexInfo> all;
  for (const auto& [name, index] : catalog_.all()) all.push_back(info_of(index));
  return all;
}

std::vector<IndexTemplate> CatalogChange::templates() const {
  std::vector<IndexTemplate> all;
  for (const auto& [name, made] : catalog_.templates()) all.push_back(*made);
  return all;
}

Result<void> CatalogChange::put(IndexInfo index) {
  const auto* found = catalog_.named(index.name);
  if (found == nullptr) return fail(index_not_found(index.name));
  auto definition = std::make_shared<IndexDefinition>(*found->definition);
  definition->aliases = std::move(index.aliases);
  definition->mappings = std::move(index.mappings);
  definition->settings = std::move(index.settings);
  definition->is_closed = index.is_closed;
  changed_.insert(definition->name);
  catalog_.put(Index{std::move(definition), found->counters});
  adds_ = true;
  return {};
}

Result<void> CatalogChange::remove(std::string_view name) {
  const auto* found = catalog_.named(name);
  if (found == nullptr) return fail(index_not_found(name));
  removed_.push_back(*found);
  changed_.erase(found->definition->name);
  catalog_.erase(std::string(name));
  return {};
}

void CatalogChange::put_template(IndexTemplate made) {
  templates_.insert(made.name);
  catalog_.put(std::make_shared<const IndexTemplate>(std::move(made)));
  adds_ = true;
}

bool CatalogChange::remove_template(std::string_view name) {
  if (!catalog_.erase_template(name)) return false;
  templates_.emplace(name);
  return true;
}

Result<CatalogChange::Outcome> CatalogChange::finish() && {
  for (const auto& name : changed_) TRY_VOID(check_aliases(catalog_, *catalog_.named(name)->definition));
  return Outcome{std::move(catalog_), std::move(changed_), std::move(removed_), std::move(templates_)};
}

}  // namespace headrace::engine::embedded
