#pragma once
// What a single write and an action line of a bulk request can say besides the document (docs/spec/document-api.md 4.11, 4.12, 4.14).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document.h"

namespace headrace::content {

/// As sent; nothing is checked yet.
struct WriteOptions {
  std::optional<std::string> if_seq_no;
  std::optional<std::string> if_primary_term;
  std::optional<std::string> version;
  std::string version_type;
  std::string op_type;
  std::string pipeline;
  std::string routing;
  bool require_alias = false;
};

/// Puts the options into `write`, whose index, id and action are set. What the original's request validation finds is added to `invalid`
/// (for validation_failed). Errors: illegal_argument.
Result<void> apply_options(const WriteOptions& options, engine::Write& write, std::vector<std::string>& invalid);

}  // namespace headrace::content
