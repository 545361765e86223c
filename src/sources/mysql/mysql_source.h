#pragma once
// `mysql`: rows of the tables of a MySQL or MariaDB database (docs/spec/sources.md 6).

#include "sources/source.h"

namespace headrace::sources::mysql {

/// The registry's row.
SourceType mysql_source_type();

}  // namespace headrace::sources::mysql
