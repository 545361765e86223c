#include "base/clock.h"

#include <fmt/format.h>

#include <cctype>

namespace headrace::base {
namespace {

using namespace std::chrono;

constexpr std::int64_t nanos_per_second = 1'000'000'000;

struct Parts {
  year_month_day date;
  hh_mm_ss<nanoseconds> time{nanoseconds{0}};
};

Parts parts_of(Instant instant) {
  const auto day = floor<days>(instant);
  return {year_month_day(day), hh_mm_ss<nanoseconds>(instant - day)};
}

std::string date_and_time(const Parts& parts) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(parts.date.year()), static_cast<unsigned>(parts.date.month()),
                     static_cast<unsigned>(parts.date.day()), parts.time.hours().count(), parts.time.minutes().count(),
                     parts.time.seconds().count());
}

std::unexpected<Error> unreadable(std::string_view text) {
  return fail(ErrorKind::date_time_parse, fmt::format("Text '{}' could not be parsed", text));
}

/// Reads a text from left to right; every step fails when what it wants is not there.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[position_]; }
  bool skip(char wanted) {
    if (peek() != wanted) return false;
    ++position_;
    return true;
  }
  std::optional<int> digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      if (std::isdigit(static_cast<unsigned char>(peek())) == 0) return std::nullopt;
      value = value * 10 + (text_[position_++] - '0');
    }
    return value;
  }
  /// 0 to 9 digits after a point, as nanoseconds.
  std::optional<std::int64_t> fraction() {
    std::int64_t value = 0;
    int count = 0;
    while (std::isdigit(static_cast<unsigned char>(peek())) != 0) {
      if (++count > 9) return std::nullopt;
      value = value * 10 + (text_[position_++] - '0');
    }
    for (; count < 9; ++count) value *= 10;
    return value;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

std::optional<sys_days> read_date(Reader& reader) {
  const auto year_number = reader.digits(4);
  if (!year_number || !reader.skip('-')) return std::nullopt;
  const auto month_number = reader.digits(2);
  if (!month_number || !reader.skip('-')) return std::nullopt;
  const auto day_number = reader.digits(2);
  if (!day_number) return std::nullopt;
  const year_month_day date{year{*year_number}, month{static_cast<unsigned>(*month_number)}, day{static_cast<unsigned>(*day_number)}};
  if (!date.ok() || *year_number < 1678 || *year_number > 2261) return std::nullopt;
  return sys_days(date);
}

/// `Z` or `±hh:mm`, as seconds east of UTC.
std::optional<int> read_zone(Reader& reader) {
  if (reader.skip('Z')) return 0;
  const int sign = reader.peek() == '-' ? -1 : 1;
  if (!reader.skip('+') && !reader.skip('-')) return std::nullopt;
  const auto hours_east = reader.digits(2);
  if (!hours_east || !reader.skip(':')) return std::nullopt;
  const auto minutes_east = reader.digits(2);
  if (!minutes_east || *hours_east > 18 || *minutes_east > 59) return std::nullopt;
  return sign * (*hours_east * 3600 + *minutes_east * 60);
}

/// How much may be missing: stored dates are read more kindly than requests.
enum class Strictness { instant, stored };

std::optional<Instant> read_instant(std::string_view text, Strictness strictness) {
  Reader reader(text);
  const auto date = read_date(reader);
  if (!date) return std::nullopt;
  const bool kind = strictness == Strictness::stored;
  if (kind && reader.at_end()) return Instant(*date);
  if (!reader.skip('T')) return std::nullopt;
  const auto hour = reader.digits(2);
  if (!hour || !reader.skip(':')) return std::nullopt;
  const auto minute = reader.digits(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  std::int64_t fraction = 0;
  if (reader.skip(':')) {
    const auto read = reader.digits(2);
    if (!read || *read > 59) return std::nullopt;
    second = *read;
    if (reader.skip('.') || (kind && reader.skip(','))) {
      const auto nanos = reader.fraction();
      if (!nanos) return std::nullopt;
      fraction = *nanos;
    }
  } else if (!kind) {
    return std::nullopt;
  }
  int east = 0;
  if (!(kind && reader.at_end())) {
    const auto zone = read_zone(reader);
    if (!zone || !reader.at_end()) return std::nullopt;
    east = *zone;
  }
  return Instant(*date) + hours(*hour) + minutes(*minute) + seconds(second) - seconds(east) + nanoseconds(fraction);
}

class SystemClock final : public Clock {
 public:
  Instant now() override { return time_point_cast<nanoseconds>(std::chrono::system_clock::now()); }
  bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition, Instant until) override {
    // A jump of the wall clock must not stretch a wait, so the remaining time is measured once, on the steady clock.
    const auto remaining = until - now();
    return condition.wait_for(lock, remaining) == std::cv_status::no_timeout;
  }
};

}  // namespace

std::string format_instant(Instant instant) {
  const auto parts = parts_of(instant);
  std::string fraction = fmt::format("{:09}", parts.time.subseconds().count());
  while (fraction.size() > 3 && fraction.back() == '0') fraction.pop_back();
  return date_and_time(parts) + "." + fraction + "Z";
}

std::string format_instant_with_offset(Instant instant) {
  const auto parts = parts_of(instant);
  const auto micros = parts.time.subseconds().count() / 1000;
  return date_and_time(parts) + (micros == 0 ? std::string() : fmt::format(".{:06}", micros)) + "+00:00";
}

Result<Instant> parse_instant(std::string_view text) {
  const auto instant = read_instant(text, Strictness::instant);
  if (!instant) return unreadable(text);
  return *instant;
}

Result<Instant> parse_date(std::string_view text) {
  if (const auto instant = read_instant(text, Strictness::stored)) return *instant;
  std::int64_t millis = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), millis);
  constexpr auto limit = std::numeric_limits<std::int64_t>::max() / (nanos_per_second / 1000);
  if (text.empty() || problem != std::errc() || end != text.data() + text.size() || millis > limit || millis < -limit)
    return unreadable(text);
  return Instant(milliseconds(millis));
}

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Instant ManualClock::now() {
  const std::lock_guard guard(mutex_);
  return now_;
}

bool ManualClock::wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& condition, Instant until) {
  const Waiter waiter{lock.mutex(), &condition};
  {
    // One look at the time and the entry into the list: advance() sees either the old time or this waiter.
    const std::lock_guard guard(mutex_);
    if (now_ >= until) return false;
    waiters_.push_back(waiter);
  }
  condition.wait(lock);
  const std::lock_guard guard(mutex_);
  std::erase(waiters_, waiter);
  return now_ < until;
}

void ManualClock::advance(Nanoseconds by) {
  std::vector<Waiter> waiters;
  {
    const std::lock_guard guard(mutex_);
    now_ += by;
    waiters = waiters_;
  }
  // Taking the waiter's mutex makes sure that it is either before its look at the time or inside its wait, never between.
  for (const auto& waiter : waiters) {
    const std::lock_guard guard(*waiter.mutex);
    waiter.condition->notify_all();
  }
}

}  // namespace headrace::base
