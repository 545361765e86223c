#pragma once
// `dir`: the files of a folder (docs/spec/sources.md 4).

#include "sources/source.h"

namespace headrace::sources::dir {

/// The registry's row.
SourceType dir_source_type();

}  // namespace headrace::sources::dir
