#include "rest/build_hash.h"

#include <fmt/format.h>

namespace headrace::rest {

std::string build_hash(std::string_view version) {
  std::string hex;
  while (hex.size() < 40) {
    for (const char c : version) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    hex += '0';
  }
  return hex.substr(0, 40);
}

}  // namespace headrace::rest
