#include "service/content_hash.h"

#define XXH_STATIC_LINKING_ONLY  // for a state on the stack
#include <xxhash.h>

#include <cstring>

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

namespace {
constexpr char tag_form = 1;
constexpr std::size_t tag_size = 1 + 2 * sizeof(std::uint64_t);
}  // namespace

std::string version_tag(const Version& version) {
  std::string tag(tag_size, tag_form);
  std::memcpy(tag.data() + 1, &version.content_hash, sizeof version.content_hash);
  std::memcpy(tag.data() + 1 + sizeof version.content_hash, &version.timestamp_hash, sizeof version.timestamp_hash);
  return tag;
}

std::optional<Version> read_version_tag(std::string_view tag) {
  if (tag.size() != tag_size || tag.front() != tag_form) return std::nullopt;
  Version version;
  std::memcpy(&version.content_hash, tag.data() + 1, sizeof version.content_hash);
  std::memcpy(&version.timestamp_hash, tag.data() + 1 + sizeof version.content_hash, sizeof version.timestamp_hash);
  return version;
}

}  // namespace headrace::service
