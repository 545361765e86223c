#pragma once
// A value as text, as the original's connectors see it: in basic rules, ids and text fields (docs/spec/sources.md 3.4).

#include <string>

#include "json/value.h"

namespace headrace::json {

/// "True", "None", "3.0", "['a', 1]", "{'k': None}"; a string as it is.
std::string text_form(const Value& value);

}  // namespace headrace::json
