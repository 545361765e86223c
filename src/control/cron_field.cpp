#include "control/cron_field.h"

#include <fmt/format.h>

#include <array>

#include "base/strings.h"

namespace headrace::control::cron {
namespace {

/// docs/spec/connectors.md 3.19, first table.
struct UnitRule {
  int low, high;
  int longest_step;        ///< of `*/n`
  std::string_view steps;  ///< how the error names that bound
  std::string_view out_of_range;
};

constexpr int unbounded = std::numeric_limits<int>::max();
/// The original's last year is 100 years from today; ours is fixed, so that an expression means the same on every day.
constexpr int last_year = 2199;
/// Years that an Instant can hold; others are accepted and never come.
constexpr int first_kept_year = 1678;
constexpr int last_kept_year = 2261;

constexpr std::array<UnitRule, unit_count> rules = {{
    {0, 59, 59, "60", "Minute and Second values must be between 0 and 59"},
    {0, 59, 59, "60", "Minute and Second values must be between 0 and 59"},
    {0, 23, 23, "24", "Hour values must be between 0 and 23"},
    {1, 31, 31, "31", "Day of month values must be between 1 and 31"},
    {1, 12, 12, "12", "Month values must be between 1 and 12"},
    {1, 7, 7, "7", "Day-of-Week values must be between 1 and 7"},
    {0, unbounded, unbounded, "", ""},
}};

constexpr std::string_view month_names = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
constexpr std::string_view weekday_names = "SUNMONTUEWEDTHUFRISAT";

std::unexpected<Error> illegal(std::string reason) { return fail(ErrorKind::illegal_argument, std::move(reason)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the decimal digits at the front of `text`; none when there are none or the number does not fit.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || !is_digit(text[0]) || problem != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// Reads one field: a comma list of items.
class FieldParser {
 public:
  explicit FieldParser(Unit unit) : unit_(unit), rule_(rules.at(static_cast<std::size_t>(unit))) {}

  Result<Field> parse(std::string_view text) {
    const bool day = unit_ == Unit::day_of_month || unit_ == Unit::day_of_week;
    if (day && text.contains('L') && text.contains(',')) {
      return illegal("support for specifying 'L' with other days is not implemented.");
    }
    if (std::ranges::count(text, '#') > 1) return illegal("support for specifying multiple \"nth\" days is not implemented.");
    for (const auto& item : base::split_list(text)) {
      if (item.empty()) continue;
      field_.empty = false;
      TRY_VOID(parse_item(item));
    }
    return std::move(field_);
  }

 private:
  Result<void> parse_item(std::string_view item) {
    const char front = item[0];
    if (front == '?') return parse_unspecified(item);
    if (front == '*' || front == '/') return parse_all(item);
    if (is_last(item)) return parse_last(item);
    if (front >= 'A' && front <= 'Z') return parse_name(item);
    if (is_digit(front)) return parse_number(item);
    return illegal(fmt::format("unexpected character [{}]", front));
  }

  Result<void> parse_unspecified(std::string_view item) {
    if (unit_ != Unit::day_of_month && unit_ != Unit::day_of_week) {
      return illegal("'?' can only be specified for Day-of-Month or Day-of-Week.");
    }
    if (item.size() > 1) return illegal(fmt::format("illegal character after '?': {}", item[1]));
    field_.unspecified = true;
    return {};
  }

  /// `*`, `*/n`, `/n`. Whatever else follows a `*` is ignored.
  Result<void> parse_all(std::string_view item) {
    if (item[0] == '*') item.remove_prefix(1);
    long long step = 1;
    if (item.starts_with('/')) {
      const auto number = base::parse_integer(item.substr(1));
      if (!number || *number > unbounded) return illegal("'/' must be followed by an integer.");
      if (*number > rule_.longest_step) return illegal(fmt::format("increment [{}] > {}", *number, rule_.steps));
      step = std::max(*number, 1LL);
    }
    field_.all |= step == 1;
    if (unit_ == Unit::year) return step == 1 ? Result<void>() : add_years(1970, last_year, static_cast<int>(step));
    add(rule_.low, rule_.high, static_cast<int>(step));
    return {};
  }

  /// `L`, `LW`, `L-n`, `L-nW` (docs/spec/connectors.md 3.19; the n may be missing).
  static bool is_last(std::string_view item) {
    if (item == "L" || item == "LW") return true;
    if (!item.starts_with("L-")) return false;
    item.remove_prefix(2);
    if (item.ends_with('W')) item.remove_suffix(1);
    return std::ranges::all_of(item, is_digit);
  }

  Result<void> parse_last(std::string_view item) {
    if (unit_ == Unit::day_of_week) add(7, 7, 1);
    if (unit_ != Unit::day_of_month) return {};  // accepted in every other field, says nothing there
    field_.days.before_last = 0;
    field_.days.last_near = item.ends_with('W') && item != "L-W";
    item.remove_prefix(std::min<std::size_t>(2, item.size()));
    if (item.empty() || !is_digit(item[0])) return {};
    const auto before = take_number(item);
    if (!before || *before > 30) return illegal("Offset from last day must be <= 30");
    field_.days.before_last = *before;
    return {};
  }

  [[nodiscard]] std::optional<int> named(std::string_view name) const {
    constexpr std::size_t letters = 3;
    const auto names = unit_ == Unit::month ? month_names : weekday_names;
    if (name.size() < letters) return std::nullopt;
    for (std::size_t at = 0; at < names.size(); at += letters) {
      if (names.substr(at, letters) == name.substr(0, letters)) return static_cast<int>(at / letters) + 1;
    }
    return std::nullopt;
  }

  /// `NAME`, `NAME-NAME`, and for days of the week `NAMEL` and `NAME#k`. A step may follow; whatever else follows is ignored.
  Result<void> parse_name(std::string_view item) {
    if (unit_ != Unit::month && unit_ != Unit::day_of_week) return illegal(fmt::format("illegal characters for this position: '{}'", item));
    const auto first = named(item);
    if (!first) return illegal(fmt::format("invalid {} value: '{}'", unit_ == Unit::month ? "Month" : "Day-of-Week", item));
    auto last = first;
    item.remove_prefix(3);
    if (unit_ == Unit::day_of_week && item.starts_with('L')) return add_last_weekday(*first);
    if (unit_ == Unit::day_of_week && item.starts_with('#')) return add_nth_weekday(*first, item.substr(1));
    if (item.starts_with('-')) {
      last = named(item.substr(1));
      if (!last) return illegal(fmt::format("invalid {} value: '{}'", unit_ == Unit::month ? "Month" : "Day-of-Week", item.substr(1)));
      item.remove_prefix(4);
    } else if (item.starts_with('/')) {
      last = rule_.high;
    }
    const auto step = item.starts_with('/') ? (item.remove_prefix(1), take_number(item)) : std::optional(1);
    add(*first, step ? *last : *first, std::max(step.value_or(1), 1));
    return {};
  }

  Result<void> parse_number(std::string_view item) {
    const auto first = take_number(item);
    if (!first) return illegal(fmt::format("number out of range: '{}'", item));
    const char mark = item.empty() ? '\0' : item[0];
    if (mark != '\0') item.remove_prefix(1);
    switch (mark) {
      case 'L':
        if (unit_ != Unit::day_of_week) return illegal("'L' option is not valid here.");
        if (*first < 1 || *first > 7) return illegal(std::string(rule_.out_of_range));
        return add_last_weekday(*first);
      case 'W':
        if (unit_ != Unit::day_of_month) return illegal("'W' option is not valid here.");
        if (*first > 31) return illegal("The 'W' option does not make sense with values larger than 31 (max number of days in a month)");
        field_.days.near |= std::uint32_t{1} << *first;
        return {};
      case '#':
        if (unit_ != Unit::day_of_week) return illegal("'#' option is not valid here.");
        return add_nth_weekday(*first, item);
      case '-':
        return parse_range(*first, item);
      case '/':
        return parse_step(*first, unit_ == Unit::year ? last_year : rule_.high, item);
      default:
        return add_checked(*first, *first, 1);  // the rest of a complete value is ignored
    }
  }

  Result<void> parse_range(int first, std::string_view rest) {
    const auto last = take_number(rest);
    if (!last) return illegal("'-' must be followed by a value.");
    if (rest.starts_with('/')) return parse_step(first, *last, rest.substr(1));
    return add_checked(first, *last, 1);
  }

  Result<void> parse_step(int first, int last, std::string_view rest) {
    const auto step = take_number(rest);
    if (!step) return illegal("'/' must be followed by an integer.");
    if (*step == 0) return add_checked(first, first, 1);
    return add_checked(first, last, *step);
  }

  Result<void> add_last_weekday(int day) {
    field_.days.last_weekdays |= static_cast<std::uint8_t>(1U << (day - 1));
    return {};
  }

  Result<void> add_nth_weekday(int day, std::string_view which) {
    const auto nth = base::parse_integer(which);
    if (!nth || *nth < 1 || *nth > 5) return illegal("A numeric value between 1 and 5 must follow the '#' option");
    field_.days.nth_weekday = day - 1;
    field_.days.nth = static_cast<int>(*nth);
    return {};
  }

  Result<void> add_checked(int first, int last, int step) {
    if (unit_ == Unit::year) return add_years(first, last, step);
    if (first < rule_.low || first > rule_.high || last < rule_.low || last > rule_.high) return illegal(std::string(rule_.out_of_range));
    add(first, last, step);
    return {};
  }

  /// Values within bounds; a range that ends before it begins goes round.
  void add(int first, int last, int step) {
    const int count = rule_.high - rule_.low + 1;
    if (last < first) last += count;
    for (long long value = first; value <= last; value += step) {
      field_.values |= std::uint64_t{1} << ((value - rule_.low) % count + rule_.low);
    }
  }

  Result<void> add_years(int first, int last, int step) {
    if (last < first) return illegal("Start year must be less than stop year");
    long long year = first;
    if (year < first_kept_year) year += (first_kept_year - year + step - 1) / step * step;
    for (; year <= std::min(last, last_kept_year); year += step) field_.years.push_back(static_cast<int>(year));
    return {};
  }

  Unit unit_;
  const UnitRule& rule_;
  Field field_;
};

}  // namespace

Result<Field> parse_field(Unit unit, std::string_view text) { return FieldParser(unit).parse(text); }

}  // namespace headrace::control::cron
