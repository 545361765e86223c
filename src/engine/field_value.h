#pragma once
// One stored value as the type of its field understands it (docs/spec/document-api.md 5.2 to 5.6).
//
// keyword: the whole text, numbers and booleans by their spelling. text: each word. boolean, number, date, ip: by value, also out of texts.
// dynamic: what dynamic mapping would have made of it: a text that is a date is one, and any other is words.

#include <array>
#include <functional>
#include <optional>
#include <string>

#include "engine/field_rules.h"

namespace headrace::engine {

/// 16 bytes in network order; IPv4 as ::ffff:a.b.c.d.
using Address = std::array<unsigned char, 16>;

/// Terms beyond it cannot be indexed, and are not there.
inline constexpr std::size_t longest_term = 32'766;

/// A scalar as text; none for null, objects and arrays.
std::optional<std::string> text_of(const json::Value& value);
/// What a keyword field holds of a value; none for what it leaves out.
std::optional<std::string> keyword_of(const json::Value& value, const FieldRules& rules);
/// The strings "true" and "false" too; an empty one is false, as the original stores it.
std::optional<bool> flag_of(const json::Value& value);
std::optional<base::Instant> date_of(const json::Value& value, const FieldRules& rules);
/// The instant that a text is in this format; the standard one is read fast.
std::optional<base::Instant> read_date(std::string_view text, const base::DateFormat& format);
std::optional<Address> address_of(std::string_view text);
/// A text that dynamic mapping takes for a date: not a mere number.
bool is_written_date(const json::Value& value);
/// A text that dynamic mapping makes words of.
bool is_dynamic_text(const json::Value& value);

/// Calls `accept` with the terms of a keyword, text or dynamic field until it says true: the whole keyword, or each word.
bool any_term(const json::Value& value, const FieldRules& rules, const std::function<bool(std::string_view)>& accept);

}  // namespace headrace::engine
