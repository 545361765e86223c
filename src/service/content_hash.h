#pragma once
// Two bodies of a document are the same when they differ in nothing but `_timestamp`: what an incremental job compares where the target
// can tell what it holds (docs/decisions/0010-sync-pipeline.md).

#include <cstdint>
#include <string_view>

namespace headrace::service {

/// Of a JSON object as text, its member `_timestamp` left out. Never 0. Members in another order give another hash.
std::uint64_t content_hash(std::string_view body);

}  // namespace headrace::service
