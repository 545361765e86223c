#pragma once
// Geometric types in their binary forms, as the texts of docs/spec/sources.md 5.8. Each function is false when `bytes` are no such value;
// what it has appended until then is to be thrown away.

#include <string>
#include <string_view>

namespace headrace::sources::postgresql {

bool append_point(std::string_view bytes, std::string& to);         ///< `(1.5, 2.5)`
bool append_line(std::string_view bytes, std::string& to);          ///< `(1.0, -1.0, 0.0)`, the coefficients
bool append_line_segment(std::string_view bytes, std::string& to);  ///< `[(0.0, 0.0), (1.0, 1.0)]`; a box too: high, low
bool append_path(std::string_view bytes, std::string& to);          ///< `open [(0.0, 0.0), (1.0, 1.0)]` or `closed [...]`
bool append_polygon(std::string_view bytes, std::string& to);       ///< `[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]`
bool append_circle(std::string_view bytes, std::string& to);        ///< `((0.0, 0.0), 5.0)`

}  // namespace headrace::sources::postgresql
