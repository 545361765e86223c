#include "sources/postgresql/rule_read.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sources/database/column_names.h"
#include "sources/postgresql/columns.h"
#include "sources/postgresql/copy_rows.h"
#include "sources/postgresql/row_writer.h"

namespace headrace::sources::postgresql {
namespace {

/// The query as it is put into other statements: without blanks and one semicolon at its end.
std::string bare(std::string_view query) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto trimmed = [&](std::string_view text) { return text.substr(0, text.find_last_not_of(blanks) + 1); };
  query = trimmed(query);
  if (query.ends_with(';')) query.remove_suffix(1);
  return std::string(trimmed(query));
}

/// The query, with what must be cast to text cast. Names of its columns may repeat, so they get others there.
std::string with_casts(const std::string& query, const std::vector<PlannedColumn>& columns) {
  if (!has_casts(columns)) return query;
  std::vector<std::string> names, list;
  for (const auto& column : columns) {
    names.push_back(fmt::format("c{}", names.size()));
    list.push_back(names.back() + std::string(column.cast));
  }
  return fmt::format("SELECT {} FROM ({}\n) AS rows({})", fmt::join(list, ", "), query, fmt::join(names, ", "));
}

class RuleReader {
 public:
  RuleReader(Session& session, const ReadContext& context, const std::vector<Relation>& relations, Output& output)
      : session_(session), context_(context), relations_(relations), output_(output) {}

  /// Why the rule is skipped, "" when it was read. Errors: internal, the server refuses it; others end the whole read.
  Result<std::string> read(const database::QueryRule& rule) {
    const auto query = bare(rule.query);
    TRY(const auto described, session_.describe(query));
    if (described.empty()) return fail(ErrorKind::internal, "it gives no rows");
    TRY(const auto columns, plan_columns(session_, described));
    RowShape shape{.database = context_.database,
                   .schema = context_.schema,
                   .tables = rule.tables,
                   .is_rule = true,
                   .columns = {},
                   .types = {},
                   .key = {},
                   .timestamp = context_.snapshot.taken_at};
    for (const auto& column : columns) {
      shape.columns.push_back(column.name);
      shape.types.push_back(column.type);
    }
    if (auto why = find_key(rule, shape); !why.empty()) return why;
    if (context_.snapshot.has_commit_times) {
      TRY(shape.timestamp, newest_change(rule.tables, shape.timestamp));
    }
    RowWriter writer(shape);
    TRY_VOID(copy_rows(session_, with_casts(query, columns), writer.width(),
                       [&](const std::vector<Field>& fields) { return output_.put(writer.document(fields)); }));
    return std::string();
  }

 private:
  /// The names as the result has them: compared in lower case, as they are in documents.
  static std::string find_key(const database::QueryRule& rule, const std::vector<std::string>& names, RowShape& shape) {
    std::vector<std::string> missing;
    for (const auto& name : names) {
      const auto wanted = database::lower_case(name);
      // The last one of a name is the one that documents have.
      const auto found = std::ranges::find_if(shape.columns.rbegin(), shape.columns.rend(),
                                              [&](const auto& column) { return database::lower_case(column) == wanted; });
      if (found == shape.columns.rend()) {
        missing.push_back(name);
        continue;
      }
      const auto place = static_cast<std::size_t>(shape.columns.rend() - found) - 1;
      if (std::ranges::find(shape.key, place) == shape.key.end()) shape.key.push_back(place);
    }
    if (missing.empty()) return {};
    return fmt::format(
        "the result of its query lacks the columns [{}] of its key; select them, or name others in [id_columns]. Tables: [{}]",
        fmt::join(missing, "], ["), fmt::join(rule.tables, "], ["));
  }

  /// "" when all is there; else what is missing and what to do.
  std::string find_key(const database::QueryRule& rule, RowShape& shape) const {
    if (!rule.id_columns.empty()) return find_key(rule, rule.id_columns, shape);
    std::vector<std::string> names;
    for (const auto& table : rule.tables) {
      const auto relation = std::ranges::find(relations_, table, &Relation::name);
      if (relation == relations_.end()) continue;
      for (const auto& key : relation->key) names.push_back(key.name);
    }
    if (names.empty()) {
      return fmt::format("none of its tables [{}] has a primary key to make ids of; name columns of its result in [id_columns]",
                         fmt::join(rule.tables, "], ["));
    }
    return find_key(rule, names, shape);
  }

  /// The newest commit that touched a row of one of the tables, as `_timestamp` tells it.
  Result<std::string> newest_change(const std::vector<std::string>& tables, std::string otherwise) {
    std::vector<std::string> selects;
    for (const auto& table : tables) {
      const auto relation = std::ranges::find(relations_, table, &Relation::name);
      if (relation == relations_.end() || relation->kind != RelationKind::table || !relation->is_readable) continue;
      selects.push_back(fmt::format("SELECT max(pg_catalog.pg_xact_commit_timestamp(t.xmin)) AS at FROM {}.{} AS t",
                                    identifier(context_.schema), identifier(table)));
    }
    if (selects.empty()) return otherwise;
    std::string newest;
    TRY_VOID(copy_rows(session_, fmt::format("SELECT max(at) FROM ({}) AS all_tables", fmt::join(selects, " UNION ALL ")), 1,
                       [&](const std::vector<Field>& fields) -> Result<void> {
                         constexpr Oid timestamp_with_zone = 1184;
                         if (!fields[0].is_null) find_value_type(timestamp_with_zone)->append_json(fields[0].bytes, newest);
                         return {};
                       }));
    return newest.size() > 2 ? newest.substr(1, newest.size() - 2) : otherwise;
  }

  Session& session_;
  const ReadContext& context_;
  const std::vector<Relation>& relations_;
  Output& output_;
};

}  // namespace

std::vector<RuleGroup> grouped(const std::vector<database::QueryRule>& rules) {
  std::vector<RuleGroup> groups;
  for (const auto& rule : rules) {
    const auto scope = scope_of({rule});
    const auto group = std::ranges::find_if(groups, [&](const RuleGroup& one) { return scope_of(one) == scope; });
    group == groups.end() ? groups.push_back({rule}) : group->push_back(rule);
  }
  return groups;
}

std::string scope_of(const RuleGroup& group) { return database::joined_tables(group.front().tables); }

Result<void> read_rules(Session& session, const ReadContext& context, const std::vector<Relation>& relations, const RuleGroup& group,
                        Output& output) {
  const auto scope = scope_of(group);
  TRY_VOID(output.put(ScopeEvent{.kind = ScopeEvent::Kind::begun, .scope = scope}));
  RuleReader reader(session, context, relations, output);
  bool is_complete = true;
  for (const auto& rule : group) {
    std::string why;
    const auto done = apart(session, [&]() -> Result<void> {
      TRY(why, reader.read(rule));
      return {};
    });
    if (done && why.empty()) continue;
    is_complete = false;
    if (done) {
      TRY_VOID(
          output.put(ScopeEvent{.kind = ScopeEvent::Kind::skipped, .scope = scope, .text = fmt::format("The rule is skipped: {}", why)}));
    } else if (done.error().kind == ErrorKind::internal) {
      TRY_VOID(output.put(
          ScopeEvent{.kind = ScopeEvent::Kind::failed,
                     .scope = scope,
                     .text = fmt::format("The query [{}] of an advanced sync rule failed: {}", rule.query, done.error().reason)}));
    } else {
      return done;
    }
  }
  return is_complete ? output.put(ScopeEvent{.kind = ScopeEvent::Kind::complete, .scope = scope}) : Result<void>();
}

}  // namespace headrace::sources::postgresql
