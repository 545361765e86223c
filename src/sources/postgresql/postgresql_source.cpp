#include "sources/postgresql/postgresql_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sources/configuration_field.h"
#include "sources/database/advanced_rules.h"
#include "sources/postgresql/findings.h"
#include "sources/postgresql/row_writer.h"
#include "sources/postgresql/rule_read.h"
#include "sources/postgresql/settings.h"
#include "sources/postgresql/stream.h"

namespace headrace::sources::postgresql {
namespace {

constexpr std::size_t hashed_id_size = 32;

/// Reads one table within the snapshot. What the server refuses fails this table alone (docs/spec/sources.md 5.5).
template <class Read>
Result<void> read_one(Session& session, const std::string& schema, const Relation& table, Output& output, Read read) {
  auto done = apart(session, read);
  if (done || done.error().kind != ErrorKind::internal) return done;
  return output.put(
      ScopeEvent{.kind = ScopeEvent::Kind::failed,
                 .scope = table.name,
                 .text = fmt::format("The table [{}] of the schema [{}] was not read: {}", table.name, schema, done.error().reason)});
}

/// What is said of a relation in place of its rows; none when it is to be read.
std::optional<ScopeEvent> told_instead(const Settings& settings, const Relation& relation) {
  if (auto why = why_not_readable(relation); !why.empty()) {
    return ScopeEvent{
        .kind = ScopeEvent::Kind::skipped, .scope = relation.name, .text = fmt::format("[{}] is skipped: {}", relation.name, why)};
  }
  if (relation.is_readable) return std::nullopt;
  return ScopeEvent{
      .kind = ScopeEvent::Kind::failed, .scope = relation.name, .text = missing_right(settings.schema, relation, settings.endpoint.user)};
}

class PostgresqlSource final : public Source {
 public:
  explicit PostgresqlSource(Settings settings) : settings_(std::move(settings)) {}

  Result<void> validate() override { return check(settings_); }
  Result<void> ping() override {
    TRY(auto session, connect(settings_, 1));
    auto answered = session.execute("SELECT 1");
    return answered ? answered : fail(cannot_connect(settings_, std::move(answered).error()));
  }
  std::vector<Finding> probe() override { return look_around(settings_); }

  Result<void> check_advanced_rules(const json::Value& rules) override {
    TRY(const auto read, database::read_query_rules(rules));
    if (read.empty()) return {};
    TRY(auto session, connect(settings_, settings_.attempts));
    TRY(const auto relations, read_relations(session, settings_.schema));
    std::vector<std::string> names;
    for (const auto& relation : relations) names.push_back(relation.name);
    const auto unknown = database::unknown_tables(read, names);
    if (unknown.empty()) return {};
    return fail(ErrorKind::illegal_argument, fmt::format("Tables not found or inaccessible: {}.", fmt::join(unknown, ", ")));
  }

  Result<std::unique_ptr<DocumentStream>> read(const ReadRequest& request) override {
    TRY(auto rules, database::read_query_rules(request.advanced));
    auto stream = std::make_unique<Stream>(settings_, request.stop);
    auto plan = rules.empty() ? table_plan(request.resume) : rule_plan(std::move(rules));
    return started(std::move(stream), plan);
  }
  [[nodiscard]] bool can_resume() const override { return true; }

  [[nodiscard]] bool has_changes() const override { return !settings_.cursor_column.empty(); }
  Result<std::unique_ptr<DocumentStream>> changes(const ReadRequest& request, const json::Value& cursor) override {
    TRY(auto rules, database::read_query_rules(request.advanced));
    auto stream = std::make_unique<Stream>(settings_, request.stop);
    auto plan = rules.empty() ? change_plan(stream->cursors(), cursor) : rule_plan(std::move(rules));
    return started(std::move(stream), plan);
  }

  [[nodiscard]] bool may_hold(std::string_view scope, std::string_view id) const override {
    // Ids that are too long are written as their hashes, which tell nothing.
    const bool may_be_hashed = id.size() == hashed_id_size && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return may_be_hashed || id.starts_with(id_prefix(settings_.endpoint.database, settings_.schema, scope));
  }

