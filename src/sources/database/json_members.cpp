#include "sources/database/json_members.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <iterator>

#include "base/strings.h"
#include "json/value.h"

namespace headrace::sources::database {
namespace {

/// Length of the well-formed character at the beginning of `text`, 0 when there is none.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xe0 ? 2 : (lead < 0xf0 ? 3 : 4);
  return length <= text.size() && base::is_utf8(text.substr(0, length)) ? length : 0;
}

std::string without_invalid_bytes(std::string_view bytes) {
  std::string kept;
  kept.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto length = character_length(bytes);
    kept += bytes.substr(0, length);
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return kept;
}

}  // namespace

void append_double(double number, std::string& to) {
  if (!std::isfinite(number)) {
    to += "null";
    return;
  }
  const auto begin = to.size();
  fmt::format_to(std::back_inserter(to), "{}", number);
  if (to.find_first_of(".e", begin) == std::string::npos) to += ".0";
}

void append_text(std::string_view bytes, std::string& to) {
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) return json::write_valid_string(bytes, to);
  json::write_valid_string(without_invalid_bytes(bytes), to);
}

std::string member_name(std::string_view name) {
  std::string text;
  json::write_string(name, text);
  return text + ':';
}

}  // namespace headrace::sources::database
