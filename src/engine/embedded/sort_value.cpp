#include "engine/embedded/sort_value.h"

#include "base/clock.h"
#include "engine/query_values.h"

namespace headrace::engine::embedded {
namespace {

constexpr std::string_view keyword_suffix = ".keyword";

bool is_missing(const SortValue& value) { return std::holds_alternative<std::monostate>(value); }

SortValue number_value(const json::Value& number) {
  if (const auto integer = number.integer()) return *integer;
  if (const auto real = number.real()) return *real;
  return {};
}

SortValue date_value(std::string_view text) {
  const auto date = base::parse_date(text);
  if (!date) return {};
  return std::chrono::floor<std::chrono::milliseconds>(*date).time_since_epoch().count();
}

SortValue numeric_text(const std::string& text) {
  const auto parsed = json::parse(text);
  return parsed && parsed->is_number() ? number_value(*parsed) : SortValue();
}

/// A text that dynamic mapping would take for a date.
bool looks_like_date(std::string_view text) { return text.size() >= 10 && text[4] == '-' && text[7] == '-'; }

SortValue text_value(const std::string& text, FieldType type) {
  if (type == FieldType::date) return date_value(text);
  if (type == FieldType::number) return numeric_text(text);
  if (type == FieldType::boolean) {
    if (text != "true" && text != "false") return {};
    return std::int64_t{text == "true"};
  }
  if (type == FieldType::dynamic && looks_like_date(text)) {
    if (auto date = date_value(text); !is_missing(date)) return date;
  }
  return text;
}

/// Numbers in front of texts, so that a field of mixed values has an order too.
int compare_present(const SortValue& a, const SortValue& b) {
  const auto* a_text = std::get_if<std::string>(&a);
  const auto* b_text = std::get_if<std::string>(&b);
  if (a_text != nullptr && b_text != nullptr) return a_text->compare(*b_text);
  if (a_text != nullptr || b_text != nullptr) return a_text != nullptr ? 1 : -1;
  // long double holds every 64-bit integer and every double.
  const auto number = [](const SortValue& value) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    return integer != nullptr ? static_cast<long double>(*integer) : static_cast<long double>(std::get<double>(value));
  };
  const auto left = number(a);
  const auto right = number(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/// The path under which the values stand: a dynamic text field has its keyword twin in the mapping, not in the document.
std::string_view value_path(const json::Value& source, std::string_view path) {
  if (!path.ends_with(keyword_suffix)) return path;
  const bool stands_there = any_value(source, path, [](const json::Value&) { return true; });
  return stands_there ? path : path.substr(0, path.size() - keyword_suffix.size());
}

}  // namespace

SortValue sort_value(const json::Value& scalar, FieldType type) {
  if (type == FieldType::unmapped) return {};
  if (scalar.is_string()) return text_value(scalar.as_string(), type);
  if (scalar.is_bool()) {
    if (type == FieldType::keyword) return std::string(scalar.as_bool() ? "true" : "false");
    return std::int64_t{scalar.as_bool()};
  }
  if (!scalar.is_number()) return {};
  if (type == FieldType::keyword || type == FieldType::text) return scalar.as_number().spelling;
  return number_value(scalar);
}

SortValue sort_value(const json::Value& source, std::string_view path, const FieldTypes& types, bool greatest) {
  SortValue chosen;
  const auto type = path.ends_with(keyword_suffix) && types.type_of(path) == FieldType::dynamic ? FieldType::keyword : types.type_of(path);
  any_value(source, value_path(source, path), [&](const json::Value& value) {
    auto one = sort_value(value, type);
    if (is_missing(one)) return false;
    if (is_missing(chosen) || (compare_present(one, chosen) > 0) == greatest) chosen = std::move(one);
    return false;
  });
  return chosen;
}

int compare(const SortKey& key, const SortValue& a, const SortValue& b) {
  if (is_missing(a) || is_missing(b)) {
    if (is_missing(a) && is_missing(b)) return 0;
    return is_missing(a) == key.missing_first ? -1 : 1;
  }
  const auto order = compare_present(a, b);
  return key.descending ? -order : order;
}

json::Value to_json(const SortValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return nullptr;
}

}  // namespace headrace::engine::embedded