 private:
  Result<std::unique_ptr<DocumentStream>> started(std::unique_ptr<Stream> stream, const Plan& plan) {
    if (auto begun = stream->start(plan); !begun) {
      auto error = std::move(begun).error();
      return fail(error.kind == ErrorKind::connection ? cannot_connect(settings_, std::move(error)) : std::move(error));
    }
    return stream;
  }

  ReadContext context(const Snapshot& snapshot) const {
    return {.database = settings_.endpoint.database, .schema = settings_.schema, .snapshot = snapshot};
  }

  using ReadRelation = std::function<Result<void>(Session&, const ReadContext&, const Relation&, Output&)>;

  /// A task for each table that is to be read.
  Plan plan_of(ReadRelation read) {
    return [this, read = std::move(read)](Session& session, const Snapshot& snapshot) -> Result<std::vector<Task>> {
      TRY(const auto relations, read_relations(session, settings_.schema));
      std::vector<std::string> missing;
      std::vector<Task> tasks;
      auto wanted = chosen(relations, settings_.tables, missing);
      // The largest first: nobody waits for it in the end.
      std::ranges::sort(wanted, {}, [](const Relation& relation) { return std::pair(-relation.rows, std::string_view(relation.name)); });
      for (const auto& relation : wanted) {
        if (const auto told = told_instead(settings_, relation)) {
          tasks.emplace_back([told](Session&, Output& output) { return output.put(*told); });
          continue;
        }
        tasks.emplace_back([read, relation, context = context(snapshot)](Session& worker, Output& output) {
          return read_one(worker, context.schema, relation, output, [&] { return read(worker, context, relation, output); });
        });
      }
      for (const auto& name : missing) {
        tasks.emplace_back([name, schema = settings_.schema](Session&, Output& output) {
          return output.put(ScopeEvent{.kind = ScopeEvent::Kind::failed,
                                       .scope = name,
                                       .text = fmt::format("The table [{}] does not exist in the schema [{}]", name, schema)});
        });
      }
      return tasks;
    };
  }

  Plan table_plan(Resume resume) {
    return plan_of([resume = std::move(resume)](Session& session, const ReadContext& context, const Relation& table, Output& output) {
      const auto progress = resume.find(table.name);
      return read_table(session, context, table, progress == resume.end() ? nullptr : &progress->second, output);
    });
  }

  Plan change_plan(Cursors& cursors, const json::Value& cursor) {
    return plan_of([&cursors, cursor, column = settings_.cursor_column](Session& session, const ReadContext& context, const Relation& table,
                                                                        Output& output) -> Result<void> {
      std::optional<std::string> from;
      if (const auto text = cursor.text(table.name); !text.empty()) {
        from = text;
        cursors.set(table.name, *from);  // unless it is read now, the next one begins there again
      }
      TRY(const auto next, read_table_changes(session, context, table, column, from, output));
      if (next) cursors.set(table.name, *next);
      return {};
    });
  }

  Plan rule_plan(std::vector<database::QueryRule> rules) {
    return [this, rules = std::move(rules)](Session& session, const Snapshot& snapshot) -> Result<std::vector<Task>> {
      TRY(const auto relations, read_relations(session, settings_.schema));
      std::vector<Task> tasks;
      for (auto& group : grouped(rules)) {
        tasks.emplace_back([group, relations, context = context(snapshot)](Session& worker, Output& output) {
          return read_rules(worker, context, relations, group, output);
        });
      }
      return tasks;
    };
  }

  Settings settings_;
};

Result<std::unique_ptr<Source>> make(const json::Value& configuration) {
  TRY(auto settings, read_settings(configuration));
  return std::make_unique<PostgresqlSource>(std::move(settings));
}

}  // namespace

SourceType postgresql_source_type() {
  return {.service_type = "postgresql",
          .name = "PostgreSQL",
          .configuration = configuration_fields(),
          .features = features({.advanced_rules = true, .incremental_sync = true}),
          .own_configuration = own_configuration_fields(),
          .make = make};
}

}  // namespace headrace::sources::postgresql
