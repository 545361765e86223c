#pragma once
// Mustache, as far as pipelines need it: `{{name}}` with escapes, `{{{name}}}` and `{{&name}}` without, `{{! comments }}`. Names are
// dotted and may begin with `_source` or `_ingest`; what is not there is nothing. Compiled once per pipeline.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/ingest/document.h"

namespace headrace::content::ingest {

/// How `{{name}}` is escaped: an option of processors, `media_type`.
enum class Escape { json, none, url };

class Template {
 public:
  /// Sections and partials may be compiled, but not rendered. Errors: illegal_argument (an open `{{`).
  static Result<Template> compile(std::string_view text, Escape escape = Escape::json);

  /// True when it is always the same.
  [[nodiscard]] bool is_constant() const { return pieces_.empty(); }
  /// Of a constant one: its text.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Errors: illegal_argument (a section, or a result without bounds).
  [[nodiscard]] Result<std::string> render(const Document& document) const;

 private:
  struct Piece {
    std::string literal;            ///< in front of the variable
    std::vector<std::string> name;  ///< empty: none
    bool is_escaped = true;
  };
  std::string text_;
  Escape escape_ = Escape::json;
  std::vector<Piece> pieces_;
  std::string unsupported_;
};

/// A value in which each text and each name may be a template.
class ValueTemplate {
 public:
  static Result<ValueTemplate> compile(const json::Value& value, Escape escape = Escape::json);

  [[nodiscard]] Result<json::Value> render(const Document& document) const;

 private:
  json::Value constant_;  ///< when there is no template in it
  std::vector<Template> text_;
  std::vector<std::pair<Template, ValueTemplate>> members_;
  std::vector<ValueTemplate> elements_;
};

/// A field's name, which may be a template.
class FieldName {
 public:
  /// Errors: illegal_argument.
  static Result<FieldName> compile(std::string_view text);

  /// Where it leads for this document. The answer stays good as long as `made` and this do.
  [[nodiscard]] Result<const FieldPath*> path(const Document& document, std::optional<FieldPath>& made) const;
  /// As it was written.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_constant() const { return template_.is_constant(); }

 private:
  std::string text_;
  Template template_;
  std::optional<FieldPath> constant_;
};

}  // namespace headrace::content::ingest
