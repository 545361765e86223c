#pragma once
// How the fields of an index are understood: by its mappings where they name a field, else by the values at hand
// (docs/spec/document-api.md 3.6, 3.8 and 5.10).

#include <map>

#include "engine/embedded/records.h"
#include "engine/query.h"

namespace headrace::engine::embedded {

class IndexFieldTypes final : public FieldTypes {
 public:
  explicit IndexFieldTypes(const IndexDefinition& index);

  [[nodiscard]] FieldType type_of(std::string_view path) const override;

 private:
  void add(const json::Value& properties, const std::string& prefix);

  std::map<std::string, FieldType, std::less<>> types_;
  FieldType others_ = FieldType::dynamic;  ///< of fields that the mappings do not name
};

}  // namespace headrace::engine::embedded
