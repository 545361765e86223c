#include "service/content_hash.h"

#define XXH_STATIC_LINKING_ONLY  // for a state on the stack
#include <xxhash.h>

namespace headrace::service {

std::uint64_t content_hash(std::string_view body) { return content_hash(body, json::find_raw_member(body, "_timestamp")); }

std::uint64_t content_hash(std::string_view body, const std::optional<json::RawMember>& member) {
  auto front = body;
  std::string_view rest;
  if (member) {
    // With one comma: the one before it, or behind it where it is the first.
    const bool is_first = body.substr(0, member->begin).find_first_not_of("{ \n\r\t") == std::string_view::npos;
    const bool has_comma_behind = member->end < body.size() && body[member->end] == ',';
    front = body.substr(0, is_first ? member->begin : body.rfind(',', member->begin));
    rest = body.substr(is_first && has_comma_behind ? member->end + 1 : member->end);
  }
  // In one go over both parts, so that it does not count where the member stood.
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, front.data(), front.size());
  XXH3_64bits_update(&state, rest.data(), rest.size());
  const auto hash = XXH3_64bits_digest(&state);
  return hash == 0 ? 1 : hash;
}

}  // namespace headrace::service
