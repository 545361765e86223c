#include "engine/mapping/value_preview.h"

#include "json/value.h"

namespace headrace::engine::mapping {
namespace {

using json::Value;

constexpr std::size_t most_bytes = 1'000;
/// Longer values are not read for it.
constexpr std::size_t most_read = 10'000;

void show(const Value& value, std::string& to) {
  if (value.is_string()) {
    to += value.as_string();
  } else if (value.is_object()) {
    to += '{';
    for (const auto& member : value.as_object()) {
      if (to.back() != '{') to += ", ";
      to.append(member.name).append("=");
      show(member.value, to);
    }
    to += '}';
  } else if (value.is_array()) {
    to += '[';
    for (std::size_t i = 0; i < value.as_array().size(); ++i) {
      if (i > 0) to += ", ";
      show(value.as_array()[i], to);
    }
    to += ']';
  } else {
    json::write(value, to);
  }
}

}  // namespace

std::string preview_of_text(std::string_view text) {
  if (text.size() <= most_bytes) return std::string(text);
  auto end = most_bytes;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append("...");
}

std::string preview_of_value(std::string_view written) {
  if (written.size() > most_read) return preview_of_text(written);
  const auto value = json::parse(written);
  if (!value) return preview_of_text(written);
  std::string shown;
  show(*value, shown);
  return preview_of_text(shown);
}

}  // namespace headrace::engine::mapping
