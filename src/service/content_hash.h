#pragma once
// Two bodies of a document are the same when they differ in nothing but `_timestamp`: what an incremental job compares where the target
// can tell what it holds (docs/decisions/0010-sync-pipeline.md).

#include <cstdint>
#include <optional>
#include <string_view>

#include "json/raw_member.h"

namespace headrace::service {

/// Of a JSON object as text, its member `_timestamp` left out. Never 0. Members in another order give another hash.
std::uint64_t content_hash(std::string_view body);
/// The same where it is known where `_timestamp` stands; none: it has none.
std::uint64_t content_hash(std::string_view body, const std::optional<json::RawMember>& timestamp);

}  // namespace headrace::service
