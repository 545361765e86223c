#pragma once
// Two bodies of a document are the same when they differ in nothing but `_timestamp`: what an incremental job compares where the target
// can tell what it holds (docs/decisions/0010-sync-pipeline.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/raw_member.h"

namespace headrace::service {

/// Of a JSON object as text, its member `_timestamp` left out. Never 0. Members in another order give another hash.
std::uint64_t content_hash(std::string_view body);
/// The same where it is known where `_timestamp` stands; none: it has none.
std::uint64_t content_hash(std::string_view body, const std::optional<json::RawMember>& timestamp);

/// What goes with a document of which this program need not read the source again to see whether it has changed.
struct Version {
  std::uint64_t content_hash = 0;
  std::uint64_t timestamp_hash = 0;  ///< KnownDocuments::hash_of_text() of its `_timestamp`; 0: not known
};
std::string version_tag(const Version& version);
/// None for a tag that says something else.
std::optional<Version> read_version_tag(std::string_view tag);

}  // namespace headrace::service
