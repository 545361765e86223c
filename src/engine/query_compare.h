#pragma once
// One stored value against what a query asks, by the type of the field (docs/spec/document-api.md 5.2 to 5.6).
//
// keyword: the whole text, numbers and booleans by their spelling. text: each word. boolean, number and date: by value, also out of texts.
// dynamic: what the stored value is; a text is found whole and by its words, and by value where both sides are dates. unmapped: never.

#include <functional>
#include <string_view>

#include "engine/query.h"

namespace headrace::engine {

/// True when `stored` (or a word of it) equals `wanted`.
bool equals(const json::Value& stored, const json::Value& wanted, FieldType type, bool ignore_case = false);

/// True when `stored` (or a word of it) lies within all bounds of `range`. A bound that cannot be compared to the value keeps it out.
bool in_range(const json::Value& stored, const Range& range, FieldType type);

/// True when `accept` says so to the text of `stored`, or to a word of it. Booleans, numbers and dates have no texts.
bool any_term(const json::Value& stored, FieldType type, const std::function<bool(std::string_view term)>& accept);

/// The words that a match on this field looks into; none for types without words.
std::vector<std::string> stored_words(const json::Value& stored, FieldType type);

}  // namespace headrace::engine
