#pragma once
// `numeric` in its binary form: groups of four decimal digits (docs/spec/sources.md 3.1, 3.4).

#include <string>
#include <string_view>

namespace headrace::sources::postgresql {

/// All digits, the scale kept: `10.50`; `NaN`, `Infinity`, `-Infinity`. False, and nothing appended, when `bytes` are no such value.
bool append_numeric_text(std::string_view bytes, std::string& to);
/// The nearest double as its shortest digits: `10.5`; `null` for what is no number. False as above.
bool append_numeric_json(std::string_view bytes, std::string& to);

}  // namespace headrace::sources::postgresql
