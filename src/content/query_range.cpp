// The range query. Bounds that are dates leave here as instants: date math is worked out, and missing parts are filled
// (docs/spec/document-api.md 5.6).

#include <fmt/format.h>

#include <array>

#include "base/date_math.h"
#include "base/strings.h"
#include "content/errors.h"
#include "content/query_parser.h"

namespace headrace::content {
namespace {

using engine::Query;
using json::Value;

/// What `format` may name. Others would read bounds in a way that is not here.
enum class DateFormat { automatic, calendar, epoch_seconds };

struct BoundRules {
  DateFormat format = DateFormat::automatic;
  std::optional<std::chrono::seconds> zone;
};

struct Bound {
  std::string_view name;
  std::optional<Value> engine::Range::* member;
  bool round_up;
};

constexpr std::array bounds{
    Bound{"gt", &engine::Range::gt, true},
    Bound{"gte", &engine::Range::gte, false},
    Bound{"lt", &engine::Range::lt, false},
    Bound{"lte", &engine::Range::lte, true},
};

constexpr std::array<std::string_view, 9> calendar_formats{"strict_date_optional_time",
                                                           "date_optional_time",
                                                           "strict_date_optional_time_nanos",
                                                           "strict_date",
                                                           "date",
                                                           "yyyy-MM-dd",
                                                           "strict_date_time",
                                                           "date_time",
                                                           "iso8601"};

Result<DateFormat> read_format(std::string_view text) {
  auto found = DateFormat::calendar;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto bars = rest.find("||");
    const auto name = rest.substr(0, bars);
    rest = bars == std::string_view::npos ? std::string_view() : rest.substr(bars + 2);
    if (name == "epoch_second" && name.size() == text.size()) {
      found = DateFormat::epoch_seconds;
    } else if (name != "epoch_millis" && std::ranges::find(calendar_formats, name) == calendar_formats.end()) {
      return fail(ErrorKind::illegal_argument, fmt::format("date format [{}] is not supported by this server", text));
    }
  }
  return found;
}

bool looks_like_date(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' && base::parse_date(text).has_value();
}

Result<Value> read_bound(const Value& value, const BoundRules& rules, const Bound& bound, const QueryText& context) {
  if (value.is_array() || value.is_object())
    return fail(
        parsing(fmt::format("[range] query does not support a bound of type {}", value.token_name()), context.text, value.offset()));
  const auto text = scalar_text(value);
  const base::DateContext date{context.now, bound.round_up, rules.zone.value_or(std::chrono::seconds(0))};
  if (rules.format == DateFormat::epoch_seconds && !base::is_date_math(text)) {
    const auto seconds = base::parse_integer(text);
    constexpr long long furthest = 9'000'000'000;
    if (!seconds || *seconds > furthest || *seconds < -furthest)
      return fail(ErrorKind::parse, fmt::format("failed to parse date field [{}] with format [epoch_second]", text));
    return Value(base::format_instant(base::Instant(std::chrono::seconds(*seconds))));
  }
  const bool meant_as_date = rules.format != DateFormat::automatic || rules.zone;
  // Without a format a number or any other text stays what it is: the field's own type decides.
  if (!meant_as_date && !(value.is_string() && (base::is_date_math(text) || looks_like_date(text)))) return value;
  TRY(const auto instant, base::resolve_date(text, date));
  return Value(base::format_instant(instant));
}

Result<BoundRules> read_rules(const Value& options) {
  BoundRules rules;
  if (const auto* format = options.find("format"); format != nullptr && !format->is_null()) {
    TRY(rules.format, read_format(scalar_text(*format)));
  }
  if (const auto* zone = options.find("time_zone"); zone != nullptr && !zone->is_null()) {
    TRY(rules.zone, base::parse_zone(scalar_text(*zone)));
  }
  return rules;
}

}  // namespace

Result<Query> read_range(std::string_view name, const Value& body, const QueryText& context) {
  TRY_VOID(require_object(name, body, context));
  const json::Member* field = nullptr;
  for (const auto& member : body.as_object()) {
    if (is_common_option(member.name)) continue;
    if (field != nullptr)
      return fail(parsing(fmt::format("[range] query doesn't support multiple fields, found [{}] and [{}]", field->name, member.name),
                          context.text, member.offset));
    if (!member.value.is_object())
      return fail(parsing(fmt::format("[range] query does not support [{}]", member.name), context.text, member.offset));
    field = &member;
  }
  if (field == nullptr) return fail(ErrorKind::illegal_argument, "field name is null or empty");
  TRY(const auto rules, read_rules(field->value));
  engine::Range node;
  node.field = field->name;
  for (const auto& option : field->value.as_object()) {
    const auto bound = std::ranges::find(bounds, option.name, &Bound::name);
    if (bound != bounds.end()) {
      if (option.value.is_null()) continue;  // an open end
      TRY(node.*(bound->member), read_bound(option.value, rules, *bound, context));
    } else if (option.name == "relation") {
      return fail(option_unsupported(name, option, context));
    } else if (option.name != "format" && option.name != "time_zone" && !is_common_option(option.name)) {
      return fail(option_unknown(name, option, context));
    }
  }
  return Query{std::move(node)};
}

}  // namespace headrace::content
