#include "sources/postgresql/scalar_values.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "json/value.h"
#include "sources/database/json_members.h"
#include "sources/postgresql/byte_reader.h"

namespace headrace::sources::postgresql {
namespace {

/// A jsonb with fewer brackets cannot be nested more deeply than documents may be.
constexpr std::size_t harmless_brackets = 900;

void append_parsed(const Result<json::Value>& parsed, std::string_view text, std::string& to) {
  parsed ? json::write(*parsed, to) : database::append_text(text, to);
}

}  // namespace

void append_double_text(double number, std::string& to) {
  if (std::isfinite(number)) return database::append_double(number, to);
  fmt::format_to(std::back_inserter(to), "{}", std::isnan(number) ? std::nan("") : number);
}

bool append_uuid(std::string_view bytes, std::string& to) {
  if (bytes.size() != 16) return false;
  constexpr std::string_view hex = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) to += '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    to += hex[byte >> 4];
    to += hex[byte & 0xF];
  }
  return true;
}

bool append_address(std::string_view bytes, std::string& to) {
  constexpr int family_of_version_4 = 2, family_of_version_6 = 3;  // the database's own numbers
  ByteReader reader(bytes);
  const auto family = reader.take<std::uint8_t>();
  const auto mask = reader.take<std::uint8_t>();
  const bool is_network = reader.take<std::uint8_t>() != 0;
  const auto size = reader.take<std::uint8_t>();
  const auto address = reader.take_bytes(size);
  if (!reader.is_at_end() || (family != family_of_version_4 && family != family_of_version_6)) return false;
  const bool is_version_4 = family == family_of_version_4;
  if (address.size() != (is_version_4 ? 4 : 16)) return false;
  char text[INET6_ADDRSTRLEN];
  if (inet_ntop(is_version_4 ? AF_INET : AF_INET6, address.data(), text, sizeof text) == nullptr) return false;
  to += text;
  if (is_network || mask != address.size() * 8) fmt::format_to(std::back_inserter(to), "/{}", mask);
  return true;
}

bool append_bits(std::string_view bytes, std::string& to) {
  ByteReader reader(bytes);
  const auto count = reader.take<std::int32_t>();
  const auto bits = reader.rest();
  if (!reader.is_good() || count < 0 || bits.size() != (static_cast<std::size_t>(count) + 7) / 8) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (i > 0 && i % 4 == 0) to += ' ';
    to += (static_cast<unsigned char>(bits[i / 8]) >> (7 - i % 8) & 1) != 0 ? '1' : '0';
  }
  return true;
}

void append_bytes_text(std::string_view bytes, std::string& to) {
  const char quote = bytes.contains('\'') && !bytes.contains('"') ? '"' : '\'';
  (to += 'b') += quote;
  for (const char c : bytes) {
    if (c == quote || c == '\\') {
      (to += '\\') += c;
    } else if (c == '\n') {
      to += "\\n";
    } else if (c == '\r') {
      to += "\\r";
    } else if (c == '\t') {
      to += "\\t";
    } else if (c >= ' ' && c < 0x7f) {
      to += c;
    } else {
      fmt::format_to(std::back_inserter(to), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
  to += quote;
}

void append_json_text(std::string_view text, std::string& to) { append_parsed(json::parse(text), text, to); }

void append_canonical_json(std::string_view text, std::string& to) {
  const bool may_be_deep = text.size() > harmless_brackets && std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; }) >
                                                                  static_cast<std::ptrdiff_t>(harmless_brackets);
  if (may_be_deep) return append_json_text(text, to);
  to += text;
}

}  // namespace headrace::sources::postgresql
