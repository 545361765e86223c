#include "content/search_sort.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::SortKey;
using json::Value;

constexpr std::array<std::string_view, 2> refused_options{"nested", "numeric_type"};

struct NamedMode {
  std::string_view name;
  SortKey::Mode mode;
};
constexpr std::array modes{NamedMode{"min", SortKey::Mode::least}, NamedMode{"max", SortKey::Mode::greatest},
                           NamedMode{"sum", SortKey::Mode::sum}, NamedMode{"avg", SortKey::Mode::average},
                           NamedMode{"median", SortKey::Mode::median}};

Result<bool> is_descending(std::string_view order) {
  if (base::equals_ignoring_case(order, "asc")) return false;
  if (base::equals_ignoring_case(order, "desc")) return true;
  return fail(ErrorKind::illegal_argument, fmt::format("No enum constant for sort order [{}]: use asc or desc", order));
}

/// A field in its default order: the best score first, all else ascending.
SortKey default_key(std::string field) {
  const bool descending = field == "_score";
  return {.field = std::move(field), .descending = descending};
}

Result<void> read_option(const json::Member& option, SortKey& key, std::string_view text) {
  const auto value = scalar_text(option.value);
  if (option.name == "missing") {
    key.missing_first = value == "_first";
    if (value != "_first" && value != "_last") key.missing = option.value;
  } else if (option.name == "mode") {
    const auto* mode = std::ranges::find(modes, base::to_lower(value), &NamedMode::name);
    if (mode == modes.end()) return fail(ErrorKind::illegal_argument, fmt::format("Unknown SortMode [{}]", value));
    key.mode = mode->mode;
  } else if (option.name == "unmapped_type") {
    key.unmapped_type = value.empty() ? "keyword" : value;
  } else if (option.name == "format") {
    TRY_VOID(base::DateFormat::compile(value));
    key.format = value;
  } else if (std::ranges::find(refused_options, option.name) != refused_options.end()) {
    return fail(parsing(fmt::format("option [{}] of a sort is not supported by this server", option.name), text, option.offset));
  } else if (option.name != "order") {
    return fail(x_content(fmt::format("[field_sort] unknown field [{}]", option.name), text, option.offset));
  }
  return {};
}

Result<SortKey> read_key(const json::Member& member, std::string_view text) {
  auto key = default_key(member.name);
  if (!member.value.is_object()) {
    TRY(key.descending, is_descending(scalar_text(member.value)));
    return key;
  }
  if (const auto* order = member.value.find("order")) {
    TRY(key.descending, is_descending(scalar_text(*order)));
  }
  for (const auto& option : member.value.as_object()) TRY_VOID(read_option(option, key, text));
  return key;
}

Result<void> read_element(const Value& value, std::string_view text, std::vector<SortKey>& keys) {
  if (value.is_string()) {
    keys.push_back(default_key(value.as_string()));
    return {};
  }
  if (!value.is_object())
    return fail(ErrorKind::illegal_argument, "malformed sort format, within the sort array, an object, or an actual string are allowed");
  for (const auto& member : value.as_object()) {
    TRY(auto key, read_key(member, text));
    keys.push_back(std::move(key));
  }
  return {};
}

}  // namespace

Result<std::vector<SortKey>> read_sort(const Value& value, std::string_view text) {
  std::vector<SortKey> keys;
  if (value.is_array()) {
    for (const auto& element : value.as_array()) TRY_VOID(read_element(element, text, keys));
  } else {
    TRY_VOID(read_element(value, text, keys));
  }
  return keys;
}

std::vector<SortKey> read_sort_parameter(std::string_view text) {
  std::vector<SortKey> keys;
  for (const auto& piece : base::split_list(text)) {
    const auto colon = piece.rfind(':');
    auto key = default_key(piece.substr(0, colon));
    if (colon != std::string::npos) {
      const auto order = piece.substr(colon + 1);
      if (order != "asc" && order != "desc") continue;  // the original does not sort by it at all
      key.descending = order == "desc";
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<void> check_search_after(const engine::SearchRequest& request) {
  if (request.search_after.empty()) return {};
  if (request.from > 0) return fail(validation_failed({"`from` parameter must be set to 0 when `search_after` is used"}));
  if (request.sort.empty()) return fail(search_failed({ErrorKind::illegal_argument, "Sort must contain at least one field."}));
  if (request.sort.size() != request.search_after.size())
    return fail(search_failed({ErrorKind::illegal_argument, fmt::format("search_after has {} value(s) but sort has {}.",
                                                                        request.search_after.size(), request.sort.size())}));
  return {};
}

}  // namespace headrace::content
