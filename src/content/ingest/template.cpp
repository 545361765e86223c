#include "content/ingest/template.h"

#include <fmt/format.h>

#include <algorithm>

namespace headrace::content::ingest {
namespace {

using json::Value;

/// Longer texts are refused as everywhere (docs/spec/rest-conventions.md 8.10).
constexpr std::size_t longest_text = 50'000'000;

bool is_constant(const Value& value) {
  if (value.is_string()) return !value.as_string().contains("{{");
  if (value.is_array()) return std::ranges::all_of(value.as_array(), is_constant);
  if (value.is_object()) return std::ranges::all_of(value.as_object(), [](const auto& member) { return is_constant(member.value); });
  return true;
}

Error too_large() { return {ErrorKind::illegal_argument, fmt::format("a template gives more than {} bytes", longest_text)}; }

/// `size` is that of all texts so far.
Result<Value> filled(const Value& value, const Document& document, std::size_t& size) {
  if (value.is_string()) {
    TRY(auto text, Template(value.as_string()).fill(document));
    size += text.size();
    if (size > longest_text) return fail(too_large());
    return Value(std::move(text));
  }
  if (value.is_array()) {
    json::Array list;
    for (const auto& element : value.as_array()) {
      TRY(auto inner, filled(element, document, size));
      list.push_back(std::move(inner));
    }
    return Value(std::move(list));
  }
  if (!value.is_object()) return value;
  Value object = json::Object{};
  for (const auto& member : value.as_object()) {
    TRY(auto inner, filled(member.value, document, size));
    object.set(member.name, std::move(inner));
  }
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

Result<std::string> Template::fill(const Document& document) const {
  std::string text;
  for (const auto& piece : pieces_) {
    if (!piece.is_field) {
      text += piece.text;
    } else if (const auto* value = document.find(piece.text)) {
      text += text_of(*value);
    }
    if (text.size() > longest_text) return fail(too_large());
  }
  return text;
}

ValueTemplate::ValueTemplate(Value value) : value_(std::move(value)), is_constant_(is_constant(value_)) {}

Result<Value> ValueTemplate::fill(const Document& document) const {
  if (is_constant_) return value_;
  std::size_t size = 0;
  return filled(value_, document, size);
}

}  // namespace headrace::content::ingest
