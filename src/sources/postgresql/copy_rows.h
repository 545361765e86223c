#pragma once
// Runs a query and gives its rows one by one.

#include <functional>
#include <string>

#include "sources/postgresql/copy_frames.h"
#include "sources/postgresql/session.h"

namespace headrace::sources::postgresql {

/// Takes the fields of a row, which are gone afterwards. Errors end the read.
using TakeRow = std::function<Result<void>(const std::vector<Field>&)>;

/// `query`: without a semicolon; its rows have `width` fields. Errors: as of a session's statements, and those of `take`.
Result<void> copy_rows(Session& session, const std::string& query, std::size_t width, const TakeRow& take);

}  // namespace headrace::sources::postgresql
