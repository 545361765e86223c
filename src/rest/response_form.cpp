#include "rest/response_form.h"

#include <fmt/format.h>

#include <algorithm>

#include "rest/error.h"
#include "rest/yaml.h"

namespace headrace::rest {
namespace {

constexpr std::string_view opaque_id_header = "X-Opaque-Id";
/// A larger answer in pieces is sent piece by piece.
constexpr std::size_t largest_gathered = std::size_t{1} << 20;
/// A larger one goes out as it is: as a tree it would take many times its size.
constexpr std::size_t largest_transformed = std::size_t{32} << 20;

/// Of a repeated parameter the last counts; nullptr when it was not sent.
const std::string* last_of(const RequestContext::Pairs& query, std::string_view name) {
  const std::string* value = nullptr;
  for (const auto& [key, sent] : query) {
    if (key == name) value = &sent;
  }
  return value;
}

bool is_set(const RequestContext::Pairs& query, std::string_view name) {
  const auto* value = last_of(query, name);
  return value != nullptr && (value->empty() || *value == "true");
}

std::string text_of(const RequestContext::Pairs& query, std::string_view name) {
  const auto* value = last_of(query, name);
  return value == nullptr ? "" : *value;
}

}  // namespace

ResponseForm::ResponseForm(const http::Request& request, const MediaTypes& media_types, const RequestContext::Pairs& query)
    : type_(media_types.response_type(text_of(query, "format"))),
      content_type_(media_types.response_header(text_of(query, "format"))),
      opaque_id_(request.header(opaque_id_header)),
      filter_(text_of(query, "filter_path")),
      pretty_(is_set(query, "pretty")),
      error_trace_(is_set(query, "error_trace")) {}

Result<void> ResponseForm::check(const http::Request& request, const RequestContext::Pairs& query) {
  const auto ids = request.header_values(opaque_id_header);
  if (std::ranges::any_of(ids, [&](std::string_view id) { return id != ids.front(); })) {
    return fail(ErrorKind::illegal_argument, fmt::format("multiple values for single-valued header [{}].", opaque_id_header));
  }
  for (const auto name : {"pretty", "human", "error_trace"}) {
    const auto* value = last_of(query, name);
    if (value == nullptr || value->empty() || *value == "true" || *value == "false") continue;
    return fail(ErrorKind::illegal_argument, fmt::format("Failed to parse value [{}] as only [true] or [false] are allowed.", *value));
  }
  return {};
}

http::Response ResponseForm::of(Answer answer) const {
  if (!answer.pieces.empty()) gather(answer);
  if (answer.content_type.empty()) {
    if (answer.shared_body && !sends_as_it_is()) {
      answer.body = *answer.shared_body;
      answer.shared_body.reset();
    }
    if (!answer.shared_body && !answer.stream) answer.body = transformed(std::move(answer.body), answer.is_filtered);
    answer.content_type = content_type_;
  }
  auto response = made(answer.status, std::move(answer.body), std::move(answer.content_type));
  for (auto& header : answer.headers) response.set(header.name, std::move(header.value));
  response.stream = std::move(answer.stream);
  response.shared_body = std::move(answer.shared_body);
  return response;
}

http::Response ResponseForm::of(const Error& error) const {
  auto response = of_body(status_of(error), error_body(error, error_trace_));
  if (error.kind == ErrorKind::authentication) {
    for (const auto scheme : authenticate_schemes) response.headers.push_back({"WWW-Authenticate", std::string(scheme)});
  }
  if (response.status == 429) response.set("Retry-After", "1");
  return response;
}

http::Response ResponseForm::of_body(unsigned status, const json::Value& body) const { return made(status, written(body), content_type_); }

http::Response ResponseForm::made(unsigned status, std::string body, std::string content_type) const {
  http::Response response{.status = status, .headers = {}, .body = std::move(body)};
  const bool is_refused = status == 401 || status == 403;  // docs/spec/rest-conventions.md 10
  if (!is_refused) response.headers.push_back({"X-elastic-product", "Elasticsearch"});
  if (!opaque_id_.empty()) response.headers.push_back({std::string(opaque_id_header), opaque_id_});
  response.headers.push_back({"content-type", std::move(content_type)});
  return response;
}

std::string ResponseForm::written(const json::Value& value) const {
  if (type_ == MediaType::yaml) return write_yaml(value);
  return pretty_ ? json::write_pretty(value) : json::write(value);
}

void ResponseForm::gather(Answer& answer) const {
  std::size_t size = answer.body.size();
  for (const auto& piece : answer.pieces) size += piece.size();
  if (size <= (sends_as_it_is(answer.is_filtered) ? largest_gathered : largest_transformed)) {
    for (const auto& piece : answer.pieces) answer.body += piece;
    return;
  }
  answer.stream = [pieces = std::move(answer.pieces), next = std::size_t{0}]() mutable -> Awaitable<std::optional<std::string>> {
    if (next == pieces.size()) co_return std::nullopt;
    co_return std::move(pieces[next++]);
  };
}

std::string ResponseForm::transformed(std::string body, bool is_filtered) const {
  if (sends_as_it_is(is_filtered)) return body;
  const auto value = json::parse(body);
  // Only a stored document at the very bound of nesting cannot be read again; it goes out as it is.
  if (!value) return body;
  return written(is_filtered || filter_.keeps_all() ? *value : filter_.apply(*value));
}

}  // namespace headrace::rest
