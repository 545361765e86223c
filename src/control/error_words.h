#pragma once
// The words that a list of sync jobs looks for in errors: `q` (DIFFERENCES.md).

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace headrace::control {

class ErrorWords {
 public:
  /// The words of `text`, cut at blanks.
  explicit ErrorWords(std::string_view text);

  [[nodiscard]] bool empty() const { return words_.empty(); }
  /// True when each of them occurs, in any case, anywhere in the job's `error`.
  [[nodiscard]] bool occur_in(const json::Value& job) const;

 private:
  std::vector<std::string> words_;  ///< in lower case
};

}  // namespace headrace::control
