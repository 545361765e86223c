#pragma once
// What dynamic mapping makes of a field that the mapping does not name: by its first value, or by the first dynamic template that fits.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "engine/mapping/leaf_rules.h"

namespace headrace::engine::mapping {

/// What a mapping says of fields that it does not name.
enum class Dynamic : std::uint8_t {
  add,      ///< "true": they become fields of it
  runtime,  ///< they become runtime fields: read from the source by each search
  ignore,   ///< "false": kept in the source, not there for searches
  refuse    ///< "strict": the document is refused
};

/// None when the object does not say.
std::optional<Dynamic> dynamic_of(const json::Value& object);

/// A field that a document brings in.
struct NewField {
  json::Value definition;
  bool is_runtime = false;
};

class DynamicRules {
 public:
  explicit DynamicRules(const json::Value& mappings);

  /// The field `name` with the full path `path` whose first value is this scalar.
  [[nodiscard]] NewField field_for(std::string_view name, std::string_view path, const Scalar& value, Dynamic dynamic) const;
  /// What an object becomes. With Dynamic::runtime and no template that fits: none, it stays out of the mapping.
  [[nodiscard]] std::optional<NewField> object_for(std::string_view name, std::string_view path, Dynamic dynamic) const;

 private:
  struct Template {
    std::vector<std::string> types, not_types;  ///< `match_mapping_type`, `unmatch_mapping_type`; empty: any
    std::vector<std::string> names, not_names;  ///< `match`, `unmatch`
    std::vector<std::string> paths, not_paths;  ///< `path_match`, `path_unmatch`
    bool is_regex = false;                      ///< of the names
    json::Value definition;
    bool is_runtime = false;
  };
  /// A value as dynamic mapping sees it.
  struct Seen {
    std::string_view type;  ///< as templates name it
    std::string format;     ///< of a date, when it is not the standard one
  };

  static Template read_template(const json::Value& body);
  [[nodiscard]] Seen seen(const Scalar& value) const;
  [[nodiscard]] const Template* template_for(std::string_view name, std::string_view path, std::string_view type) const;

  bool detects_dates_ = true;
  bool detects_numbers_ = false;
  std::vector<base::DateFormat> formats_;
  std::vector<Template> templates_;
};

}  // namespace headrace::engine::mapping
