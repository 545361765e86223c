#pragma once
// The indices of a store by name and alias. The writer has one of its own and shows another to readers after each commit.

#include <map>

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

struct Index {
  std::shared_ptr<const IndexDefinition> definition;  ///< shared by the writer's catalog and the readers'
  IndexCounters counters;
};

class Catalog {
 public:
  /// The index with this name or alias, or nullptr.
  [[nodiscard]] const Index* find(std::string_view name) const;
  [[nodiscard]] Index* find(std::string_view name);
  void put(Index index);
  void erase(const std::string& name);
  /// All, by concrete name.
  [[nodiscard]] const std::map<std::string, Index, std::less<>>& all() const { return indices_; }

 private:
  std::map<std::string, Index, std::less<>> indices_;
  std::map<std::string, std::string, std::less<>> aliases_;  ///< alias -> concrete name
};

IndexInfo info_of(const Index& index);

}  // namespace headrace::engine::embedded
