#pragma once
// How the columns of a statement are asked for and read.

#include <string>
#include <string_view>
#include <vector>

#include "sources/postgresql/session.h"
#include "sources/postgresql/value_type.h"

namespace headrace::sources::postgresql {

struct PlannedColumn {
  std::string name;
  const ValueType* type;
  std::string_view cast = {};  ///< behind the column in the statement: "", "::text" or "::text[]"
};

/// Types that we do not know (docs/spec/sources.md 3.2: ranges, composites and the like) come in the database's own notation; arrays of
/// them as arrays of texts. Errors: as of a session's statements.
Result<std::vector<PlannedColumn>> plan_columns(Session& session, const std::vector<ColumnType>& columns);

/// True when there is a column that is to be cast.
bool has_casts(const std::vector<PlannedColumn>& columns);

}  // namespace headrace::sources::postgresql
