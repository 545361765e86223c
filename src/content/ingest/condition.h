#pragma once
// The `if` of a processor: the simple forms of Painless that pipelines of connectors use (docs/spec/document-api.md 8.8).

#include <memory>
#include <string_view>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

/// `ctx.a`, `ctx?.a?.b`, `ctx['a']`; true, false, null, numbers, texts; `== != < <= > >=`, `&& || !`, parentheses, `instanceof String|List|
/// Map|Number|Boolean`; `.contains(x)`, `.startsWith(x)`, `.endsWith(x)`, `.containsKey(x)`, `.isEmpty()`, `.length()`, `.size()`,
/// `.toLowerCase()`, `.toUpperCase()`, `.trim()`, `.equals(x)`. Copies share what was read.
class Condition {
 public:
  /// Never fails: what cannot be read fails each document (8.8).
  static Condition read(std::string_view script);

  /// Errors: illegal_argument for a script that cannot be read, for what is asked of null, and for a result that is no boolean.
  [[nodiscard]] Result<bool> holds(const Document& document) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  std::string problem_;
};

}  // namespace headrace::content::ingest
