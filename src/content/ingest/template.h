#pragma once
// Texts with `{{field}}` in them.

#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

/// Read once, filled in for each document. `{{{field}}}` is the same: nothing is escaped.
class Template {
 public:
  explicit Template(std::string_view text);

  /// Errors: illegal_argument for more than 50,000,000 bytes.
  [[nodiscard]] Result<std::string> fill(const Document& document) const;

 private:
  struct Piece {
    std::string text;
    bool is_field = false;
  };
  std::vector<Piece> pieces_;
};

/// A value whose texts are templates, at any depth.
class ValueTemplate {
 public:
  explicit ValueTemplate(json::Value value);

  /// Errors: illegal_argument for more than 50,000,000 bytes.
  [[nodiscard]] Result<json::Value> fill(const Document& document) const;

 private:
  json::Value value_;
  bool is_constant_;
};

/// Lists and objects as JSON, texts as they are, null as "".
std::string text_of(const json::Value& value);

}  // namespace headrace::content::ingest
