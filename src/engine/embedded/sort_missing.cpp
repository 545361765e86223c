#include "engine/embedded/sort_missing.h"

#include <algorithm>
#include <array>
#include <limits>

namespace headrace::engine::embedded {
namespace {

using json::Value;

/// What a type has at its ends.
enum class Extremes { none, integers, longs, nanoseconds, unsigned_longs, reals };

struct NamedExtremes {
  std::string_view type;
  Extremes extremes;
};

constexpr std::array extremes_of_types{
    NamedExtremes{"byte", Extremes::integers},
    NamedExtremes{"short", Extremes::integers},
    NamedExtremes{"integer", Extremes::integers},
    NamedExtremes{"long", Extremes::longs},
    NamedExtremes{"date", Extremes::longs},
    NamedExtremes{"boolean", Extremes::longs},
    NamedExtremes{"date_nanos", Extremes::nanoseconds},
    NamedExtremes{"unsigned_long", Extremes::unsigned_longs},
    NamedExtremes{"half_float", Extremes::reals},
    NamedExtremes{"float", Extremes::reals},
    NamedExtremes{"double", Extremes::reals},
    NamedExtremes{"scaled_float", Extremes::reals},
};

Extremes extremes_of_type(std::string_view type_name) {
  const auto* found = std::ranges::find(extremes_of_types, type_name, &NamedExtremes::type);
  return found == extremes_of_types.end() ? Extremes::none : found->extremes;
}

/// Of a field without mapping: as dynamic mapping makes whole numbers, dates and booleans, and others.
Extremes extremes_of_value(const SortValue& seen) {
  if (std::holds_alternative<double>(seen)) return Extremes::reals;
  const bool is_whole = std::holds_alternative<std::int64_t>(seen) || std::holds_alternative<std::uint64_t>(seen);
  return is_whole ? Extremes::longs : Extremes::none;
}

Extremes extremes_of(const SortKey& key, const FieldTypes& types) {
  if (!key.format.empty()) return Extremes::none;
  if (const auto* rules = types.rules_of(key.field)) return extremes_of_type(rules->type_name);
  return types.type_of(key.field) == FieldType::unmapped ? extremes_of_type(key.unmapped_type) : Extremes::none;
}

/// The type is what its values are.
bool is_dynamic(const SortKey& key, const FieldTypes& types) {
  return key.format.empty() && types.rules_of(key.field) == nullptr && types.type_of(key.field) == FieldType::dynamic;
}

template <class Number>
SortValue end_of(bool is_upper) {
  using Limits = std::numeric_limits<Number>;
  return is_upper ? Limits::max() : Limits::min();
}

SortValue end_of(Extremes extremes, bool is_upper) {
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  switch (extremes) {
    case Extremes::integers:
      return std::int64_t{is_upper ? std::numeric_limits<std::int32_t>::max() : std::numeric_limits<std::int32_t>::min()};
    case Extremes::longs:
      return end_of<std::int64_t>(is_upper);
    case Extremes::nanoseconds:
      return is_upper ? end_of<std::int64_t>(true) : std::int64_t{0};
    case Extremes::unsigned_longs:
      return end_of<std::uint64_t>(is_upper);
    case Extremes::reals:
      return is_upper ? infinity : -infinity;
    case Extremes::none:
      break;
  }
  return {};
}

bool is_upper_end(const SortKey& key) { return key.missing_first == key.descending; }

/// Equal, or equal as doubles.
bool is_about(const Value& shown, const SortValue& end) {
  const auto exact = to_json(end);
  if (shown.is_string() || exact.is_string()) return shown == exact;
  return shown.is_number() && exact.is_number() && shown.real() == exact.real();
}

}  // namespace

SortValue missing_value(const SortKey& key, const FieldTypes& types) { return end_of(extremes_of(key, types), is_upper_end(key)); }

Value shown_missing(const SortKey& key, const FieldTypes& types, const SortValue& seen) {
  if (!is_dynamic(key, types)) return nullptr;
  const bool is_seen = !std::holds_alternative<std::monostate>(seen);
  return to_json(end_of(is_seen ? extremes_of_value(seen) : extremes_of_type(key.unmapped_type), is_upper_end(key)));
}

bool is_shown_missing(const Value& shown, const SortKey& key, const FieldTypes& types) {
  const auto is_end = [&](Extremes extremes) { return extremes != Extremes::none && is_about(shown, end_of(extremes, is_upper_end(key))); };
  if (is_dynamic(key, types)) return is_end(Extremes::longs) || is_end(Extremes::reals);
  return is_end(extremes_of(key, types));
}

}  // namespace headrace::engine::embedded
