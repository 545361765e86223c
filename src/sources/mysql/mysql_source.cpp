#include "sources/mysql/mysql_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/clock.h"
#include "sources/configuration_field.h"
#include "sources/mysql/probe.h"
#include "sources/mysql/table_read.h"

namespace headrace::sources::mysql {
namespace {

const StopFlag never = false;

/// Highest values of the cursor column, by table. Several threads write.
class Cursors {
 public:
  explicit Cursors(const json::Value& earlier) {
    if (!earlier.is_object()) return;
    for (const auto& member : earlier.as_object())
      values_[member.name] = member.value.is_string() ? member.value.as_string() : std::string();
  }
  std::string get(const std::string& table) {
    const std::lock_guard lock(mutex_);
    return values_[table];
  }
  void set(const std::string& table, std::string value) {
    const std::lock_guard lock(mutex_);
    values_[table] = std::move(value);
  }
  json::Value all() {
    const std::lock_guard lock(mutex_);
    json::Value object{json::Object()};
    for (const auto& [table, value] : values_) {
      if (!value.empty()) object.set(table, value);
    }
    return object;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> values_;
};

ScopeTask failing_task(const std::string& scope, std::string reason) {
  return {scope, [reason = std::move(reason)](Session&, database::Output&) -> Result<void> { return fail(ErrorKind::internal, reason); }};
}

/// The scope of documents that come from these tables (docs/spec/sources.md 2.5).
std::string scope_of(std::vector<std::string> tables) {
  std::ranges::sort(tables);
  return fmt::format("{}", fmt::join(tables, "_"));
}

std::string newest(const Catalog& catalog, const std::vector<std::string>& tables) {
  std::string newest;
  for (const auto& name : tables) {
    const auto* table = catalog.find(name);
    if (table != nullptr) newest = std::max(newest, table->updated);
  }
  return newest;
}

/// The keys of all tables, sorted by name (docs/spec/sources.md 6.8).
std::vector<std::string> keys_of(const Catalog& catalog, const std::vector<std::string>& tables) {
  std::vector<std::string> keys;
  for (const auto& name : tables) {
    const auto* table = catalog.find(name);
    if (table != nullptr) keys.insert(keys.end(), table->key.begin(), table->key.end());
  }
  std::ranges::sort(keys);
  return keys;
}

class MySqlSource final : public Source {
 public:
  explicit MySqlSource(Configuration configuration) : configuration_(std::move(configuration)) {}

  Result<void> validate() override {
    TRY(const auto session, open(never));
    TRY(const auto catalog, Catalog::load(*session, settings().database, configuration_.tables));
    return check_tables(catalog, configuration_);
  }

  Result<void> ping() override {
    TRY(const auto session, open(never));
    return session->ping();
  }

  std::vector<Finding> probe() override { return mysql::probe(configuration_); }

  Result<void> check_advanced_rules(const json::Value& rules) override {
    TRY(const auto read, database::read_query_rules(rules));
    TRY(const auto session, open(never));
    TRY(const auto known, table_names(*session, settings().database));
    const auto unknown = database::unknown_tables(read, known);
    if (unknown.empty()) return {};
    return fail(ErrorKind::illegal_argument, fmt::format("Tables not found or inaccessible: {}.", fmt::join(unknown, ", ")));
  }

  Result<std::unique_ptr<DocumentStream>> read(const ReadRequest& request) override {
    TRY(auto plan, plan_of(request, nullptr));
    return stream(std::move(plan), request.stop);
  }

  [[nodiscard]] bool can_resume() const override { return true; }
  [[nodiscard]] bool has_changes() const override { return !configuration_.cursor_column.empty(); }

  Result<std::unique_ptr<DocumentStream>> changes(const ReadRequest& request, const json::Value& cursor) override {
    auto cursors = std::make_shared<Cursors>(cursor);  // shared: the tasks write it, the stream reads it in the end
    TRY(auto plan, plan_of(request, cursors));
    plan.cursor = [cursors] { return cursors->all(); };
    return stream(std::move(plan), request.stop);
  }

  [[nodiscard]] bool may_hold(std::string_view scope, std::string_view id) const override {
    return id.size() > scope.size() && id.starts_with(scope) && id[scope.size()] == '_';
  }

 private:
  [[nodiscard]] const Settings& settings() const { return configuration_.settings; }
  Result<std::unique_ptr<Session>> open(const StopFlag& stop) const { return Session::open(settings(), Interruption(stop)); }

  Result<std::unique_ptr<DocumentStream>> stream(StreamPlan plan, const StopFlag& stop) const {
    plan.parallel = configuration_.parallel_tables;
    return std::make_unique<ParallelStream>(settings(), std::move(plan), stop);
  }

