#include "sources/mysql/key_text.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

#include "sources/database/json_members.h"

namespace headrace::sources::mysql {
namespace {

/// Without the zeros in front that ZEROFILL makes.
void append_number(std::string_view raw, std::string& to) {
  if (raw.starts_with('-')) {
    to += '-';
    raw.remove_prefix(1);
  }
  while (raw.size() > 1 && raw[0] == '0' && raw[1] != '.') raw.remove_prefix(1);
  to += raw;
}

void append_real(std::string_view raw, std::string& to) {
  double number = 0;
  const auto [end, problem] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  if (problem != std::errc() || end != raw.data() + raw.size()) {
    to += raw;
  } else {
    database::append_double(number, to);
  }
}

void append_byte(char c, char quote, std::string& to) {
  if (c == quote || c == '\\') {
    (to += '\\') += c;
  } else if (c == '\t') {
    to += "\\t";
  } else if (c == '\n') {
    to += "\\n";
  } else if (c == '\r') {
    to += "\\r";
  } else if (c >= ' ' && c < 0x7f) {
    to += c;
  } else {
    fmt::format_to(std::back_inserter(to), "\\x{:02x}", static_cast<unsigned char>(c));
  }
}

void append_bytes(std::string_view raw, std::string& to) {
  const char quote = raw.contains('\'') && !raw.contains('"') ? '"' : '\'';
  (to += 'b') += quote;
  for (const char c : raw) append_byte(c, quote, to);
  to += quote;
}

}  // namespace

void append_key_text(ValueKind kind, std::string_view raw, std::string& to) {
  switch (kind) {
    case ValueKind::integer:
    case ValueKind::decimal:
      return append_number(raw, to);
    case ValueKind::real:
      return append_real(raw, to);
    case ValueKind::date_time:
      if (!append_date_time(raw, ' ', to)) to += raw;
      return;
    case ValueKind::bytes:
      return append_bytes(raw, to);
    case ValueKind::text:
      to += raw;
  }
}

}  // namespace headrace::sources::mysql
