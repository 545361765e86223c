#pragma once
// The `if` of a processor: the part of Painless that conditions of connector pipelines are written in (docs/spec/document-api.md 8.8).
//
//   ctx.a.b   ctx?.a?.b   ctx['a']   ctx.list[0]   true false null 1 1.5 'text' "text" ['a', 'b']
//   == != === !== < <= > >=   && || !   ( )   instanceof String|List|Map|Boolean|Number|Integer|Long|Double
//   .contains(x) .startsWith(x) .endsWith(x) .isEmpty() .length() .size() .containsKey(x) .equals(x) .equalsIgnoreCase(x)
//
// Everything else is kept as it is, and fails when it is asked for.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

struct ConditionNode;

class Condition {
 public:
  /// Never fails: what cannot be read here may still be stored.
  static Condition read(std::string_view source);

  /// Errors: script ("compile error" for what is not read here, "runtime error" for a step through null and the like, with the cause).
  [[nodiscard]] Result<bool> holds(const Document& document) const;

  /// As it was written.
  [[nodiscard]] const std::string& source() const { return source_; }
  /// The top-level member without which it certainly does not hold.
  [[nodiscard]] const std::optional<std::string>& needs() const { return needs_; }

 private:
  std::string source_;
  std::shared_ptr<const ConditionNode> root_;  ///< copies of a condition share what was read; nullptr when it could not be
  std::optional<std::string> needs_;
  std::string problem_;
};

}  // namespace headrace::content::ingest
