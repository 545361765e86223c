#pragma once
// What several tables of fields use to read their values further (json::Field::read).

#include <functional>
#include <span>
#include <string_view>

#include "json/object_reader.h"

namespace headrace::control {

using FieldReader = std::function<Result<json::Value>(const json::Value& value, std::string_view text)>;

/// A name out of `names`, which outlive the reader: in lower case and ignoring case, or exactly as it is.
/// Errors: illegal_argument, `Unknown <what> [name].`
enum class NameCase { ignored, exact };
FieldReader one_of(std::span<const std::string_view> names, std::string_view what, NameCase name_case = NameCase::ignored);

/// A list whose elements are read by `table`; of each the `members` are kept, in this order. For FieldKind::object_list.
FieldReader list_of(const json::ObjectTable& table, std::span<const std::string_view> members);

/// A date of a request in the form in which it is stored; null stays null. Errors: those of parse_request_date.
Result<json::Value> read_date(const json::Value& value, std::string_view text);

/// The members with these names, in this order, each absent when it is absent.
json::Value picked(const json::Value& object, std::span<const std::string_view> names);

}  // namespace headrace::control
