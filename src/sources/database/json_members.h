#pragma once
// Values of a driver as JSON text, appended to the members of a document (docs/spec/sources.md 3). Total: whatever the bytes, what comes
// out is JSON.

#include <cstdint>
#include <string>
#include <string_view>

namespace headrace::sources::database {

/// Shortest digits that give the same double back; `1.0` for a whole one; `null` for what JSON has no word for.
void append_double(double number, std::string& to);
/// A string; bytes that are not UTF-8 are dropped, U+0000 stays as \u0000.
void append_text(std::string_view bytes, std::string& to);
/// `"name":` escaped as JSON wants it. Make it once per column, append it per row.
std::string member_name(std::string_view name);

}  // namespace headrace::sources::database
