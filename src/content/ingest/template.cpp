#include "content/ingest/template.h"

#include <algorithm>

namespace headrace::content::ingest {
namespace {

using json::Value;

bool is_constant(const Value& value) {
  if (value.is_string()) return !value.as_string().contains("{{");
  if (value.is_array()) return std::ranges::all_of(value.as_array(), is_constant);
  if (value.is_object()) return std::ranges::all_of(value.as_object(), [](const auto& member) { return is_constant(member.value); });
  return true;
}

Value filled(const Value& value, const Document& document) {
  if (value.is_string()) return Template(value.as_string()).fill(document);
  if (value.is_array()) {
    json::Array list;
    for (const auto& element : value.as_array()) list.push_back(filled(element, document));
    return list;
  }
  if (!value.is_object()) return value;
  Value object = json::Object{};
  for (const auto& member : value.as_object()) object.set(member.name, filled(member.value, document));
  return object;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t{&");
  const auto last = text.find_last_not_of(" \t}");
  return first == std::string_view::npos || last < first ? std::string_view() : text.substr(first, last - first + 1);
}

}  // namespace

std::string text_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_null()) return "";
  return json::write(value);
}

Template::Template(std::string_view text) {
  for (;;) {
    const auto open = text.find("{{");
    auto close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) break;
    close += 2;
    if (close < text.size() && text[close] == '}') ++close;
    if (open > 0) pieces_.push_back({std::string(text.substr(0, open)), false});
    pieces_.push_back({std::string(trimmed(text.substr(open, close - open))), true});
    text.remove_prefix(close);
  }
  if (!text.empty()) pieces_.push_back({std::string(text), false});
}

std::string Template::fill(const Document& document) const {
  std::string text;
  for (const auto& piece : pieces_) {
    if (!piece.is_field) {
      text += piece.text;
    } else if (const auto* value = document.find(piece.text)) {
      text += text_of(*value);
    }
  }
  return text;
}

ValueTemplate::ValueTemplate(Value value) : value_(std::move(value)), is_constant_(is_constant(value_)) {}

Value ValueTemplate::fill(const Document& document) const { return is_constant_ ? value_ : filled(value_, document); }

}  // namespace headrace::content::ingest
