#pragma once
// `filter_path`: reduces an answer to what the client wants to see (docs/spec/rest-conventions.md 7.5).

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace headrace::rest {

class FilterPath {
 public:
  /// `text` is the parameter: comma-separated patterns, those with a leading `-` exclude.
  explicit FilterPath(std::string_view text);

  [[nodiscard]] bool keeps_all() const { return inclusions_.empty() && exclusions_.empty(); }
  /// What is left of `value`; `{}` when that is nothing.
  [[nodiscard]] json::Value apply(const json::Value& value) const;

 private:
  using Pattern = std::vector<std::string>;  ///< names with `*`; `**` stands for any number of levels
  std::vector<Pattern> inclusions_;
  std::vector<Pattern> exclusions_;
};

}  // namespace headrace::rest
