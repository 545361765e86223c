#pragma once
// What a family of endpoints sees of a request: parameters and body, each marked when it is read, so that afterwards the Api can tell
// which parameters nobody knows and whether a body was wanted (docs/spec/rest-conventions.md 7 and 8).

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"
#include "json/object_reader.h"
#include "rest/media_type.h"
#include "security/identity.h"

namespace headrace::rest {

/// Stands still from `prepare` to the end of the action: what it hands out as views stays good for the action.
class RequestContext {
 public:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  /// `query` in order (of a repeated name the last counts); `captures` of the route win over it. `request` outlives it.
  RequestContext(const http::Request& request, MediaTypes media_types, const Pairs& query);
  RequestContext(const RequestContext&) = delete;
  RequestContext& operator=(const RequestContext&) = delete;

  /// Of the route that was found; they count as read.
  void set_captures(const Pairs& captures);

  [[nodiscard]] const std::string& method() const { return request_.method; }
  /// Path and query, as they were sent.
  [[nodiscard]] const std::string& target() const { return request_.target; }
  /// Percent-decoded, without the query: as texts of errors show it.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string_view header(std::string_view name) const { return request_.header(name); }
  [[nodiscard]] const MediaTypes& media_types() const { return media_types_; }
  /// What the client asked for by `format` or Accept; none when it left the choice to us (for `_cat`).
  [[nodiscard]] std::optional<MediaType> wanted_format() { return media_types_.wanted(text("format")); }

  /// Who asks; without authentication the superuser.
  [[nodiscard]] const security::Identity& identity() const { return *identity_; }
  /// `identity` outlives this.
  void set_identity(const security::Identity& identity) { identity_ = &identity; }

  // Parameters; all of them mark the name as known to this endpoint, whether it was sent or not (docs/spec/rest-conventions.md 7.8).

  /// The value of a capture of the route, such as "connector_id".
  [[nodiscard]] std::string capture(std::string_view name);
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name);
  /// `""` when it was not sent.
  [[nodiscard]] std::string text(std::string_view name);
  /// Comma list, split as base::split_list does; empty when it was not sent.
  [[nodiscard]] std::vector<std::string> list(std::string_view name);
  /// Errors: illegal_argument, `Failed to parse value [x] as only [true] or [false] are allowed.`
  [[nodiscard]] Result<bool> flag(std::string_view name, bool otherwise = false);
  /// 32 bits. Errors: illegal_argument `Failed to parse int parameter [from] with value [x]` because of number_format.
  [[nodiscard]] Result<std::int32_t> integer(std::string_view name, std::int32_t otherwise);
  /// Marks the names as known and does nothing with them, for what clients may add and we have no use for.
  void accept(std::initializer_list<std::string_view> names);

  // The body; reading it says that this endpoint takes one.

  [[nodiscard]] bool has_body() const { return !request_.body.empty() || request_.rest != nullptr; }
  /// A large body that comes, in place of body(), for routes with Route::reads_body; nullptr: there is none.
  [[nodiscard]] http::BodyReader* unread_body();
  /// "" when there is none.
  [[nodiscard]] std::string_view body();
  /// Errors: parse, `request body is required`.
  [[nodiscard]] Result<std::string_view> required_body();
  /// Parsed and read by the table. Errors: those of json::read_body.
  [[nodiscard]] Result<json::Value> body_by(const json::ObjectTable& table);
  /// For endpoints that read a search: the body, else the parameter `source`, else "" (docs/spec/rest-conventions.md 7.6).
  /// Errors: validation, about `source_content_type`.
  [[nodiscard]] Result<std::string_view> body_or_source();

  // What the Api asks after `prepare`.

  /// Errors: illegal_argument, `request [/path] contains unrecognized parameter: [x] -> did you mean [y]?` (7.7).
  [[nodiscard]] Result<void> check_all_parameters_read() const;
  /// Errors: illegal_argument, `request [PUT /path] does not support having a body` (8.2).
  [[nodiscard]] Result<void> check_body_was_wanted() const;

 private:
  const http::Request& request_;
  MediaTypes media_types_;
  std::string path_;
  std::map<std::string, std::string, std::less<>> parameters_;
  std::set<std::string, std::less<>> known_;
  bool body_wanted_ = false;
  const security::Identity* identity_ = nullptr;
};

}  // namespace headrace::rest
