#include "json/raw_member.h"

namespace headrace::json {
namespace {

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) ++at;
  return at;
}

/// Position behind the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (auto quote = text.find('"', at + 1); quote != std::string_view::npos; quote = text.find('"', quote + 1)) {
    auto first = quote;
    while (text[first - 1] == '\\') --first;
    if ((quote - first) % 2 == 0) return quote + 1;
  }
  return text.size();
}

/// Position of the comma or bracket that ends the value which goes on at `at`.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  for (int level = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"':
        at = end_of_string(text, at) - 1;
        break;
      case '{':
      case '[':
        ++level;
        break;
      case '}':
      case ']':
        if (level-- == 0) return at;
        break;
      case ',':
        if (level == 0) return at;
        break;
      default:
        break;
    }
  }
  return text.size();
}

}  // namespace

std::optional<RawMember> find_raw_member(std::string_view text, std::string_view name) {
  auto at = skip_blanks(text, 0);
  while (at < text.size()) {  // on the brace or comma in front of a member
    const auto begin = skip_blanks(text, at + 1);
    if (begin >= text.size() || text[begin] != '"') return std::nullopt;
    const auto end_of_name = end_of_string(text, begin);
    const auto value = skip_blanks(text, skip_blanks(text, end_of_name) + 1);
    if (value >= text.size()) return std::nullopt;
    const auto end = end_of_value(text, value);
    if (text.substr(begin + 1, end_of_name - begin - 2) == name) return RawMember{begin, end, value};
    if (end >= text.size() || text[end] != ',') return std::nullopt;
    at = end;
  }
  return std::nullopt;
}

std::optional<std::string_view> plain_string(std::string_view text, const RawMember& member) {
  if (text[member.value] != '"') return std::nullopt;
  const auto end = end_of_string(text, member.value);
  if (end < member.value + 2) return std::nullopt;
  const auto inner = text.substr(member.value + 1, end - member.value - 2);
  if (inner.contains('\\')) return std::nullopt;
  return inner;
}

}  // namespace headrace::json
