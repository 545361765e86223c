#pragma once
// Where a list goes on (ListPage::next), as bytes that a client may keep.

#include "engine/embedded/list_ordering.h"
#include "engine/store.h"

namespace headrace::engine::embedded {

/// Behind this place, in the list of this index in this order.
std::string encode_position(const IndexDefinition& index, ListOrder order, const ListPlace& place);

/// Errors: illegal_argument, for bytes that are no position of this index in this order.
Result<ListPlace> decode_position(std::string_view bytes, const IndexDefinition& index, ListOrder order);

}  // namespace headrace::engine::embedded
