#include "engine/embedded/index_mappings.h"

namespace headrace::engine::embedded {

mapping::IndexMapping& IndexMappings::of(const std::shared_ptr<const IndexDefinition>& index) {
  const auto known = known_.find(index->number);
  if (known != known_.end() && known->second.index == index) return known->second.mapping;
  Known made{index, mapping::IndexMapping(index->mappings, index->settings)};
  return known_.insert_or_assign(index->number, std::move(made)).first->second.mapping;
}

void IndexMappings::keep(std::shared_ptr<const IndexDefinition> index) {
  const auto known = known_.find(index->number);
  if (known != known_.end()) known->second.index = std::move(index);
}

}  // namespace headrace::engine::embedded
