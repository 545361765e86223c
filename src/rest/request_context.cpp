#include "rest/request_context.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "base/strings.h"
#include "http/uri.h"

namespace headrace::rest {
namespace {

/// docs/spec/rest-conventions.md 7.7
constexpr std::array<std::string_view, 5> always_known = {"pretty", "human", "error_trace", "filter_path", "format"};

/// `[sizes] -> did you mean [size]?`
std::string described(std::string_view name, const std::vector<std::string>& candidates) {
  const auto similar = base::similar_names(name, candidates);
  auto text = fmt::format("[{}]", name);
  if (similar.size() == 1) text += fmt::format(" -> did you mean [{}]?", similar.front());
  if (similar.size() > 1) text += fmt::format(" -> did you mean any of [{}]?", fmt::join(similar, ", "));
  return text;
}

std::unexpected<Error> source_fault(std::string_view message) {
  return fail(ErrorKind::validation, fmt::format("Validation Failed: 1: {};", message));
}

}  // namespace

RequestContext::RequestContext(const http::Request& request, MediaTypes media_types, const Pairs& query)
    : request_(request), media_types_(std::move(media_types)), known_(always_known.begin(), always_known.end()) {
  const auto decoded = http::percent_decode(request.path(), false);
  path_ = decoded ? *decoded : std::string(request.path());
  for (const auto& [name, value] : query) parameters_.insert_or_assign(name, value);
}

void RequestContext::set_captures(const Pairs& captures) {
  for (const auto& [name, value] : captures) {
    parameters_.insert_or_assign(name, value);
    known_.insert(name);
  }
}

std::string RequestContext::capture(std::string_view name) { return text(name); }

std::optional<std::string> RequestContext::parameter(std::string_view name) {
  known_.emplace(name);
  const auto found = parameters_.find(name);
  return found == parameters_.end() ? std::nullopt : std::optional(found->second);
}

std::string RequestContext::text(std::string_view name) { return parameter(name).value_or(""); }

std::vector<std::string> RequestContext::list(std::string_view name) { return base::split_list(text(name)); }

Result<bool> RequestContext::flag(std::string_view name, bool otherwise) {
  const auto value = parameter(name);
  if (!value) return otherwise;
  if (value->empty() || *value == "true") return true;
  if (*value == "false") return false;
  return fail(ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", *value));
}

Result<std::int32_t> RequestContext::integer(std::string_view name, std::int32_t otherwise) {
  const auto value = parameter(name);
  if (!value) return otherwise;
  using Limits = std::numeric_limits<std::int32_t>;
  const auto number = base::parse_integer(*value);
  if (number && *number >= Limits::min() && *number <= Limits::max()) return static_cast<std::int32_t>(*number);
  return fail(Error{ErrorKind::illegal_argument, fmt::format("Failed to parse int parameter [{}] with value [{}]", name, *value)}.because(
      {ErrorKind::number_format, fmt::format("For input string: \"{}\"", *value)}));
}

void RequestContext::accept(std::initializer_list<std::string_view> names) {
  for (const auto name : names) known_.emplace(name);
}

std::string_view RequestContext::body() {
  body_wanted_ = true;
  return request_.body;
}

http::BodyReader* RequestContext::unread_body() {
  body_wanted_ = true;
  return request_.rest;
}

Result<std::string_view> RequestContext::required_body() {
  if (!has_body()) return fail(ErrorKind::parse, "request body is required");
  return body();
}

Result<json::Value> RequestContext::body_by(const json::ObjectTable& table) { return json::read_body(table, body()); }

Result<std::string_view> RequestContext::body_or_source() {
  if (has_body()) return body();
  const auto source = parameter("source");
  const auto type = parameter("source_content_type");
  if (!source && !type) return "";
  if (!source || !type) return source_fault("source and source_content_type parameters are required");
  const auto name = base::to_lower(*type);
  if (name != "application/json" && name != "application/vnd.elasticsearch+json") {
    return source_fault(fmt::format("Unknown value for source_content_type [{}]", *type));
  }
  return parameters_.find("source")->second;
}

Result<void> RequestContext::check_all_parameters_read() const {
  std::vector<std::string> unknown;
  const std::vector<std::string> candidates(known_.begin(), known_.end());
  for (const auto& [name, value] : parameters_) {
    if (!known_.contains(name)) unknown.push_back(described(name, candidates));
  }
  if (unknown.empty()) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("request [{}] contains unrecognized parameter{}: {}", path_,
                                                       unknown.size() == 1 ? "" : "s", fmt::join(unknown, ", ")));
}

Result<void> RequestContext::check_body_was_wanted() const {
  if (!has_body() || body_wanted_) return {};
  return fail(ErrorKind::illegal_argument, fmt::format("request [{} {}] does not support having a body", method(), path_));
}

}  // namespace headrace::rest
