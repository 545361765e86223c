#pragma once
// `postgresql`: the tables of a schema, or the rows of queries (docs/spec/sources.md 5).

#include "sources/source.h"

namespace headrace::sources::postgresql {

/// The registry's row.
SourceType postgresql_source_type();

}  // namespace headrace::sources::postgresql
