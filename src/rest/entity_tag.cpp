#include "rest/entity_tag.h"

#include "base/fingerprint.h"

namespace headrace::rest {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == ','; }

std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string entity_tag(std::uint64_t state, std::string_view server, std::string_view target, std::string_view content_type) {
  return "W/\"" + base::Fingerprint().add(state).add(server).add(target).add(content_type).hex() + "\"";
}

bool none_match(std::string_view field, std::string_view tag) {
  while (!field.empty()) {
    if (is_blank(field.front())) {
      field.remove_prefix(1);
      continue;
    }
    if (field.front() == '*') return false;
    const auto open = field.find('"');
    const auto close = open == std::string_view::npos ? open : field.find('"', open + 1);
    if (close == std::string_view::npos) return true;
    if (opaque(field.substr(0, close + 1)) == opaque(tag)) return false;
    field.remove_prefix(close + 1);
  }
  return true;
}

void tag(http::Response& response, const http::Request& request, std::uint64_t state, std::string_view server) {
  auto made = entity_tag(state, server, request.target, response.header("content-type"));
  const auto known = request.header("if-none-match");
  if (!known.empty() && !none_match(known, made)) {
    response.status = 304;
    response.body.clear();
    response.shared_body.reset();
    std::erase_if(response.headers, [](const http::Header& header) { return header.name == "content-type"; });
  }
  response.set("ETag", std::move(made));
}

}  // namespace headrace::rest
