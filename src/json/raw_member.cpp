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

void find_raw_members(std::string_view text, std::span<const std::string_view> names, std::span<std::optional<RawMember>> found) {
  auto missing = names.size();
  auto at = skip_blanks(text, 0);
  while (at < text.size() && missing > 0) {  // on the brace or comma in front of a member
    const auto begin = skip_blanks(text, at + 1);
    if (begin >= text.size() || text[begin] != '"') return;
    const auto end_of_name = end_of_string(text, begin);
    const auto value = skip_blanks(text, skip_blanks(text, end_of_name) + 1);
    if (value >= text.size()) return;
    const auto end = end_of_value(text, value);
    const auto name = text.substr(begin + 1, end_of_name - begin - 2);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (found[i] || names[i] != name) continue;
      found[i] = RawMember{begin, end, value};
      --missing;
    }
    if (end >= text.size() || text[end] != ',') return;
    at = end;
  }
}

std::optional<RawMember> find_raw_member(std::string_view text, std::string_view name) {
  std::optional<RawMember> found;
  find_raw_members(text, std::span(&name, 1), std::span(&found, 1));
  return found;
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
