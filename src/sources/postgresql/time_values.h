#pragma once
// Dates, times and intervals in their binary forms (docs/spec/sources.md 3.1, 3.4, 5.8). Infinite dates are the last and the first of four
// digits; infinite intervals are `infinity` and `-infinity`, a year before the first one has ` BC` behind it, as the database writes them.
// Each function is false, and has appended nothing, when `bytes` are no such value.

#include <string>
#include <string_view>

namespace headrace::sources::postgresql {

/// `2024-05-01`
bool append_date(std::string_view bytes, std::string& to);
/// `09:30:00`, `09:30:00.250000`
bool append_time(std::string_view bytes, std::string& to);
/// `09:30:00+02:00`
bool append_time_with_zone(std::string_view bytes, std::string& to);
/// `2024-05-01T09:30:00`; `separator` stands between date and time.
bool append_timestamp(std::string_view bytes, char separator, std::string& to);
/// The same, in UTC and with `+00:00`.
bool append_timestamp_with_zone(std::string_view bytes, char separator, std::string& to);
/// `1 year 2 mons -3 days +04:05:06.5`, as the server writes it with IntervalStyle postgres.
bool append_interval(std::string_view bytes, std::string& to);

}  // namespace headrace::sources::postgresql
