#include "sources/database/pem.h"

namespace headrace::sources::database {
namespace {

constexpr std::string_view dashes = "-----";
constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void append_line(std::string_view line, std::string& to) {
  if (line.empty()) return;
  to += line;
  to += '\n';
}

std::string trimmed_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    append_line(trimmed(text.substr(0, end)), lines);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// Each word of a body is a line: base64 has no blanks.
void append_body(std::string_view body, std::string& to) {
  while (!(body = trimmed(body)).empty()) {
    const auto end = body.find_first_of(blanks);
    append_line(body.substr(0, end), to);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end);
  }
}

}  // namespace

std::string restored_pem(std::string_view text) {
  if (trimmed(text).find('\n') != std::string_view::npos) return trimmed_lines(text);
  std::string lines;
  // Markers, such as -----BEGIN CERTIFICATE-----, are what stands between two runs of dashes; bodies lie between markers.
  while (true) {
    const auto begin = text.find(dashes);
    append_body(text.substr(0, begin), lines);
    if (begin == std::string_view::npos) return lines;
    const auto end = text.find(dashes, begin + dashes.size());
    if (end == std::string_view::npos) {
      append_line(trimmed(text.substr(begin)), lines);
      return lines;
    }
    append_line(text.substr(begin, end + dashes.size() - begin), lines);
    text.remove_prefix(end + dashes.size());
  }
}

}  // namespace headrace::sources::database
