#include "rest/media_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace headrace::rest {
namespace {

constexpr int current_version = 9;
constexpr int previous_version = 8;
constexpr std::string_view vendor_prefix = "application/vnd.elasticsearch+";

struct KnownType {
  std::string_view name;
  MediaType type;
  std::string_view response_name;  ///< what a response of this type is called
};

/// docs/spec/rest-conventions.md 5.3, without the types that are not implemented
constexpr std::array<KnownType, 7> known_types = {{
    {"application/json", MediaType::json, "application/json"},
    {"application/x-ndjson", MediaType::json, "application/json"},
    {"application/*", MediaType::json, "application/json"},
    {"application/vnd.elasticsearch+json", MediaType::json, "application/vnd.elasticsearch+json"},
    {"application/vnd.elasticsearch+x-ndjson", MediaType::json, "application/vnd.elasticsearch+json"},
    {"application/yaml", MediaType::yaml, "application/yaml"},
    {"application/vnd.elasticsearch+yaml", MediaType::yaml, "application/vnd.elasticsearch+yaml"},
}};

const KnownType* known_type(std::string_view name) {
  const auto found = std::ranges::find(known_types, name, &KnownType::name);
  return found == known_types.end() ? nullptr : &*found;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One or more characters of RFC 9110's tokens.
bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.contains(c);
  });
}

bool is_type_and_subtype(std::string_view text) {
  const auto slash = text.find('/');
  return slash != std::string_view::npos && is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1));
}

Error header_error(std::string_view headers, Error cause) {
  return Error{ErrorKind::media_type_header, fmt::format("Invalid media-type value on headers [{}]", headers)}.because(std::move(cause));
}

std::unexpected<Error> header_fault(std::string_view header, std::string reason) {
  return fail(header_error(header, {ErrorKind::illegal_argument, std::move(reason)}));
}

std::unexpected<Error> version_fault(std::string_view headers, std::string reason) {
  return fail(header_error(headers, {ErrorKind::status_bad_request, std::move(reason)}));
}

/// What the parameters make of the type: another charset or an unreadable version, and it is not recognised.
void recognise(MediaTypes::Sent& sent) {
  const auto* known = known_type(sent.name);
  if (known != nullptr) sent.type = known->type;
  for (const auto& [name, value] : sent.parameters) {
    if (name == "charset" && value != "utf-8") sent.type.reset();
    if (name != "compatible-with" || !sent.name.starts_with(vendor_prefix)) continue;
    const auto version = base::parse_integer(value);
    if (version && *version >= 0 && *version <= 999) {
      sent.version = static_cast<int>(*version);
    } else {
      sent.type.reset();
    }
  }
}

/// None: not sent, or a media range, which counts as not sent (docs/spec/rest-conventions.md 5.2).
Result<std::optional<MediaTypes::Sent>> read_header(const http::Request& request, std::string_view header) {
  const auto values = request.header_values(header);
  if (values.empty()) return std::nullopt;
  if (values.size() > 1) return header_fault(header, fmt::format("Incorrect header [{}]. Only one value should be provided", header));
  const auto raw = trimmed(values.front());
  if (raw.empty()) return header_fault(header, fmt::format("Header [{}] cannot be empty.", header));
  if (raw == "*/*" || raw.contains(',')) return std::nullopt;

  MediaTypes::Sent sent{.raw = std::string(raw), .name = {}, .parameters = {}, .type = {}, .version = {}};
  const auto pieces = base::split_list(raw, ';');
  const auto invalid = [&] { return header_fault(header, fmt::format("invalid media-type [{}]", raw)); };
  if (pieces.empty() || !is_type_and_subtype(trimmed(pieces.front()))) return invalid();
  sent.name = base::to_lower(trimmed(pieces.front()));
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const auto piece = trimmed(pieces[i]);
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    if (equals == std::string_view::npos) return invalid();
    const auto name = trimmed(piece.substr(0, equals));
    auto value = trimmed(piece.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    if (!is_token(name) || !is_token(value)) return invalid();
    sent.parameters.emplace_back(base::to_lower(name), base::to_lower(value));
  }
  recognise(sent);
  return sent;
}

std::string raw_or_null(const std::optional<MediaTypes::Sent>& sent) { return sent ? sent->raw : "null"; }

Result<void> check_version(std::string_view header, const std::optional<MediaTypes::Sent>& sent) {
  if (!sent || !sent->version || *sent->version == current_version || *sent->version == previous_version) return {};
  return version_fault(header, fmt::format("{} version must be either version {} or {}, but found {}. {}={}", header, current_version,
                                           previous_version, *sent->version, header, sent->raw));
}

/// The REST version of the request (docs/spec/rest-conventions.md 5.4).
Result<int> agree_on_version(const MediaTypes& types, bool has_body) {
  TRY_VOID(check_version("Accept", types.accept));
  const auto accepted = types.accept ? types.accept->version : std::nullopt;
  if (!has_body) return accepted.value_or(current_version);
  TRY_VOID(check_version("Content-Type", types.content_type));
  const auto sent = types.content_type ? types.content_type->version : std::nullopt;
  const bool differ = accepted.value_or(current_version) != sent.value_or(current_version);
  if (differ || accepted.has_value() != sent.has_value()) {
    return version_fault(
        "Content-Type, Accept",
        fmt::format("A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible "
                    "version{}. Accept={}, Content-Type={}",
                    differ ? " and the compatible versions must match" : "", raw_or_null(types.accept), raw_or_null(types.content_type)));
  }
  return accepted.value_or(current_version);
}

/// `format`, when it is one that we can write.
std::optional<MediaType> type_of_format(std::string_view format) {
  if (base::equals_ignoring_case(format, "json")) return MediaType::json;
  if (base::equals_ignoring_case(format, "yaml")) return MediaType::yaml;
  return std::nullopt;
}

}  // namespace

Result<MediaTypes> MediaTypes::read(const http::Request& request) {
  MediaTypes types;
  TRY(types.accept, read_header(request, "Accept"));
  TRY(types.content_type, read_header(request, "Content-Type"));
  TRY(types.rest_version, agree_on_version(types, !request.body.empty()));
  return types;
}

Result<void> MediaTypes::check_body() const {
  if (!content_type) return fail(ErrorKind::not_acceptable, "Content-Type header is missing");
  if (content_type->type == MediaType::json) return {};
  return fail(ErrorKind::not_acceptable, fmt::format("Content-Type header [{}] is not supported", content_type->raw));
}

std::optional<MediaType> MediaTypes::wanted(std::string_view format) const {
  if (const auto type = type_of_format(format)) return type;
  return accept ? accept->type : std::nullopt;
}

MediaType MediaTypes::response_type(std::string_view format) const {
  if (const auto type = wanted(format)) return *type;
  return content_type && content_type->type ? *content_type->type : MediaType::json;
}

std::string MediaTypes::response_header(std::string_view format) const {
  std::string header;
  if (const auto type = type_of_format(format)) {
    header = *type == MediaType::json ? "application/json" : "application/yaml";
  } else if (accept && accept->type) {
    header = known_type(accept->name)->response_name;
  } else if (content_type && content_type->type) {
    header = known_type(content_type->name)->response_name;
  } else {
    header = "application/json";
  }
  if (!accept || !accept->type) return header;
  for (const auto& [name, value] : accept->parameters) header += fmt::format(";{}={}", name, value);
  return header;
}

}  // namespace headrace::rest
