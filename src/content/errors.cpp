#include "content/errors.h"

#include <fmt/format.h>

#include "json/value.h"

namespace headrace::content {

Error validation_failed(const std::vector<std::string>& messages) {
  std::string reason = "Validation Failed: ";
  for (std::size_t i = 0; i < messages.size(); ++i) reason += fmt::format("{}: {};", i + 1, messages[i]);
  return {ErrorKind::action_request_validation, std::move(reason)};
}

Error index_not_found(std::string_view name) {
  Error error{ErrorKind::index_not_found, fmt::format("no such index [{}]", name)};
  error.metadata = {
      {"resource.type", "index_or_alias"}, {"resource.id", std::string(name)}, {"index_uuid", "_na_"}, {"index", std::string(name)}};
  return error;
}

Error index_closed(const engine::IndexInfo& index) {
  Error error{ErrorKind::index_closed, "closed"};
  error.metadata = {{"index_uuid", index.uuid}, {"index", index.name}};
  return error;
}

Error index_of_the_state(std::string_view name) {
  return {ErrorKind::illegal_argument, fmt::format("index [{}] holds the state of this server and cannot be changed", name)};
}

Error invalid_index_name(std::string_view name, std::string_view why) {
  Error error{ErrorKind::invalid_index_name, fmt::format("Invalid index name [{}], {}", name, why)};
  error.metadata = {{"index_uuid", "_na_"}, {"index", std::string(name)}};
  return error;
}

Error reserved_index(std::string_view name) {
  return {ErrorKind::illegal_argument, fmt::format("Indices [{}] use and access is reserved for system operations", name)};
}

Error parsing(std::string reason, std::string_view text, std::size_t offset) {
  Error error{ErrorKind::parsing, std::move(reason)};
  const auto place = json::location(text, offset);
  const auto colon = place.find(':');
  error.metadata = {{"line", place.substr(0, colon)}, {"col", place.substr(colon + 1)}};
  return error;
}

Error x_content(std::string_view reason, std::string_view text, std::size_t offset) {
  return {ErrorKind::x_content_parse, fmt::format("[{}] {}", json::location(text, offset), reason)};
}

Error search_failed(Error cause) { return Error{ErrorKind::search_phase_execution, "all shards failed"}.because(std::move(cause)); }

Error unreadable_document(Error cause) {
  // The cause begins with its place, `[1:5] …`, which is shown in front as the original does.
  const auto end = cause.reason.find(']');
  const bool placed = cause.reason.starts_with('[') && end != std::string::npos;
  const auto place = placed ? cause.reason.substr(0, end + 1) : std::string("[1:1]");
  return Error{ErrorKind::document_parsing, fmt::format("{} failed to parse", place)}.because(std::move(cause));
}

}  // namespace headrace::content
