#pragma once
// Bytes of unknown encoding to UTF-8.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headrace::extract {

/// `bytes` as valid UTF-8 without BOM: UTF-16 when a BOM says so, UTF-8 when it is (with U+FFFD for stray bytes in what is mostly UTF-8),
/// else windows-1252, of which Latin-1 is the printable part. None for what is no text: zero bytes near the beginning.
std::optional<std::string> decode_text(std::string_view bytes);

}  // namespace headrace::extract
