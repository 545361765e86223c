#include "content/ingest/template.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "content/ingest/java_words.h"

namespace headrace::content::ingest {
namespace {

using json::Value;

constexpr auto none = std::string_view::npos;
/// Longer texts are refused as everywhere (docs/spec/rest-conventions.md 8.10).
constexpr std::size_t longest_text = 50'000'000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

void append_percent_escaped(std::string_view text, std::string& to) {
  for (const char c : text) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '*' || c == '_';
    if (is_plain) {
      to += c;
    } else if (c == ' ') {
      to += '+';
    } else {
      to += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

void append_escaped(std::string_view text, Escape escape, std::string& to) {
  if (escape == Escape::none) {
    to += text;
  } else if (escape == Escape::url) {
    append_percent_escaped(text, to);
  } else {
    std::string quoted;
    json::write_string(text, quoted);
    to.append(quoted, 1, quoted.size() - 2);
  }
}

const Value* look_up(const std::vector<std::string>& name, const Document& document) {
  const Value* at = document.top(name.front());
  for (std::size_t i = 1; i < name.size() && at != nullptr; ++i) {
    if (at->is_array()) {
      const auto number = base::parse_integer(name[i]);
      const bool is_inside = number && *number >= 0 && static_cast<std::size_t>(*number) < at->as_array().size();
      at = is_inside ? &at->as_array()[static_cast<std::size_t>(*number)] : nullptr;
    } else {
      at = at->find(name[i]);
    }
  }
  return at == nullptr || at->is_null() ? nullptr : at;
}

bool has_template(const Value& value) {
  if (value.is_string()) return value.as_string().contains("{{");
  if (value.is_array()) return std::ranges::any_of(value.as_array(), has_template);
  if (!value.is_object()) return false;
  return std::ranges::any_of(value.as_object(),
                             [](const auto& member) { return member.name.contains("{{") || has_template(member.value); });
}

}  // namespace

Result<Template> Template::compile(std::string_view text, Escape escape) {
  Template made;
  made.text_ = text;
  made.escape_ = escape;
  std::size_t at = 0;
  for (auto open = text.find("{{"); open != none; open = text.find("{{", at)) {
    Piece piece{std::string(text.substr(at, open - at)), {}, true};
    const bool is_triple = text.substr(open + 2).starts_with('{');
    const std::string_view closing = is_triple ? "}}}" : "}}";
    const auto begin = open + closing.size();
    const auto close = text.find(closing, begin);
    if (close == none) return fail(ErrorKind::illegal_argument, fmt::format("improperly closed variable in the template [{}]", text));
    auto name = trimmed(text.substr(begin, close - begin));
    piece.is_escaped = !is_triple && !name.starts_with('&');
    if (name.starts_with('&')) name = trimmed(name.substr(1));
    if (!name.empty() && std::string_view("#^/>=").contains(name.front())) made.unsupported_ = name;
    if (!name.empty() && !name.starts_with('!')) piece.name = base::split_list(name, '.');
    made.pieces_.push_back(std::move(piece));
    at = close + closing.size();
  }
  if (!made.pieces_.empty() && at < text.size()) made.pieces_.push_back({std::string(text.substr(at)), {}, true});
  return made;
}

Result<std::string> Template::render(const Document& document) const {
  if (pieces_.empty()) return text_;
  if (!unsupported_.empty())
    return fail(ErrorKind::illegal_argument, fmt::format("templates have variables only here, no [{{{{{}}}}}]", unsupported_));
  std::string text;
  for (const auto& piece : pieces_) {
    text += piece.literal;
    const auto* value = piece.name.empty() ? nullptr : look_up(piece.name, document);
    if (value != nullptr) append_escaped(java_text(*value), piece.is_escaped ? escape_ : Escape::none, text);
    if (text.size() > longest_text)
      return fail(ErrorKind::illegal_argument, fmt::format("the template [{}] gives more than {} bytes", text_, longest_text));
  }
  return text;
}

Result<ValueTemplate> ValueTemplate::compile(const Value& value, Escape escape) {
  ValueTemplate made;
  if (!has_template(value)) {
    made.constant_ = value;
    return made;
  }
  if (value.is_string()) {
    TRY(auto text, Template::compile(value.as_string(), escape));
    made.text_.push_back(std::move(text));
  } else if (value.is_array()) {
    for (const auto& element : value.as_array()) {
      TRY(auto inner, compile(element, escape));
      made.elements_.push_back(std::move(inner));
    }
  } else {
    for (const auto& member : value.as_object()) {
      TRY(auto name, Template::compile(member.name, escape));
      TRY(auto inner, compile(member.value, escape));
      made.members_.emplace_back(std::move(name), std::move(inner));
    }
  }
  return made;
}

Result<Value> ValueTemplate::render(const Document& document) const {
  if (!text_.empty()) {
    TRY(auto text, text_.front().render(document));
    return Value(std::move(text));
  }
  if (!elements_.empty()) {
    json::Array list;
    for (const auto& element : elements_) {
      TRY(auto inner, element.render(document));
      list.push_back(std::move(inner));
    }
    return Value(std::move(list));
  }
  if (members_.empty()) return constant_;
  Value object = json::Object();
  for (const auto& [name, value] : members_) {
    TRY(const auto text, name.render(document));
    TRY(auto inner, value.render(document));
    object.set(text, std::move(inner));
  }
  return object;
}

Result<FieldName> FieldName::compile(std::string_view text) {
  FieldName made;
  made.text_ = text;
  TRY(made.template_, Template::compile(text));
  if (made.template_.is_constant()) {
    TRY(auto path, FieldPath::parse(text));
    made.constant_ = std::move(path);
  }
  return made;
}

Result<const FieldPath*> FieldName::path(const Document& document, std::optional<FieldPath>& made) const {
  if (constant_) return &*constant_;
  TRY(const auto text, template_.render(document));
  TRY(auto path, FieldPath::parse(text));
  made = std::move(path);
  return &*made;
}

}  // namespace headrace::content::ingest
