#include "sources/database/json_members.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <cstring>
#include <iterator>

#include "base/strings.h"
#include "json/value.h"

namespace headrace::sources::database {
namespace {

/// Length of the well-formed character at the beginning of `text`, 0 when there is none.
std::size_t character_length(std::string_view text) {
  for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (base::is_utf8(text.substr(0, length))) return length;
  }
  return 0;
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

/// True for bytes that must be escaped in a string, and now and then for one more.
bool needs_escapes(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
  std::size_t i = 0;
  std::uint64_t found = 0;
  for (; i + sizeof found <= text.size(); i += sizeof found) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    found |= ((word - ones * 0x20) & ~word & highs) | has_zero(word ^ ones * '"') | has_zero(word ^ ones * '\\');
  }
  for (; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == '"' || text[i] == '\\') return true;
  }
  return found != 0;
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
  if (!simdjson::validate_utf8(bytes.data(), bytes.size())) return json::write_string(without_invalid_bytes(bytes), to);
  if (needs_escapes(bytes)) return json::write_string(bytes, to);
  // Nearly every text of a table is such a one.
  to += '"';
  to += bytes;
  to += '"';
}

std::string member_name(std::string_view name) {
  std::string text;
  json::write_string(name, text);
  return text + ':';
}

}  // namespace headrace::sources::database
