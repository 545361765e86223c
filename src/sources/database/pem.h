#pragma once
// Certificates as people paste them into a field of one line (docs/spec/connector-service.md 16.7).

#include <string>
#include <string_view>

namespace headrace::sources::database {

/// `text` with the line breaks of its PEM blocks restored; a text that has line breaks is trimmed line by line. "" stays "".
std::string restored_pem(std::string_view text);

}  // namespace headrace::sources::database
