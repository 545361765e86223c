#pragma once
// The dotted names by which processors name fields: "a.b", "list.0", "_source.a", "_ingest.timestamp".

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace headrace::content::ingest {

class FieldPath {
 public:
  /// `_ingest.` in front leads to what is known about the run, `_source.` may stand in front of all others.
  /// Errors: illegal_argument (empty, too many steps).
  static Result<FieldPath> parse(std::string_view text);

  [[nodiscard]] bool is_ingest() const { return is_ingest_; }
  [[nodiscard]] const std::vector<std::string>& steps() const { return steps_; }
  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool is_ingest_ = false;
  std::vector<std::string> steps_;
};

}  // namespace headrace::content::ingest
