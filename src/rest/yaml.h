#pragma once
// Answers as YAML, for those who ask with `format=yaml` or Accept (docs/spec/rest-conventions.md 6.5).

#include <string>

#include "json/value.h"

namespace headrace::rest {

/// A document that starts with `---`; texts and names that could be taken for something else stand in double quotes.
std::string write_yaml(const json::Value& value);

}  // namespace headrace::rest
