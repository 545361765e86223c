#include "engine/field_value.h"

#include <arpa/inet.h>

#include <algorithm>

#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

/// Most dates are written in full, which base::parse_date reads faster than a format.
std::optional<base::Instant> read_date(std::string_view text, const base::DateFormat& format) {
  constexpr std::size_t with_seconds = 19;
  if (&format == &base::DateFormat::standard() || format.text() == base::DateFormat::standard().text()) {
    if (text.size() >= with_seconds && text[4] == '-') {
      if (const auto instant = base::parse_date(text)) return *instant;
    }
  }
  const auto instant = format.parse(text);
  return instant ? std::optional(*instant) : std::nullopt;
}

std::optional<std::string> text_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  if (value.is_number()) return value.as_number().spelling;
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  return std::nullopt;
}

std::optional<std::string> keyword_of(const Value& value, const FieldRules& rules) {
  auto text = text_of(value);
  if (!text) return std::nullopt;
  if (text->size() > rules.ignore_above && characters_of(*text) > rules.ignore_above) return std::nullopt;
  return rules.lower_case ? lower_case(*text) : std::move(*text);
}

std::optional<bool> flag_of(const Value& value) {
  if (value.is_bool()) return value.as_bool();
  if (!value.is_string()) return std::nullopt;
  if (value.as_string() == "true") return true;
  if (value.as_string() == "false" || value.as_string().empty()) return false;
  return std::nullopt;
}

std::optional<base::Instant> date_of(const Value& value, const FieldRules& rules) {
  if (!value.is_string() && !value.is_number()) return std::nullopt;
  return read_date(value.is_string() ? value.as_string() : value.as_number().spelling, rules.format);
}

std::optional<Address> address_of(std::string_view text) {
  if (text.empty() || text.size() > INET6_ADDRSTRLEN) return std::nullopt;
  const std::string name(text);
  Address address{};
  if (inet_pton(AF_INET6, name.c_str(), address.data()) == 1) return address;
  constexpr std::size_t prefix = 12;
  address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (inet_pton(AF_INET, name.c_str(), address.data() + prefix) == 1) return address;
  return std::nullopt;
}

bool is_written_date(const Value& value) {
  constexpr std::size_t year_and_dash = 5;
  static const auto written = base::DateFormat::compile("strict_date_optional_time").value();
  if (!value.is_string()) return false;
  const auto& text = value.as_string();
  if (text.size() < year_and_dash || text[4] != '-') return false;
  return read_date(text, base::DateFormat::standard()).has_value() && written.parse(text).has_value();
}

bool is_dynamic_text(const Value& value) { return value.is_string() && !is_written_date(value); }

bool any_term(const Value& value, const FieldRules& rules, const std::function<bool(std::string_view)>& accept) {
  const auto indexed = [&](std::string_view term) { return term.size() <= longest_term && accept(term); };
  if (rules.type == FieldType::keyword) {
    const auto text = keyword_of(value, rules);
    return text && indexed(*text);
  }
  const bool has_words = rules.type == FieldType::text || (rules.type == FieldType::dynamic && is_dynamic_text(value));
  const auto text = has_words ? text_of(value) : std::nullopt;
  return text && std::ranges::any_of(words_of(*text), indexed);
}

}  // namespace headrace::engine
