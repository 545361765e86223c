#pragma once
// Bytes that nobody can guess.

#include <string>

namespace headrace::crypto {

/// From OpenSSL's generator; a generator that fails ends the program, since nothing may be guarded with what it would give.
std::string random_bytes(std::size_t count);

}  // namespace headrace::crypto
