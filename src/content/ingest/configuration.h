#pragma once
// The options of one processor, as a pipeline's body spells them.

#include <optional>
#include <string>
#include <vector>

#include "json/value.h"

namespace headrace::content::ingest {

/// parse_exception about one option: `[property] reason`, with the original's metadata.
Error option_error(std::string_view type, std::string_view tag, std::string_view property, std::string_view reason);

/// Each option is read once; what nobody has read is refused at the end.
class Configuration {
 public:
  /// Errors: parse, for what is no object.
  static Result<Configuration> read(std::string type, const json::Value& options);

  [[nodiscard]] const std::string& type() const { return type_; }
  [[nodiscard]] const std::string& tag() const { return tag_; }

  // Errors: parse, `[name] required property is missing`, `[name] property isn't a string, but of type [java.lang.Integer]`.
  Result<std::string> text(std::string_view name);
  Result<std::string> text(std::string_view name, std::string otherwise);
  Result<std::optional<std::string>> optional_text(std::string_view name);
  Result<bool> flag(std::string_view name, bool otherwise);
  Result<std::optional<std::int64_t>> optional_integer(std::string_view name);
  /// A text, or a list of texts.
  Result<std::vector<std::string>> texts(std::string_view name);
  Result<std::optional<std::vector<std::string>>> optional_texts(std::string_view name);
  Result<std::optional<json::Array>> optional_list(std::string_view name);
  std::optional<json::Value> optional_value(std::string_view name);

  [[nodiscard]] Error error(std::string_view property, std::string_view reason) const {
    return option_error(type_, tag_, property, reason);
  }
  /// Errors: parse, `processor [set] doesn't support one or more provided configuration parameters [x]`.
  [[nodiscard]] Result<void> check_all_read() const;

 private:
  Configuration(std::string type, json::Value options) : type_(std::move(type)), options_(std::move(options)) {}
  [[nodiscard]] Error wrong_type(std::string_view name, std::string_view wanted, const json::Value& value) const;

  std::string type_, tag_;
  json::Value options_;  ///< those that nobody has read yet
};

}  // namespace headrace::content::ingest
