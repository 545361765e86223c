#pragma once
// Media types of requests and responses, and the REST version that they carry (docs/spec/rest-conventions.md 5 and 6).

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace headrace::rest {

/// What bodies are written in. Requests are read as JSON only.
enum class MediaType { json, yaml };

/// What `Content-Type` and `Accept` of a request say.
struct MediaTypes {
  /// One header that was sent and is no media range (5.2).
  struct Sent {
    std::string raw;                                              ///< as sent
    std::string name;                                             ///< "application/json", lower case
    std::vector<std::pair<std::string, std::string>> parameters;  ///< lower case, in order
    std::optional<MediaType> type;                                ///< none: not recognised
    std::optional<int> version;                                   ///< of compatible-with
  };
  std::optional<Sent> accept;
  std::optional<Sent> content_type;
  int rest_version = 9;  ///< 8 or 9

  /// Reads the headers. Errors: media_type_header (5.1, 5.4).
  static Result<MediaTypes> read(const http::Request& request);

  /// Whether a body of this request can be read. Errors: not_acceptable (5.5).
  [[nodiscard]] Result<void> check_body() const;

  /// What the client asked for by `format` (the query parameter, or "") or Accept; none: it left the choice to us.
  [[nodiscard]] std::optional<MediaType> wanted(std::string_view format) const;
  /// What the response is written in; `format` is the query parameter, or "" (6.1).
  [[nodiscard]] MediaType response_type(std::string_view format) const;
  /// The value of its `content-type` header (6.2).
  [[nodiscard]] std::string response_header(std::string_view format) const;
};

}  // namespace headrace::rest
