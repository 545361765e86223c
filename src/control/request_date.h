#pragma once
// Dates in request bodies (docs/spec/configuration-filtering-secrets.md 3.2).

#include <string_view>

#include "base/clock.h"

namespace headrace::control {

/// A date with a time (`2025-11-02T05:04:05.5+02:00`; minutes, seconds, fraction and zone may be missing: zero and UTC), or epoch
/// milliseconds as text. Errors: date_time_parse for a date without an hour, else illegal_argument.
Result<base::Instant> parse_request_date(std::string_view text);

}  // namespace headrace::control
