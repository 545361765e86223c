#pragma once
// The options of one processor, read one by one, so that what nobody read is known to be unknown. Errors are parse errors with the
// original's words and `processor_type`, `property_name`, `processor_tag` (docs/spec/document-api.md 4.16).

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/template.h"
#include "json/value.h"

namespace headrace::content::ingest {

class Options {
 public:
  /// `config` outlives it.
  Options(std::string_view type, const json::Value& config);

  /// `[field] required property is missing`, or of another type.
  Result<std::string> text(std::string_view name);
  Result<std::string> text(std::string_view name, std::string_view otherwise);
  Result<std::optional<std::string>> optional_text(std::string_view name);
  Result<bool> flag(std::string_view name, bool otherwise);
  Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise);
  /// A text, or a list of texts.
  Result<std::vector<std::string>> texts(std::string_view name);
  Result<std::optional<std::vector<std::string>>> optional_texts(std::string_view name);
  /// Anything but null; nullptr when it is not there.
  const json::Value* value(std::string_view name);

  Result<FieldName> field(std::string_view name);
  /// `otherwise` when the option is not there.
  Result<FieldName> field(std::string_view name, std::string_view otherwise);
  Result<Template> text_template(std::string_view name, std::optional<std::string_view> otherwise = {});
  /// `media_type`.
  Result<Escape> media_type();

  /// The error of this processor about one of its options: `[property] reason`; without property the reason alone.
  [[nodiscard]] Error problem(std::string_view property, std::string_view reason) const;
  [[nodiscard]] Error missing(std::string_view property) const { return problem(property, "required property is missing"); }
  /// `processor [set] doesn't support one or more provided configuration parameters [x]`
  [[nodiscard]] Result<void> check_unknown() const;
  /// Takes everything, whatever it is.
  void accept_all();

  [[nodiscard]] const std::string& type() const { return type_; }
  [[nodiscard]] const std::optional<std::string>& tag() const { return tag_; }

 private:
  [[nodiscard]] Error ill_typed(std::string_view name, std::string_view wanted, const json::Value& value) const;
  Result<std::vector<std::string>> texts_of(std::string_view name, const json::Value& value) const;

  std::string type_;
  const json::Value& config_;
  std::optional<std::string> tag_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace headrace::content::ingest
