#include "engine/embedded/catalog.h"

namespace headrace::engine::embedded {

const Index* Catalog::find(std::string_view name) const {
  if (const auto found = indices_.find(name); found != indices_.end()) return &found->second;
  const auto alias = aliases_.find(name);
  if (alias == aliases_.end()) return nullptr;
  const auto found = indices_.find(alias->second);
  return found == indices_.end() ? nullptr : &found->second;
}

Index* Catalog::find(std::string_view name) { return const_cast<Index*>(std::as_const(*this).find(name)); }

void Catalog::put(Index index) {
  const auto& name = index.definition->name;
  for (const auto& alias : index.definition->aliases) aliases_.insert_or_assign(alias, name);
  indices_.insert_or_assign(name, std::move(index));
}

void Catalog::erase(const std::string& name) {
  std::erase_if(aliases_, [&](const auto& alias) { return alias.second == name; });
  indices_.erase(name);
}

IndexInfo info_of(const Index& index) {
  const auto& definition = *index.definition;
  return {.name = definition.name,
          .uuid = definition.uuid,
          .aliases = definition.aliases,
          .created_at = definition.created_at,
          .mappings = definition.mappings,
          .settings = definition.settings,
          .documents = index.counters.documents,
          .bytes = index.counters.bytes};
}

}  // namespace headrace::engine::embedded
