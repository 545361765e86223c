#pragma once
// How the fields of an index are understood: by its mappings; in an index of an older server, where documents were taken
// whatever they held, by the values at hand where the mappings do not name a field
// (docs/spec/document-api.md 3.6, 3.12 and 5.10).

#include <map>

#include "engine/embedded/records.h"
#include "engine/query.h"

namespace headrace::engine::embedded {

/// Made for one search, on one thread.
class IndexFieldTypes final : public FieldTypes {
 public:
  explicit IndexFieldTypes(const IndexDefinition& index);

  [[nodiscard]] FieldType type_of(std::string_view path) const override;
  [[nodiscard]] const FieldRules* rules_of(std::string_view path) const override;
  [[nodiscard]] std::vector<std::string> paths() const override;
  [[nodiscard]] bool is_nested(std::string_view path) const override;
  [[nodiscard]] bool is_within(std::string_view path, std::string_view nested) const override;
  [[nodiscard]] std::vector<std::string> index_names() const override { return names_; }

 private:
  struct Nested {
    bool in_parent = false, in_root = false;  ///< `include_in_parent`, `include_in_root`
  };
  /// The nested object that holds a field, "" for the document.
  [[nodiscard]] std::string_view nested_above(std::string_view path) const;

  void add(const json::Value& properties, const std::string& prefix);
  void add_field(const std::string& path, const json::Value& field);
  void add_object(const std::string& path, const json::Value& field);

  std::vector<std::string> names_;
  std::map<std::string, FieldRules, std::less<>> rules_;
  /// By object, "" for the document: what its fields without mapping are. By their values only where documents were not held against the
  /// mappings.
  std::map<std::string, FieldType, std::less<>> others_;
  bool maps_documents_;
  std::map<std::string, Nested, std::less<>> nested_;
};

}  // namespace headrace::engine::embedded
