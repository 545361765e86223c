#include "sources/postgresql/columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace headrace::sources::postgresql {
namespace {

constexpr std::string_view text_cast = "::text", array_cast = "::text[]";

/// Those of `oids` that are arrays as a cast knows them; int2vector and oidvector only look like ones.
Result<std::set<std::string>> arrays_among(Session& session, const std::set<Oid>& oids) {
  std::set<std::string> arrays;
  if (oids.empty()) return arrays;
  TRY(const auto rows, session.run("SELECT oid::text FROM pg_catalog.pg_type WHERE oid = ANY ($1::oid[]) AND typcategory = 'A' "
                                   "AND typelem <> 0 AND typlen = -1 AND oid NOT IN (22, 30)",
                                   {fmt::format("{{{}}}", fmt::join(oids, ","))}));
  for (int i = 0; i < rows.size(); ++i) arrays.emplace(rows.text(i, 0));
  return arrays;
}

}  // namespace

Result<std::vector<PlannedColumn>> plan_columns(Session& session, const std::vector<ColumnType>& columns) {
  std::set<Oid> unknown;
  for (const auto& column : columns) {
    if (find_value_type(column.oid) == nullptr) unknown.insert(column.oid);
  }
  TRY(const auto arrays, arrays_among(session, unknown));
  std::vector<PlannedColumn> planned;
  for (const auto& column : columns) {
    if (const auto* type = find_value_type(column.oid)) {
      planned.push_back({column.name, type});
    } else if (arrays.contains(std::to_string(column.oid))) {
      planned.push_back({column.name, find_value_type(text_array_oid), array_cast});
    } else {
      planned.push_back({column.name, &text_type(), text_cast});
    }
  }
  return planned;
}

bool has_casts(const std::vector<PlannedColumn>& columns) {
  return std::ranges::any_of(columns, [](const PlannedColumn& column) { return !column.cast.empty(); });
}

}  // namespace headrace::sources::postgresql
