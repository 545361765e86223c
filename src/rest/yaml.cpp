#include "rest/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/strings.h"

namespace headrace::rest {
namespace {

using json::Value;

bool is_plain_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  const auto is_word = [&](std::string_view word) { return base::equals_ignoring_case(word, name); };
  return !name.empty() && is_letter(name.front()) && std::ranges::none_of(words, is_word) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

bool is_block(const Value& value) {
  return (value.is_object() && !value.as_object().empty()) || (value.is_array() && !value.as_array().empty());
}

/// Characters that JSON lets stand in a text and YAML does not, or takes for the end of a line; in UTF-8, and as both may be written.
constexpr std::pair<std::string_view, std::string_view> escapes[] = {{"\x7f", "\\u007f"},         {"\xe2\x80\xa8", "\\u2028"},
                                                                     {"\xe2\x80\xa9", "\\u2029"}, {"\xef\xbb\xbf", "\\ufeff"},
                                                                     {"\xef\xbf\xbe", "\\ufffe"}, {"\xef\xbf\xbf", "\\uffff"}};

/// `json` of texts and scalars, with what is not printable escaped.
void append_printable(std::string_view json, std::string& to) {
  while (!json.empty()) {
    const auto plain = std::ranges::find_if(json, [](char c) { return c == '\x7f' || c == '\xc2' || c == '\xe2' || c == '\xef'; });
    to.append(json.begin(), plain);
    json.remove_prefix(static_cast<std::size_t>(plain - json.begin()));
    const auto* escape = std::ranges::find_if(escapes, [&](const auto& one) { return json.starts_with(one.first); });
    if (escape != std::end(escapes)) {
      to += escape->second;
      json.remove_prefix(escape->first.size());
    } else if (json.size() > 1 && json[0] == '\xc2' && static_cast<unsigned char>(json[1]) < 0xa0) {  // U+0080 to U+009F
      fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned char>(json[1]));
      json.remove_prefix(2);
    } else if (!json.empty()) {
      to += json[0];
      json.remove_prefix(1);
    }
  }
}

/// Strings of JSON are strings of YAML in double quotes; empty containers and scalars are written alike in both.
class Writer {
 public:
  explicit Writer(std::string& to) : to_(to) {}

  /// What stands after `name:`, `-` or the start.
  void write(const Value& value, std::size_t indent, bool in_list) {
    if (!is_block(value)) {
      to_ += ' ';
      append_printable(json::write(value), to_);
      to_ += '\n';
      return;
    }
    bool starts_on_line = in_list;
    if (in_list) {
      to_ += ' ';
    } else {
      to_ += '\n';
    }
    const auto begin = [&] {
      if (!starts_on_line) to_.append(indent, ' ');
      starts_on_line = false;
    };
    if (value.is_object()) {
      for (const auto& member : value.as_object()) {
        begin();
        write_name(member.name);
        write(member.value, indent + (member.value.is_array() ? 0 : 2), false);
      }
    } else {
      for (const auto& element : value.as_array()) {
        begin();
        to_ += '-';
        write(element, indent + 2, true);
      }
    }
  }

 private:
  void write_name(std::string_view name) {
    if (is_plain_name(name)) {
      to_ += name;
    } else {
      append_printable(json::write(Value(name)), to_);
    }
    to_ += ':';
  }

  std::string& to_;
};

}  // namespace

std::string write_yaml(const Value& value) {
  std::string text = "---";
  Writer(text).write(value, 0, false);
  return text;
}

}  // namespace headrace::rest
