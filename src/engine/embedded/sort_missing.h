#pragma once
// What hits are sorted by that have no value: as in the original the extreme number of the type that stands at that end of the order, which
// is shown too, and which whoever pages by search_after sends back.

#include "engine/embedded/sort_value.h"

namespace headrace::engine::embedded {

/// In place of no value; nothing for texts, addresses, dates with a format, and fields whose type only the values tell.
SortValue missing_value(const SortKey& key, const FieldTypes& types);

/// What is shown for nothing. `seen` is a value of the field in some document, for fields whose type only the values tell; nothing: there
/// was none.
json::Value shown_missing(const SortKey& key, const FieldTypes& types, const SortValue& seen);

/// True for what stands for no value in `search_after`, also when a client has taken it through a double.
bool is_shown_missing(const json::Value& shown, const SortKey& key, const FieldTypes& types);

}  // namespace headrace::engine::embedded
