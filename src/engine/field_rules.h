#pragma once
// What the mapping of an index says of a field, as far as searches need it (docs/spec/document-api.md 3.6, 3.12 and 5.10).

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date_format.h"
#include "json/value.h"

namespace headrace::engine {

/// How the value of a field is understood when it is compared.
enum class FieldType { dynamic, keyword, text, boolean, date, number, unmapped, ip };

/// What a number field keeps of a number.
enum class NumberKind { exact, integer, real, single, half, scaled };

struct FieldRules {
  FieldType type = FieldType::dynamic;
  std::string type_name = {};  ///< as the mapping names it
  NumberKind number = NumberKind::exact;
  double scaling_factor = 1;
  std::optional<json::Value> null_value = std::nullopt;                ///< in place of null
  std::size_t ignore_above = std::numeric_limits<std::size_t>::max();  ///< keywords of more characters are not there
  bool lower_case = false;                                             ///< keywords in lower case
  bool is_searchable = true;                                           ///< false: a text that is not indexed
  base::DateFormat format = base::DateFormat::standard();
  std::string source_path = {};  ///< where the values stand, when not at the field's own path: subfields and aliases
};

struct Query;
class QueryPlan;

/// The fields of one index.
class FieldTypes {
 public:
  FieldTypes() = default;
  FieldTypes(const FieldTypes&) = delete;  // plans point to it
  FieldTypes& operator=(const FieldTypes&) = delete;
  virtual ~FieldTypes() = default;
  [[nodiscard]] virtual FieldType type_of(std::string_view path) const = 0;
  /// None: the type alone says everything.
  [[nodiscard]] virtual const FieldRules* rules_of(std::string_view path) const;
  /// All fields that the mapping names.
  [[nodiscard]] virtual std::vector<std::string> paths() const { return {}; }
  /// True for objects that are searched each for itself.
  [[nodiscard]] virtual bool is_nested(std::string_view path) const;
  /// True when a search within the nested objects at `nested` ("": within the document) sees the field.
  [[nodiscard]] virtual bool is_within(std::string_view path, std::string_view nested) const;
  /// What `_index` is: the names of the index.
  [[nodiscard]] virtual std::vector<std::string> index_names() const { return {}; }

 private:
  friend const QueryPlan* plan_of(const Query& query, const FieldTypes& types);
  mutable std::shared_ptr<const QueryPlan> plan_;  ///< of the query asked last
  mutable std::uint64_t planned_ = 0;              ///< its identity
};

}  // namespace headrace::engine
