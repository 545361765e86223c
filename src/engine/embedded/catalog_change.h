#pragma once
// A change of what indices and templates there are, in the making: a catalog of its own, which takes the place of the writer's when all of
// it is good.

#include "engine/embedded/catalog.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

class CatalogChange final : public CatalogView {
 public:
  explicit CatalogChange(Catalog from) : catalog_(std::move(from)) {}

  [[nodiscard]] std::optional<IndexInfo> find(std::string_view name) const override;
  [[nodiscard]] std::vector<IndexInfo> indices() const override;
  [[nodiscard]] std::vector<IndexTemplate> templates() const override;
  Result<void> put(IndexInfo index) override;
  Result<void> remove(std::string_view name) override;
  void put_template(IndexTemplate made) override;
  bool remove_template(std::string_view name) override;

  [[nodiscard]] bool changes_indices() const { return !changed_.empty() || !removed_.empty(); }
  /// True when it makes anything larger.
  [[nodiscard]] bool adds() const { return adds_; }

  struct Outcome {
    Catalog catalog;
    std::set<std::string> changed;
    std::vector<Index> removed;
    std::set<std::string> templates;  ///< names
  };
  /// Errors: those of check_aliases.
  Result<Outcome> finish() &&;

 private:
  Catalog catalog_;
  std::set<std::string> changed_;
  std::vector<Index> removed_;
  std::set<std::string> templates_;
  bool adds_ = false;
};

}  // namespace headrace::engine::embedded
