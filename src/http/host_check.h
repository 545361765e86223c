#pragma once
// The Host header against DNS rebinding: a page from elsewhere whose name resolves to 127.0.0.1 must not reach a server on loopback.

#include <string>
#include <string_view>
#include <vector>

namespace headrace::http {

/// The name in a Host header value, without port and without the brackets of an IPv6 address.
std::string_view host_name(std::string_view host_header);

/// True for IP literals, `localhost`, `*.localhost`, the names in `allowed` (any case, any port), and "": browsers always send a name.
bool is_host_allowed(std::string_view host_header, const std::vector<std::string>& allowed);

}  // namespace headrace::http
