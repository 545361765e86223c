// Terms: each wanted value is read once, by every type that the field may have, so that a stored value costs one look.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/date_math.h"
#include "base/strings.h"
#include "engine/field_query.h"
#include "engine/field_value.h"
#include "engine/query_number.h"
#include "engine/query_words.h"

namespace headrace::engine {
namespace {

using json::Value;

/// Ranges from and to, both included.
template <class T>
class Intervals {
 public:
  void add(T from, T to) { ranges_.emplace_back(from, to); }
  /// To be called when all are there.
  void join() {
    std::ranges::sort(ranges_);
    std::vector<std::pair<T, T>> joined;
    for (const auto& range : ranges_) {
      if (!joined.empty() && range.first <= joined.back().second) {
        joined.back().second = std::max(joined.back().second, range.second);
      } else {
        joined.push_back(range);
      }
    }
    ranges_ = std::move(joined);
  }
  [[nodiscard]] bool holds(const T& value) const {
    const auto behind = std::ranges::upper_bound(ranges_, value, {}, &std::pair<T, T>::first);
    return behind != ranges_.begin() && value <= std::prev(behind)->second;
  }

 private:
  std::vector<std::pair<T, T>> ranges_;
};

struct Wanted {
  std::unordered_set<std::string> texts;
  std::unordered_set<std::string> numbers;
  Intervals<base::Instant> dates;
  Intervals<Address> addresses;
  bool is_true = false, is_false = false;
  bool ignore_case = false;
};

/// docs/spec/document-api.md 5.6: a date that leaves parts open is all that it can be.
Result<void> add_date(const Value& value, const FieldRules& rules, base::Instant now, Wanted& to) {
  const auto text = text_of(value).value_or("");
  TRY(const auto from, base::resolve_date(text, {.now = now}, rules.format));
  TRY(const auto until, base::resolve_date(text, {.now = now, .round_up = true}, rules.format));
  to.dates.add(from, until);
  return {};
}

/// An address, or all of a network: `10.0.0.0/8`.
Result<void> add_address(const Value& value, Wanted& to) {
  const auto text = text_of(value).value_or("");
  const auto slash = text.find('/');
  const auto address = address_of(std::string_view(text).substr(0, slash));
  constexpr long long bits = 128;
  long long fixed = bits;
  if (slash != std::string::npos) {
    const auto length = base::parse_integer(std::string_view(text).substr(slash + 1));
    const bool is_v4 = text.find(':') == std::string::npos;
    fixed = length.value_or(-1) + (is_v4 && length ? 96 : 0);
  }
  if (!address || fixed < 0 || fixed > bits)
    return fail(ErrorKind::illegal_argument, fmt::format("'{}' is not an IP string literal.", text));
  auto from = *address;
  auto until = *address;
  for (auto bit = static_cast<std::size_t>(fixed); bit < static_cast<std::size_t>(bits); ++bit) {
    const auto mask = static_cast<unsigned char>(0x80U >> bit % 8);
    from.at(bit / 8) &= static_cast<unsigned char>(~mask);
    until.at(bit / 8) |= mask;
  }
  to.addresses.add(from, until);
  return {};
}

Result<void> add_flag(const Value& value, Wanted& to) {
  const auto flag = flag_of(value);
  if (!flag)
    return fail(ErrorKind::illegal_argument,
                fmt::format("Can't parse boolean value [{}], expected [true] or [false]", text_of(value).value_or("")));
  (*flag ? to.is_true : to.is_false) = true;
  return {};
}

Result<void> add_number(const Value& value, const FieldRules& rules, Wanted& to) {
  const auto number = wanted_number(value, rules);
  if (!number) return fail(ErrorKind::number_format, fmt::format("For input string: \"{}\"", text_of(value).value_or("")));
  to.numbers.insert(key_of(*number));
  return {};
}

void add_text(const Value& value, const FieldRules& rules, Wanted& to) {
  auto text = text_of(value);
  if (!text || (to.ignore_case && text->empty())) return;  // the original finds no empty text in any case
  if (rules.lower_case) text = lower_case(*text);
  to.texts.insert(to.ignore_case ? base::to_lower(*text) : *text);
}

Result<void> add(const Value& value, const FieldRules& rules, base::Instant now, Wanted& to) {
  switch (rules.type) {
    case FieldType::number:
      return add_number(value, rules, to);
    case FieldType::date:
      return add_date(value, rules, now, to);
    case FieldType::boolean:
      return add_flag(value, to);
    case FieldType::ip:
      return add_address(value, to);
    case FieldType::dynamic:
      // Whatever it can be: the stored values tell.
      std::ignore = add_number(value, rules, to);
      std::ignore = add_date(value, rules, now, to);
      std::ignore = add_flag(value, to);
      add_text(value, rules, to);
      return {};
    default:
      add_text(value, rules, to);
      return {};
  }
}

bool equals_number(const Value& stored, const FieldRules& rules, const Wanted& wanted) {
  const auto number = wanted.numbers.empty() ? std::nullopt : stored_number(stored, rules);
  return number && wanted.numbers.contains(key_of(*number));
}

bool equals_flag(const Value& stored, const Wanted& wanted) {
  const auto flag = flag_of(stored);
  return flag && (*flag ? wanted.is_true : wanted.is_false);
}

bool equals_date(const Value& stored, const FieldRules& rules, const Wanted& wanted) {
  const auto date = date_of(stored, rules);
  return date && wanted.dates.holds(*date);
}

bool equals_address(const Value& stored, const Wanted& wanted) {
  const auto address = stored.is_string() ? address_of(stored.as_string()) : std::nullopt;
  return address && wanted.addresses.holds(*address);
}

bool equals_term(const Value& stored, const FieldRules& rules, const Wanted& wanted) {
  return any_term(stored, rules, [&](std::string_view term) {
    return wanted.texts.contains(wanted.ignore_case ? base::to_lower(term) : std::string(term));
  });
}

bool equals(const Value& stored, const FieldRules& rules, const Wanted& wanted) {
  switch (rules.type) {
    case FieldType::number:
      return equals_number(stored, rules, wanted);
    case FieldType::date:
      return equals_date(stored, rules, wanted);
    case FieldType::boolean:
      return equals_flag(stored, wanted);
    case FieldType::ip:
      return equals_address(stored, wanted);
    case FieldType::dynamic:
      if (stored.is_number()) return equals_number(stored, rules, wanted);
      if (stored.is_bool()) return equals_flag(stored, wanted);
      if (is_written_date(stored)) return equals_date(stored, rules, wanted);
      break;
    default:
      break;
  }
  return equals_term(stored, rules, wanted);
}

}  // namespace

Result<FieldTest> make_field_test(const Terms& terms, std::string_view path, const FieldRules& rules) {
  if (!rules.is_searchable)
    return fail(ErrorKind::illegal_argument, fmt::format("Cannot search on field [{}] since it is not indexed.", path));
  auto wanted = std::make_shared<Wanted>();
  wanted->ignore_case = terms.ignore_case;
  for (const auto& value : terms.values) TRY_VOID(add(value, rules, terms.now, *wanted));
  wanted->dates.join();
  wanted->addresses.join();
  return [wanted, rules](FieldValues values) {
    return std::ranges::any_of(values, [&](const Value* value) { return equals(*value, rules, *wanted); });
  };
}

}  // namespace headrace::engine
