#pragma once
// Values of keys as text: in ids (docs/spec/sources.md 3.4 and 6.5).

#include <string>
#include <string_view>

#include "sources/mysql/value_writer.h"

namespace headrace::sources::mysql {

/// `42`, `10.50`, `1.0`, `2024-05-01 10:00:00`, `b'\x01'`; a text as it is.
void append_key_text(ValueKind kind, std::string_view raw, std::string& to);

}  // namespace headrace::sources::mysql
