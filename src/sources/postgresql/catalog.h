#pragma once
// What the server knows about the relations of a schema (docs/spec/sources.md 5.3, 5.4).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sources/postgresql/session.h"

namespace headrace::sources::postgresql {

struct KeyColumn {
  std::string name;
  std::string type;  ///< as a cast names it
};

enum class RelationKind : char { table = 'r', partitioned = 'p', view = 'v', materialized_view = 'm', foreign_table = 'f' };

struct Relation {
  Oid oid = 0;
  std::string name;
  RelationKind kind = RelationKind::table;
  double rows = -1;            ///< as the server guesses; below 0: it does not know
  bool is_readable = false;    ///< the user may SELECT from it
  std::vector<KeyColumn> key;  ///< of the primary key, in the order of its index
};

/// All relations of the schema, by name. Errors: as of a session's statements.
Result<std::vector<Relation>> read_relations(Session& session, const std::string& schema);

/// The relations with these names; none, or `*`, for what the original reads of its own: all but materialized views. Names that are not
/// there are put into `missing`.
std::vector<Relation> chosen(const std::vector<Relation>& relations, const std::vector<std::string>& names,
                             std::vector<std::string>& missing);

/// Why the relation cannot be read by its nature, and what to do; "" when it can.
std::string why_not_readable(const Relation& relation);
/// What to do so that the user may read it.
std::string missing_right(const std::string& schema, const Relation& relation, std::string_view user);

/// Whether the schema is there and may be used; none when it is not there.
Result<std::optional<bool>> may_use_schema(Session& session, const std::string& schema);

}  // namespace headrace::sources::postgresql
