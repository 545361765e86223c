#include "http/host_check.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/strings.h"

namespace headrace::http {

std::string_view host_name(std::string_view host_header) {
  if (host_header.starts_with('[')) {
    const auto end = host_header.find(']');
    return end == std::string_view::npos ? host_header : host_header.substr(1, end - 1);
  }
  return host_header.substr(0, host_header.find(':'));
}

bool is_host_allowed(std::string_view host_header, const std::vector<std::string>& allowed) {
  if (host_header.empty()) return true;
  auto name = base::to_lower(host_name(host_header));
  if (name.ends_with('.')) name.pop_back();
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(name, not_an_address);
  if (!not_an_address) return true;
  return std::ranges::any_of(allowed, [&](const std::string& known) {
    return base::equals_ignoring_case(known, name) || base::equals_ignoring_case(known, host_header);
  });
}

}  // namespace headrace::http
