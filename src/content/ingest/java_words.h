#pragma once
// How the original's Java names and writes values: its messages name classes, and fields that become text become Java's text.

#include <string>
#include <string_view>

#include "json/value.h"

namespace headrace::content::ingest {

/// "java.lang.String", "java.lang.Integer", "java.util.ArrayList"; "null" for null (docs/spec/document-api.md 8.5).
std::string_view java_type(const json::Value& value);

/// "text", "1", "1.0E10", "true", "[a, b]", "{a=1, b=2}", "null".
std::string java_text(const json::Value& value);
void java_text(const json::Value& value, std::string& to);

/// How many characters (UTF-16 units) Java counts in a text.
std::size_t java_length(std::string_view text);

/// The longest front of `text` with at most so many of them.
std::string_view java_prefix(std::string_view text, std::size_t length);

/// `text` without what is up to U+0020 at both ends.
std::string_view java_trimmed(std::string_view text);

}  // namespace headrace::content::ingest
