#pragma once
// `fields` of the list of sync jobs: which members of each job an answer shows (DIFFERENCES.md).

#include <string>
#include <string_view>

#include "engine/document.h"
#include "rest/filter_path.h"

namespace headrace::rest {

class ShownFields {
 public:
  /// All of them.
  ShownFields() = default;
  /// `text`: a comma list of dotted paths. Errors: illegal_argument for an empty list or piece, and for patterns.
  static Result<ShownFields> read(std::string_view text);

  [[nodiscard]] bool all() const { return paths_.keeps_all(); }
  /// The document's source with these members alone.
  [[nodiscard]] std::string of(const engine::Document& document) const;

 private:
  FilterPath paths_{""};
};

}  // namespace headrace::rest
