#pragma once
// Hashes for ids and for telling contents apart, as lower-case hex. None of them guards a secret.

#include <string>
#include <string_view>

namespace headrace::crypto {

/// 32 characters. Ids that the original makes of longer texts (docs/spec/sources.md 2.1).
std::string md5_hex(std::string_view bytes);

/// 64 characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace headrace::crypto
