#pragma once
// Pieces of answers that several calls share (docs/spec/document-api.md 3.3, 4.10, 4.11). Written as text at once: the stored source in
// them is copied, never read.

#include <optional>
#include <string>
#include <string_view>

#include "content/source_filter.h"

namespace headrace::content {

inline constexpr std::string_view read_shards = R"({"total":1,"successful":1,"skipped":0,"failed":0})";
inline constexpr std::string_view write_shards = R"({"total":1,"successful":1,"failed":0})";
/// Of a write that changed nothing.
inline constexpr std::string_view no_shards = R"({"total":0,"successful":0,"failed":0})";

/// The members of a document that was found: `"_index":…,"_id":…,"_version":…,…`, without braces.
void write_found(const engine::Document& document, const SourceFilter& filter, std::string& to);
/// `,"_routing":…`, or nothing.
void write_routing(const engine::Document& document, std::string& to);
/// `{"_index":…,"_id":…,"found":false}`
std::string write_not_found(std::string_view index, std::string_view id);
/// The members of a write, without braces, so that `status` or `get` can follow.
void write_written(const engine::Written& written, bool refreshed, std::string& to);

/// The members of a write whose document a pipeline has dropped (docs/spec/document-api.md 4.14).
void write_dropped(std::string_view index, const std::optional<std::string>& id, std::string& to);

/// 201, 200, or 404 for a delete that found nothing.
unsigned status_of(engine::Outcome outcome);

}  // namespace headrace::content
