#pragma once
// What processors have in common that make one value out of another.

#include "content/ingest/processor.h"

namespace headrace::content::ingest {

/// Puts what it makes of the value of a field into that field or another one.
class ValueProcessor : public Processor {
 public:
  ValueProcessor(FieldName field, FieldName target, bool ignores_missing)
      : field_(std::move(field)), target_(std::move(target)), ignores_missing_(ignores_missing) {}

  Result<Fate> run(Document& document, Run& run) const final;

 private:
  /// What is made of a value that is not null.
  [[nodiscard]] virtual Result<json::Value> changed(const FieldPath& path, const json::Value& value, Run& run) const = 0;
  /// What is said of null.
  [[nodiscard]] virtual std::string fault_of_null(const FieldPath& path) const = 0;

  FieldName field_;
  FieldName target_;
  bool ignores_missing_;  ///< also null
};

}  // namespace headrace::content::ingest