  /// `cursors`: only changes, and where they begin.
  Result<StreamPlan> plan_of(const ReadRequest& request, const std::shared_ptr<Cursors>& cursors) const {
    const auto now = base::format_instant_with_offset(base::system_clock().now());  // one for the whole sync
    TRY(const auto rules, database::read_query_rules(request.advanced));
    TRY(auto session, open(request.stop));
    TRY(const auto catalog, Catalog::load(*session, settings().database, rules.empty() ? configuration_.tables : tables_of(rules)));
    auto plan = rules.empty() ? tables_plan(catalog, request, cursors, now) : rules_plan(catalog, rules, now);
    plan.session = std::move(session);
    return plan;
  }

  static std::vector<std::string> tables_of(const std::vector<database::QueryRule>& rules) {
    std::vector<std::string> tables;
    for (const auto& rule : rules) tables.insert(tables.end(), rule.tables.begin(), rule.tables.end());
    return tables;
  }

  [[nodiscard]] DocumentFrame frame(std::string scope, json::Value table, const std::string& updated, const std::string& now) const {
    return {.scope = std::move(scope),
            .table = std::move(table),
            .timestamp = updated.empty() ? now : updated,
            .keep_id_as = configuration_.keep_id_as};
  }

  StreamPlan tables_plan(const Catalog& catalog, const ReadRequest& request, const std::shared_ptr<Cursors>& cursors,
                         const std::string& now) const {
    StreamPlan plan;
    for (const auto& name : wanted_tables(catalog, configuration_)) {
      const auto* table = catalog.find(name);
      if (auto why = unreadable(name, table, configuration_); !why.empty()) {
        plan.tasks.push_back(failing_task(name, std::move(why)));
        continue;
      }
      plan.tasks.push_back(task_of(read_of(*table, name, request, now), cursors));
    }
    return plan;
  }

  [[nodiscard]] TableRead read_of(const Table& table, const std::string& name, const ReadRequest& request, const std::string& now) const {
    auto frame_of_table = frame(name, name, table.updated, now);
    for (const auto& column : table.columns) {
      if (column.is_hidden) frame_of_table.hidden.push_back(column.name);
    }
    const auto progress = request.resume.find(name);
    return {.table = table,
            .frame = std::move(frame_of_table),
            .progress = progress == request.resume.end() ? std::nullopt : std::optional(progress->second)};
  }

  [[nodiscard]] ScopeTask task_of(TableRead read, std::shared_ptr<Cursors> cursors) const {
    auto scope = read.frame.scope;
    if (cursors == nullptr)
      return {std::move(scope),
              [read = std::move(read)](Session& session, database::Output& sink) { return read_table(read, session, sink); }};
    return {std::move(scope),
            [read = std::move(read), cursors = std::move(cursors), column = configuration_.cursor_column](
                Session& session, database::Output& sink) -> Result<void> {
              const auto since = cursors->get(read.frame.scope);
              auto highest = since;
              TRY_VOID(read_changes(read, column, since, highest, session, sink));
              cursors->set(read.frame.scope, std::move(highest));
              return {};
            }};
  }

  [[nodiscard]] StreamPlan rules_plan(const Catalog& catalog, const std::vector<database::QueryRule>& rules, const std::string& now) const {
    std::map<std::string, std::size_t> queries;
    for (const auto& rule : rules) ++queries[scope_of(rule.tables)];
    std::map<std::string, std::shared_ptr<QueryScope>> scopes;
    for (const auto& [scope, count] : queries) scopes[scope] = std::make_shared<QueryScope>(count);
    StreamPlan plan;
    for (const auto& rule : rules) {
      const auto scope = scope_of(rule.tables);
      json::Array tables(rule.tables.begin(), rule.tables.end());
      QueryRead read{.query = rule.query,
                     .key = rule.id_columns.empty() ? keys_of(catalog, rule.tables) : rule.id_columns,
                     .frame = frame(scope, std::move(tables), newest(catalog, rule.tables), now),
                     .scope = scopes[scope]};
      plan.tasks.push_back(
          {scope, [read = std::move(read)](Session& session, database::Output& sink) { return read_query(read, session, sink); }});
    }
    return plan;
  }

  Configuration configuration_;
};

}  // namespace

SourceType mysql_source_type() {
  return {.service_type = "mysql",
          .name = "MySQL",
          .configuration = configuration_fields(),
          .features = features({.advanced_rules = true, .incremental_sync = true}),
          .own_configuration = own_configuration_fields(),
          .make = [](const json::Value& values) -> Result<std::unique_ptr<Source>> {
            TRY(auto configuration, read_configuration(values));
            return std::make_unique<MySqlSource>(std::move(configuration));
          }};
}

}  // namespace headrace::sources::mysql
