#pragma once
// The indices of a store by name and alias. The writer has one of its own and shows another to readers after each commit.

#include <map>
#include <set>

#include "engine/embedded/records.h"

namespace headrace::engine::embedded {

struct Index {
  std::shared_ptr<const IndexDefinition> definition;  ///< shared by the writer's catalog and the readers'
  IndexCounters counters;
};

class Catalog {
 public:
  /// The index with this very name, or nullptr.
  [[nodiscard]] const Index* named(std::string_view name) const;
  /// The index with this name; of an alias the first. nullptr: there is none.
  [[nodiscard]] const Index* find(std::string_view name) const;
  [[nodiscard]] Index* find(std::string_view name);
  /// All that have this alias, by name.
  [[nodiscard]] std::vector<const Index*> aliased(std::string_view alias) const;
  /// The one index that a read of one document means. Errors: index_not_found, index_closed; illegal_argument for an alias of several.
  [[nodiscard]] Result<const Index*> readable(std::string_view name) const;
  /// The index that a write under this name goes to; nullptr: there is none. Errors: index_closed; illegal_argument for an alias without a
  /// write index.
  [[nodiscard]] Result<Index*> writable(std::string_view name);
  void put(Index index);
  void erase(const std::string& name);
  void put(std::shared_ptr<const IndexTemplate> made) { templates_.insert_or_assign(made->name, made); }
  bool erase_template(std::string_view name);
  [[nodiscard]] const std::map<std::string, std::shared_ptr<const IndexTemplate>, std::less<>>& templates() const { return templates_; }
  /// All, by concrete name.
  [[nodiscard]] const std::map<std::string, Index, std::less<>>& all() const { return indices_; }

 private:
  std::map<std::string, Index, std::less<>> indices_;
  std::map<std::string, std::set<std::string>, std::less<>> aliases_;  ///< alias -> concrete names
  std::map<std::string, std::shared_ptr<const IndexTemplate>, std::less<>> templates_;
};

IndexInfo info_of(const Index& index);

/// Whether the aliases of `index`, which may be in the catalog or not, go together with what is in it. Errors: invalid_alias_name for a bad
/// name and for one that an index has; illegal_argument for a second write index.
Result<void> check_aliases(const Catalog& catalog, const IndexDefinition& index);

}  // namespace headrace::engine::embedded
