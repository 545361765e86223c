#pragma once
// A file as a document (docs/spec/sources.md 4.4, 4.5).

#include "sources/dir/walk.h"

namespace headrace::sources::dir {

/// The MD5 of the absolute path.
std::string document_id(std::string_view path);

/// `path`, `last_modified_time`, … , `_timestamp`. The path must be UTF-8.
json::Value document_fields(const FoundFile& file);

}  // namespace headrace::sources::dir
