#include "security/credentials.h"

#include "base/base64.h"
#include "base/strings.h"

namespace headrace::security {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// `a:b`, where b may have colons too.
std::optional<std::pair<std::string, std::string>> pair_in(std::string_view token) {
  const auto text = base::from_base64(trimmed(token));
  if (!text) return std::nullopt;
  const auto colon = text->find(':');
  if (colon == std::string::npos) return std::nullopt;
  return std::pair{text->substr(0, colon), text->substr(colon + 1)};
}

}  // namespace

Credentials read_credentials(std::string_view header) {
  header = trimmed(header);
  if (header.empty()) return {};
  const auto blank = header.find(' ');
  const auto scheme = header.substr(0, blank);
  auto sent = blank == std::string_view::npos ? std::nullopt : pair_in(header.substr(blank + 1));
  if (!sent) return Unreadable{};
  if (base::equals_ignoring_case(scheme, "Basic")) return Password{std::move(sent->first), std::move(sent->second)};
  if (base::equals_ignoring_case(scheme, "ApiKey")) return ApiKeySecret{std::move(sent->first), std::move(sent->second)};
  return Unreadable{};
}

}  // namespace headrace::security
