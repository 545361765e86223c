#pragma once
// Advanced sync rules: queries whose rows become documents (docs/spec/sources.md 5.9).

#include <vector>

#include "sources/database/advanced_rules.h"
#include "sources/postgresql/table_read.h"

namespace headrace::sources::postgresql {

/// Rules that have the same tables, and so the same scope.
using RuleGroup = std::vector<database::QueryRule>;

/// In the order in which the groups begin.
std::vector<RuleGroup> grouped(const std::vector<database::QueryRule>& rules);
std::string scope_of(const RuleGroup& group);

/// Runs the queries of the group one after the other and tells how it went with the whole. `relations`: of the schema.
/// Errors: those that end the whole read.
Result<void> read_rules(Session& session, const ReadContext& context, const std::vector<Relation>& relations, const RuleGroup& group,
                        Output& output);

}  // namespace headrace::sources::postgresql
