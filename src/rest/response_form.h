#pragma once
// How the answer to one request is to look: media type, `pretty`, `filter_path`, `error_trace`, and the headers that every answer has
// (docs/spec/rest-conventions.md 6, 7 and 10).

#include <string>
#include <vector>

#include "http/message.h"
#include "rest/filter_path.h"
#include "rest/media_type.h"
#include "rest/request_context.h"
#include "rest/route.h"

namespace headrace::rest {

class ResponseForm {
 public:
  /// Of a request of which nothing is known: compact JSON.
  ResponseForm() = default;
  /// Takes what can be read of the parameters; a value that cannot be read counts as not sent (`check` tells it).
  ResponseForm(const http::Request& request, const MediaTypes& media_types, const RequestContext::Pairs& query);

  /// Errors: illegal_argument for `pretty`, `human` or `error_trace` that are no booleans, and for two different X-Opaque-Id.
  static Result<void> check(const http::Request& request, const RequestContext::Pairs& query);

  [[nodiscard]] http::Response of(Answer answer) const;
  [[nodiscard]] http::Response of(const Error& error) const;
  /// An error of the routing layer, as it stands (docs/spec/rest-conventions.md 4.2, 4.3); filter_path does not touch it.
  [[nodiscard]] http::Response of_body(unsigned status, const json::Value& body) const;

 private:
  [[nodiscard]] http::Response made(unsigned status, std::string body, std::string content_type) const;
  [[nodiscard]] std::string written(const json::Value& value) const;
  [[nodiscard]] bool sends_as_it_is(bool is_filtered = false) const {
    return type_ == MediaType::json && !pretty_ && (is_filtered || filter_.keeps_all());
  }
  /// The answer's JSON as it was asked for.
  [[nodiscard]] std::string transformed(std::string body, bool is_filtered) const;
  /// Puts the pieces of an answer into its body, or, where they are many, into its stream.
  void gather(Answer& answer) const;

  MediaType type_ = MediaType::json;
  std::string content_type_ = "application/json";
  std::string opaque_id_;
  FilterPath filter_{""};
  bool pretty_ = false;
  bool error_trace_ = false;
};

}  // namespace headrace::rest
