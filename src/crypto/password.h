#pragma once
// Passwords are kept as scrypt hashes (RFC 7914), which are slow to try; secrets are compared in constant time.

#include <string>
#include <string_view>

namespace headrace::crypto {

/// `scrypt$15$8$1$salt$hash`: N is 2^15; salt and hash are base64url. Takes some tens of milliseconds and 32 MiB.
std::string hash_password(std::string_view password);

/// False also for a text that hash_password() did not make. As slow as hash_password.
bool is_password(std::string_view password, std::string_view hash);

/// The time it takes tells nothing of where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace headrace::crypto
