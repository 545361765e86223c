#include "engine/embedded/catalog.h"

#include "engine/embedded/errors.h"
#include "engine/embedded/index_rules.h"

namespace headrace::engine::embedded {
namespace {

const Alias* alias_of(const IndexDefinition& index, std::string_view name) {
  const auto found = std::ranges::find(index.aliases, name, &Alias::name);
  return found == index.aliases.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const std::vector<const Index*>& indices) {
  std::vector<std::string> names;
  for (const auto* index : indices) names.push_back(index->definition->name);
  return names;
}

}  // namespace

const Index* Catalog::named(std::string_view name) const {
  const auto found = indices_.find(name);
  return found == indices_.end() ? nullptr : &found->second;
}

const Index* Catalog::find(std::string_view name) const {
  if (const auto* found = named(name)) return found;
  const auto alias = aliases_.find(name);
  return alias == aliases_.end() ? nullptr : named(*alias->second.begin());
}

Index* Catalog::find(std::string_view name) { return const_cast<Index*>(std::as_const(*this).find(name)); }

std::vector<const Index*> Catalog::aliased(std::string_view alias) const {
  std::vector<const Index*> found;
  if (const auto names = aliases_.find(alias); names != aliases_.end())
    for (const auto& name : names->second) found.push_back(named(name));
  return found;
}

Result<const Index*> Catalog::readable(std::string_view name) const {
  const auto* found = named(name);
  if (found == nullptr) {
    const auto behind = aliased(name);
    if (behind.empty()) return fail(index_not_found(name));
    if (behind.size() > 1) return fail(several_indices(name, names_of(behind)));
    found = behind.front();
  }
  if (found->definition->is_closed) return fail(index_closed(*found->definition));
  return found;
}

Result<Index*> Catalog::writable(std::string_view name) {
  TRY(const auto* found, std::as_const(*this).writable(name));
  return const_cast<Index*>(found);
}

Result<const Index*> Catalog::writable(std::string_view name) const {
  const auto* found = named(name);
  if (const auto behind = aliased(name); found == nullptr && !behind.empty()) {
    for (const auto* index : behind) {
      const auto* alias = alias_of(*index->definition, name);
      if (alias->is_write_index.value_or(behind.size() == 1)) found = index;
    }
    if (found == nullptr) return fail(no_write_index(name));
  }
  if (found == nullptr) return nullptr;
  if (found->definition->is_closed) return fail(index_closed(*found->definition));
  return found;
}

const IndexTemplate* Catalog::template_for(std::string_view name) const {
  const IndexTemplate* best = nullptr;
  for (const auto& [_, made] : templates_)
    if (fits(*made, name) && (best == nullptr || made->priority > best->priority)) best = made.get();
  return best;
}

void Catalog::put(Index index) {
  const auto definition = index.definition;
  erase(definition->name);
  for (const auto& alias : definition->aliases) aliases_[alias.name].insert(definition->name);
  indices_.insert_or_assign(definition->name, std::move(index));
}

void Catalog::erase(const std::string& name) {
  const auto found = indices_.find(name);
  if (found == indices_.end()) return;
  for (const auto& alias : found->second.definition->aliases) {
    const auto names = aliases_.find(alias.name);
    if (names == aliases_.end()) continue;
    names->second.erase(name);
    if (names->second.empty()) aliases_.erase(names);
  }
  indices_.erase(found);
}

bool Catalog::erase_template(std::string_view name) {
  const auto found = templates_.find(name);
  if (found == templates_.end()) return false;
  templates_.erase(found);
  return true;
}

IndexInfo info_of(const Index& index) {
  const auto& definition = *index.definition;
  return {.name = definition.name,
          .uuid = definition.uuid,
          .aliases = definition.aliases,
          .created_at = definition.created_at,
          .mappings = definition.mappings,
          .settings = definition.settings,
          .is_closed = definition.is_closed,
          .documents = index.counters.documents,
          .bytes = index.counters.bytes};
}

Result<void> check_aliases(const Catalog& catalog, const IndexDefinition& index) {
  for (const auto& alias : index.aliases) {
    if (const auto fault = fault_of_alias_name(alias.name)) return fail(invalid_alias_name(alias.name, ": " + *fault));
    const auto* namesake = catalog.named(alias.name);
    if (alias.name == index.name || namesake != nullptr) {
      auto error = invalid_alias_name(alias.name, ", an index or data stream exists with the same name as the alias");
      error.metadata = {{"index_uuid", namesake == nullptr ? index.uuid : namesake->definition->uuid}, {"index", alias.name}};
      return fail(std::move(error));
    }
    if (!alias.is_write_index.value_or(false)) continue;
    std::vector<std::string> writable{index.name};
    for (const auto* other : catalog.aliased(alias.name)) {
      const auto& name = other->definition->name;
      if (name != index.name && alias_of(*other->definition, alias.name)->is_write_index.value_or(false)) writable.push_back(name);
    }
    std::ranges::sort(writable);
    if (writable.size() > 1)
      return fail(ErrorKind::illegal_argument,
                  fmt::format("alias [{}] has more than one write index [{}]", alias.name, fmt::join(writable, ",")));
  }
  return {};
}

}  // namespace headrace::engine::embedded
