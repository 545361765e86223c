#pragma once
// A value of the text protocol as JSON (docs/spec/sources.md 6.7 and 3). What is done with a column is chosen once, by its metadata.

#include <mysql.h>

#include <string>
#include <string_view>

namespace headrace::sources::mysql {

/// What the values of a column are.
enum class ValueKind {
  integer,
  decimal,    ///< exact, with a scale
  real,       ///< FLOAT and DOUBLE
  date_time,  ///< DATETIME and TIMESTAMP
  text,       ///< as it is: also DATE, TIME, ENUM, SET, JSON, and what is not known
  bytes,      ///< also BIT and GEOMETRY
};

ValueKind kind_of(const MYSQL_FIELD& field);

/// Appends a value as JSON. Total: what is not of the kind becomes a string.
using WriteValue = void (*)(std::string_view raw, std::string& to);
WriteValue writer_of(ValueKind kind);

/// `YYYY-MM-DD HH:MM:SS[.ffffff]` with another separator, and 6 or no digits of a fraction; false for anything that is no date of a
/// calendar (zeros, 31 February), then nothing is appended.
bool append_date_time(std::string_view raw, char separator, std::string& to);

}  // namespace headrace::sources::mysql
