#pragma once
// `_source`: which parts of a document go out (docs/spec/document-api.md 4.8).

#include <string>
#include <string_view>
#include <vector>

#include "engine/document.h"

namespace headrace::content {

class SourceFilter {
 public:
  /// Everything, byte for byte as it was stored.
  SourceFilter() = default;
  /// Only what matches `includes` (empty: all) and not `excludes`. Patterns are dotted paths with `*`; a matched object comes whole.
  SourceFilter(std::vector<std::string> includes, std::vector<std::string> excludes);
  static SourceFilter nothing();

  /// Reads a `_source` member: boolean, text, list, or an object with includes and excludes. Errors: parsing.
  static Result<SourceFilter> read(const json::Value& value, std::string_view text);

  [[nodiscard]] bool drops_all() const { return drops_all_; }
  [[nodiscard]] bool keeps_all() const { return !drops_all_ && includes_.empty() && excludes_.empty(); }

  [[nodiscard]] json::Value apply(const json::Value& source) const;
  /// Appends the filtered source. A source that is kept whole is copied, not read.
  void write(const std::string& source, std::string& to) const;

 private:
  [[nodiscard]] json::Value filter_object(const json::Value& object, const std::string& path, bool included) const;
  [[nodiscard]] std::optional<json::Value> filter_value(const json::Value& value, const std::string& path, bool included) const;

  bool drops_all_ = false;
  std::vector<std::string> includes_;
  std::vector<std::string> excludes_;
};

}  // namespace headrace::content
