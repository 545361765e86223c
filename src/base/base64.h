#pragma once
// Bytes as text: RFC 4648.

#include <optional>
#include <string>
#include <string_view>

namespace headrace::base {

/// The common alphabet, padded (section 4), as HTTP authentication wants it.
std::string base64(std::string_view bytes);

/// The bytes of a padded text in the common alphabet; none for anything else.
std::optional<std::string> from_base64(std::string_view text);

/// The alphabet for URLs, without padding (section 5).
std::string base64url(std::string_view bytes);

/// The bytes of what base64url() wrote; none for any other text, so that two texts never mean the same bytes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace headrace::base
