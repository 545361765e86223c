#include "sources/postgresql/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace headrace::sources::postgresql {
namespace {

constexpr const char* relations_of_schema = R"(
  SELECT c.oid, c.relname::text, c.relkind::text, c.reltuples::float8, pg_catalog.has_table_privilege(c.oid, 'SELECT')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname)";

// Columns that an index only carries along (INCLUDE) are no part of the key.
constexpr std::string_view keys_of_schema = R"(
  SELECT i.indrelid, a.attname::text, pg_catalog.format_type(a.atttypid, -1)
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE n.nspname = $1 AND i.indisprimary {} ORDER BY i.indrelid, k.place)";
constexpr int version_with_carried_columns = 110000;

template <class T>
T number_of(std::string_view text) {
  T number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Result<std::vector<Relation>> read_relations(Session& session, const std::string& schema) {
  const bool has_carried_columns = session.server_version() >= version_with_carried_columns;
  const auto key_statement = fmt::format(fmt::runtime(keys_of_schema), has_carried_columns ? "AND k.place <= i.indnkeyatts" : "");
  TRY(const auto keys, session.run(key_statement, {schema}));
  std::map<Oid, std::vector<KeyColumn>> keys_by_relation;
  for (int i = 0; i < keys.size(); ++i) {
    keys_by_relation[number_of<Oid>(keys.text(i, 0))].push_back({std::string(keys.text(i, 1)), std::string(keys.text(i, 2))});
  }
  TRY(const auto rows, session.run(relations_of_schema, {schema}));
  std::vector<Relation> relations;
  for (int i = 0; i < rows.size(); ++i) {
    Relation relation{.oid = number_of<Oid>(rows.text(i, 0)),
                      .name = std::string(rows.text(i, 1)),
                      .kind = RelationKind{rows.text(i, 2)[0]},
                      .rows = number_of<double>(rows.text(i, 3)),
                      .is_readable = rows.flag(i, 4),
                      .key = {}};
    relation.key = std::move(keys_by_relation[relation.oid]);
    relations.push_back(std::move(relation));
  }
  return relations;
}

std::vector<Relation> chosen(const std::vector<Relation>& relations, const std::vector<std::string>& names,
                             std::vector<std::string>& missing) {
  std::vector<Relation> found;
  if (names.empty() || std::ranges::find(names, "*") != names.end()) {
    std::ranges::copy_if(relations, std::back_inserter(found),
                         [](const Relation& relation) { return relation.kind != RelationKind::materialized_view; });
    return found;
  }
  for (const auto& name : names) {
    if (std::ranges::find(found, name, &Relation::name) != found.end()) continue;  // named twice
    const auto relation = std::ranges::find(relations, name, &Relation::name);
    relation == relations.end() ? missing.push_back(name) : found.push_back(*relation);
  }
  return found;
}

std::string why_not_readable(const Relation& relation) {
  constexpr std::string_view rule = "an advanced sync rule with [id_columns] can read it";
  switch (relation.kind) {
    case RelationKind::partitioned:
      return "it is a partitioned table, whose partitions are read as tables of their own";
    case RelationKind::view:
      return fmt::format("it is a view, which has no primary key to make ids of; {}", rule);
    case RelationKind::materialized_view:
      return fmt::format("it is a materialized view, which has no primary key to make ids of; {}", rule);
    case RelationKind::foreign_table:
      return fmt::format("it is a foreign table, which has no primary key to make ids of; {}", rule);
    case RelationKind::table:
      break;
  }
  return relation.key.empty() ? fmt::format("it has no primary key to make ids of; give it one, or {}", rule) : "";
}

std::string missing_right(const std::string& schema, const Relation& relation, std::string_view user) {
  return fmt::format(
      "the user [{}] may not read the table [{}]; GRANT SELECT ON {}.{} TO {} gives that right, or [tables] can leave it out", user,
      relation.name, identifier(schema), identifier(relation.name), identifier(user));
}

Result<std::optional<bool>> may_use_schema(Session& session, const std::string& schema) {
  TRY(const auto rows,
      session.run("SELECT pg_catalog.has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = $1", {schema}));
  if (rows.size() == 0) return std::nullopt;
  return rows.flag(0, 0);
}

}  // namespace headrace::sources::postgresql
