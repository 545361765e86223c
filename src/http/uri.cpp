#include "http/uri.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace headrace::http {
namespace {

/// The value of a hex digit, or -1.
int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// How many bytes from `at` are one well-formed UTF-8 character, or 0.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  for (std::size_t length = 1; length <= 4 && at + length <= text.size(); ++length) {
    if (base::is_utf8(text.substr(at, length))) return length;
  }
  return 0;
}

std::string replace_malformed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto length = utf8_length(text, at); length > 0) {
      out.append(text, at, length);
      at += length;
    } else {
      out += "\xEF\xBF\xBD";
      ++at;
    }
  }
  return out;
}

/// Decodes the escape at `text[at]` and moves `at` past it.
Result<char> decode_escape(std::string_view text, std::size_t& at) {
  const auto left = text.size() - at;
  if (left == 1) return fail(ErrorKind::illegal_argument, fmt::format("unterminated escape sequence at end of string: {}", text));
  if (text[at + 1] == '%') {
    at += 2;
    return '%';
  }
  if (left == 2) return fail(ErrorKind::illegal_argument, fmt::format("partial escape sequence at end of string: {}", text));
  const int high = nibble(text[at + 1]);
  const int low = nibble(text[at + 2]);
  if (high < 0 || low < 0) {
    return fail(ErrorKind::illegal_argument, fmt::format("invalid escape sequence `{}' at index {} of: {}", text.substr(at, 3), at, text));
  }
  at += 3;
  return static_cast<char>(high * 16 + low);
}

/// The outer reason is what the original's runtime prints for the cause.
Error bad_parameter(Error cause) {
  return Error{ErrorKind::bad_parameter, "java.lang.IllegalArgumentException: " + cause.reason}.because(std::move(cause));
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '%') {
      TRY(const char byte, decode_escape(text, at));
      out += byte;
    } else {
      out += plus_is_space && text[at] == '+' ? ' ' : text[at];
      ++at;
    }
  }
  if (!base::is_utf8(out)) return replace_malformed(out);
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
  query = query.substr(0, query.find('#'));
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!query.empty()) {
    const auto end = query.find_first_of("&;");
    const auto piece = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    auto name = percent_decode(piece.substr(0, equals), true);
    if (!name) return fail(bad_parameter(std::move(name).error()));
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1), true);
    if (!value) return fail(bad_parameter(std::move(value).error()));
    parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

}  // namespace headrace::http
