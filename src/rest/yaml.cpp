#include "rest/yaml.h"

#include <algorithm>
#include <string_view>

namespace headrace::rest {
namespace {

using json::Value;

bool is_plain_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return !name.empty() && is_letter(name.front()) && std::ranges::find(words, name) == std::end(words) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

bool is_block(const Value& value) {
  return (value.is_object() && !value.as_object().empty()) || (value.is_array() && !value.as_array().empty());
}

/// Strings of JSON are strings of YAML in double quotes; empty containers and scalars are written alike in both.
class Writer {
 public:
  explicit Writer(std::string& to) : to_(to) {}

  /// What stands after `name:`, `-` or the start.
  void write(const Value& value, std::size_t indent, bool in_list) {
    if (!is_block(value)) {
      to_ += ' ';
      json::write(value, to_);
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
      json::write_string(name, to_);
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
