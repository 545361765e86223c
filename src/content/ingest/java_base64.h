#pragma once
// Base64 as the original reads it: padding may be missing, nothing else may be wrong.

#include <string>
#include <string_view>

#include "base/result.h"

namespace headrace::content::ingest {

/// Errors: illegal_argument, such as `Illegal base64 character 20` (its code in hexadecimal).
Result<std::string> decode_base64(std::string_view text);

}  // namespace headrace::content::ingest
