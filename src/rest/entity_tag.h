#pragma once
// ETag and If-None-Match (RFC 9110 8.8.3, 13.1.2): whoever asks again for what has not changed gets 304 and no body.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace headrace::rest {

/// A weak tag, since compressed and plain answers share it. `server` and `target` keep the tags of other servers and addresses apart.
std::string entity_tag(std::uint64_t state, std::string_view server, std::string_view target, std::string_view content_type);

/// `field`: the value of If-None-Match, a list of tags or `*`. Weak comparison; what is no tag matches nothing.
bool none_match(std::string_view field, std::string_view tag);

/// Gives `response` its tag, or makes it 304 when the client has that state already.
void tag(http::Response& response, const http::Request& request, std::uint64_t state, std::string_view server);

}  // namespace headrace::rest
