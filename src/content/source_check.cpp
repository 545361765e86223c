#include "content/source_check.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "content/errors.h"
#include "json/value.h"

namespace headrace::content {
namespace {

namespace dom = simdjson::dom;

/// One level less than what json/ lets in, so that nothing passes here that would be refused there.
constexpr std::size_t max_depth = 1000;
/// As in json/: longer strings are refused.
constexpr std::size_t max_document = 50'000'000;

bool repeats(std::vector<std::string_view>& names) {
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

/// True when an object has a member twice. Small objects are compared pair by pair, without memory of their own.
bool repeats_a_member(const dom::object& object) {
  constexpr std::size_t few = 16;
  std::array<std::string_view, few> seen;
  std::size_t count = 0;
  if (object.size() > few) {
    std::vector<std::string_view> names;
    names.reserve(object.size());
    for (const auto& member : object) names.push_back(member.key);
    return repeats(names);
  }
  for (const auto& member : object) {
    if (std::find(seen.begin(), seen.begin() + count, member.key) != seen.begin() + count) return true;
    seen[count++] = member.key;
  }
  return false;
}

bool is_faulty(const dom::element& element) {
  dom::array array;
  if (element.get(array) == simdjson::SUCCESS) return std::any_of(array.begin(), array.end(), is_faulty);
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return false;
  if (repeats_a_member(object)) return true;
  return std::any_of(object.begin(), object.end(), [](const auto& member) { return is_faulty(member.value); });
}

/// Whether the text is an object of plain JSON beyond doubt. When not, json::parse decides and finds the words.
bool is_plain_object(std::string_view text, std::size_t readable) {
  if (text.size() > max_document || !text.starts_with('{')) return false;
  thread_local dom::parser parser;
  if (parser.allocate(std::max(text.size(), parser.capacity()), max_depth) != simdjson::SUCCESS) return false;
  const bool padded = readable >= text.size() + simdjson::SIMDJSON_PADDING;
  dom::element element;
  if (parser.parse(text.data(), text.size(), !padded).get(element) != simdjson::SUCCESS) return false;
  return element.is_object() && !is_faulty(element);
}

/// Whether a text that json::parse has read is JSON to everybody: no byte order mark, no comments.
bool is_strict_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return false;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\') ++i;
    if (!in_string && text[i] == '/') return false;
  }
  return true;
}

}  // namespace

Result<std::string> checked_source(std::string_view text, std::size_t readable) {
  if (is_plain_object(text, readable)) return std::string(text);
  const auto parsed = json::parse(text);
  if (!parsed) return fail(unreadable_document(parsed.error()));
  if (!parsed->is_object())
    return fail(unreadable_document(
        x_content(std::string("Expected START_OBJECT but was: ").append(parsed->token_name()), text, parsed->offset())));
  return is_strict_json(text) ? std::string(text) : json::write(*parsed);
}

}  // namespace headrace::content
