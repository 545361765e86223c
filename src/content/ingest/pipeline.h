#pragma once
// An ingest pipeline: what was sent, and the processors it was compiled to (docs/spec/document-api.md 4.16, 8).

#include <string>
#include <string_view>
#include <vector>

#include "content/ingest/processor.h"

namespace headrace::content::ingest {

class Pipeline {
 public:
  /// From the body of a PUT: `description`, `version`, `processors` (required), `on_failure`, `_meta`, `deprecated`. Errors: parse with
  /// `processor_type`, `property_name`, `processor_tag`, such as `No processor type exists with name [x]`.
  static Result<Pipeline> read(std::string_view id, const json::Value& body);

  [[nodiscard]] const std::string& id() const { return id_; }
  /// As it was sent: what a GET shows under its id.
  [[nodiscard]] const json::Value& body() const { return body_; }
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<Step>& on_failure() const { return on_failure_; }

  /// True when the document with this JSON text certainly comes out as it went in, so that it need not be read: none of the members
  /// that conditions and processors ask for is in it.
  [[nodiscard]] bool leaves_alone(std::string_view source) const;

 private:
  std::string id_;
  json::Value body_;
  std::vector<Step> steps_;
  std::vector<Step> on_failure_;
  bool may_change_everything_ = false;
  std::vector<std::string> needs_;  ///< else: each name in quotes
};

}  // namespace headrace::content::ingest
