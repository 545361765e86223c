#pragma once
// Dates of PDF: `D:20240131093000+02'00'` (ISO 32000-1, 7.9.4).

#include <string>
#include <string_view>

namespace headrace::extract::pdf {

/// `2024-01-31T07:30:00Z`; what is missing at the end is its smallest value. "" for what is no date.
std::string iso_date(std::string_view text);

}  // namespace headrace::extract::pdf
