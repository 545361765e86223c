#pragma once
// The mappings of indices as documents are held against them. For the writer's thread.

#include "engine/embedded/records.h"
#include "engine/mapping/index_mapping.h"

namespace headrace::engine::embedded {

class IndexMappings {
 public:
  /// The mapping of an index; made anew when the index is no longer what it was.
  mapping::IndexMapping& of(const std::shared_ptr<const IndexDefinition>& index);
  /// `index` is what its mapping has become by additions.
  void keep(std::shared_ptr<const IndexDefinition> index);
  void forget(std::uint64_t index) { known_.erase(index); }

 private:
  struct Known {
    std::shared_ptr<const IndexDefinition> index;
    mapping::IndexMapping mapping;
  };
  std::unordered_map<std::uint64_t, Known> known_;  ///< by number
};

}  // namespace headrace::engine::embedded
