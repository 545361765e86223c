// Against a real server, which tests/sources/test_mysql.py starts and names in HEADRACE_TEST_MYSQL_PORT; skipped without.

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "sources/mysql/key_range.h"
#include "sources/mysql/mysql_source.h"

namespace headrace::sources::mysql {
namespace {

using Names = std::vector<std::string>;

/// What a stream gave until its end.
struct Given {
  std::map<std::string, std::string> documents;  ///< id to members
  std::set<std::string> seen;
  std::map<std::string, Names> events;  ///< scope to "begun", "complete", …
  Names positions;
  json::Value cursor;
};

class Server : public testing::Test {
 protected:
  void SetUp() override {
    const char* port = std::getenv("HEADRACE_TEST_MYSQL_PORT");
    if (port == nullptr) GTEST_SKIP() << "no server is named";
    settings_.host = "127.0.0.1";
    settings_.port = static_cast<unsigned>(std::atoi(port));
    settings_.user = settings_.password = "headrace";
    settings_.database = "unit";
    mysql_init(&handle_);
    mysql_optionsv(&handle_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    ASSERT_NE(mysql_real_connect(&handle_, "127.0.0.1", "headrace", "headrace", nullptr, settings_.port, nullptr, 0), nullptr);
    for (const auto* statement : {"drop database if exists unit", "create database unit", "use unit"}) sql(statement);
  }
  void TearDown() override {
    if (settings_.port != 3306) mysql_close(&handle_);
  }

  void sql(const std::string& statement) { ASSERT_EQ(mysql_query(&handle_, statement.c_str()), 0) << mysql_error(&handle_) << statement; }

  std::unique_ptr<Source> source(std::string_view more = "{}") {
    auto values = json::object({{"host", settings_.host},
                                {"port", settings_.port},
                                {"user", settings_.user},
                                {"password", settings_.password},
                                {"database", settings_.database},
                                {"tables", json::Array{"*"}}});
    json::merge(values, *json::parse(more));
    return std::move(*mysql_source_type().make(values));
  }

  static Given drain(DocumentStream& stream) {
    constexpr std::array kinds = {"begun", "position", "complete", "failed", "skipped"};
    Given given;
    while (true) {
      auto next = stream.next();
      EXPECT_TRUE(next) << next.error().reason;
      if (!next || !*next) break;
      if (auto* document = std::get_if<SourceDocument>(&**next)) {
        EXPECT_TRUE(document->timestamp) << document->id;
        if (document->timestamp)
          EXPECT_TRUE(document->members.substr(document->timestamp->begin).starts_with(R"("_timestamp":")")) << document->members;
        EXPECT_TRUE(given.documents.emplace(document->id, document->members).second) << document->id;
      } else if (const auto* seen = std::get_if<SeenDocument>(&**next)) {
        EXPECT_TRUE(given.seen.insert(seen->id).second) << seen->id;
      } else if (const auto* event = std::get_if<ScopeEvent>(&**next)) {
        if (event->kind == ScopeEvent::Kind::position)
          given.positions.push_back(event->text);
        else
          given.events[event->scope].emplace_back(kinds[static_cast<std::size_t>(event->kind)]);
      }
    }
    given.cursor = stream.cursor();
    return given;
  }

  Given read(Source& source, Resume resume = {}, json::Value rules = nullptr) {
    auto stream = source.read({.stop = stop_, .advanced = std::move(rules), .resume = std::move(resume)});
    EXPECT_TRUE(stream) << stream.error().reason;
    return drain(**stream);
  }

  Settings settings_;
  MYSQL handle_ = {};
  StopFlag stop_ = false;
};

TEST_F(Server, a_read_that_goes_on_gives_each_row_once_read_or_seen) {
  sql("create table t (a int, b varchar(20), note text, primary key (b, a))");
  sql("insert into t select seq, concat('k', seq % 7, '''\\\\'), repeat('x', 50) from seq_1_to_50000");
  const auto whole = read(*source());
  ASSERT_EQ(whole.documents.size(), 50'000);
  ASSERT_EQ(whole.positions.size(), 2);
  std::size_t read_before = 20'000;
  for (const auto& position : whole.positions) {
    const auto rest = read(*source(), {{"t", {.position = position}}});
    EXPECT_EQ(rest.seen.size(), read_before);
    auto all = rest.documents;
    for (const auto& id : rest.seen) EXPECT_TRUE(all.emplace(id, whole.documents.at(id)).second) << id;
    EXPECT_EQ(all.size(), whole.documents.size());
    EXPECT_EQ(rest.events.at("t"), (Names{"begun", "complete"}));
    read_before += 20'000;
  }
}

TEST_F(Server, of_a_scope_that_was_complete_only_keys_are_read) {
  sql("create table t (a int primary key, b int)");
  sql("insert into t select seq, seq from seq_1_to_1000");
  const auto given = read(*source(), {{"t", {.position = "", .is_complete = true}}});
  EXPECT_TRUE(given.documents.empty());
  EXPECT_EQ(given.seen.size(), 1000);
  EXPECT_TRUE(given.seen.contains("t_77"));
  EXPECT_EQ(given.events.at("t"), (Names{"begun", "complete"}));
}

TEST_F(Server, a_position_of_another_key_means_from_the_beginning) {
  sql("create table t (a int primary key)");
  sql("insert into t values (1), (2)");
  for (const auto* position : {R"({"after":["1","2"]})", R"({"after":["1 or 1=1"]})", R"({"after":[7]})", "nonsense", R"({"after":[""]})"})
    EXPECT_EQ(read(*source(), {{"t", {.position = position}}}).documents.size(), 2) << position;
}

TEST_F(Server, every_type_of_key_that_can_be_gone_on_from_cuts_its_table_in_two) {
  const std::array<std::array<std::string, 2>, 12> keys = {{
      {"bigint unsigned", "(0), (18446744073709551615), (7), (18446744073709551614)"},
      {"decimal(20,5)", "(-1.5), (0), (1.00001), (123456789012345.00002)"},
      {"varchar(20) collate utf8mb4_swedish_ci", "('a'), ('B'), ('ö'), ('z'), ('''\\\\'), ('')"},
      {"varchar(20) character set latin1 collate latin1_general_ci", "('a'), ('ä'), ('ß'), ('\\\\'), ('%')"},
      {"char(3) collate utf8mb4_bin", "('a'), ('B'), ('b'), ('😀')"},
      {"varbinary(8)", "(x''), (x'00'), (x'00ff'), (x'27'), (x'ff'), (x'5c')"},
      {"binary(4)", "(x'00000000'), (x'00ff0000'), (x'ffffffff')"},
      {"date", "('2024-01-01'), ('1999-12-31'), ('2024-02-29')"},
      {"datetime(6)", "('2024-01-01 00:00:00'), ('2024-01-01 00:00:00.000001'), ('1999-12-31 10:00:00.5')"},
      {"time(3)", "('-10:00:00'), ('838:59:58.999'), ('00:00:00.001')"},
      {"year", "(2024), (1999), (0)"},
      {"uuid",
       "('123e4567-e89b-12d3-a456-426655440000'), ('00000000-0000-0000-0000-000000000001'), ('ffffffff-ffff-11ff-8fff-ffffffffffff')"},
  }};
  for (const auto& [type, rows] : keys) {
    sql("drop table if exists t");
    sql("create table t (k " + type + " primary key)");
    sql("insert into t values " + rows);
    auto session = std::move(*Session::open(settings_, Interruption()));
    const auto catalog = *Catalog::load(*session, "unit", {});
    const auto& table = *catalog.find("t");
    ASSERT_TRUE(can_go_on(table)) << type;
    const auto values = *session->select_all("SELECT k FROM t ORDER BY k");
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::vector<std::string_view> last = {values[i][0]};
      const auto literals = position_literals(*session, table, position_text(table, last));
      ASSERT_TRUE(literals) << type;
      const auto count = [&](const std::string& condition) {
        return (*session->select_all("SELECT COUNT(*) FROM t WHERE " + condition))[0][0];
      };
      EXPECT_EQ(count(up_to({"k"}, *literals)), std::to_string(i + 1)) << type << " " << (*literals)[0];
      EXPECT_EQ(count(above({"k"}, *literals)), std::to_string(values.size() - i - 1)) << type << " " << (*literals)[0];
    }
  }
}

TEST_F(Server, changes_are_rows_from_the_highest_value_on_and_tables_without_the_column_as_a_whole) {
  sql("create table t (a int primary key, changed datetime(6))");
  sql("create table u (a int primary key)");
  sql("insert into t values (1, '2024-01-01 00:00:00'), (2, '2024-01-02 00:00:00.5'), (3, null)");
  sql("insert into u values (1)");
  const auto by_cursor = source(R"({"cursor_column":"changed"})");
  auto stream = by_cursor->changes({.stop = stop_}, nullptr);
  const auto first = drain(**stream);
  EXPECT_EQ(first.documents.size(), 4);
  EXPECT_EQ(json::write(first.cursor), R"({"t":"2024-01-02 00:00:00.500000"})");
  sql("insert into t values (4, '2024-01-03 00:00:00')");
  stream = by_cursor->changes({.stop = stop_}, first.cursor);
  const auto second = drain(**stream);
  Names ids;
  for (const auto& [id, members] : second.documents) ids.push_back(id);
  EXPECT_EQ(ids, (Names{"t_2", "t_4", "u_1"}));
  EXPECT_EQ(json::write(second.cursor), R"({"t":"2024-01-03 00:00:00.000000"})");
}

TEST_F(Server, a_table_that_cannot_be_read_fails_alone) {
  for (const auto* table : {"a", "b", "c"}) sql(std::string("create table ") + table + " (k int primary key)");
  for (const auto* table : {"a", "b", "c"}) sql(std::string("insert into ") + table + " values (1)");
  const auto rules = *json::parse(R"([{"tables":["a"],"query":"select k from a"},{"tables":["b"],"query":"select nothing from b"},
                                      {"tables":["c"],"query":"select 1 as one from c"}])");
  const auto given = read(*source(), {}, rules);
  EXPECT_EQ(given.documents.size(), 1);
  EXPECT_EQ(given.events.at("a"), (Names{"begun", "complete"}));
  EXPECT_EQ(given.events.at("b"), (Names{"begun", "failed"}));
  EXPECT_EQ(given.events.at("c"), (Names{"begun", "skipped"}));
}

TEST_F(Server, rules_of_the_same_tables_are_complete_together) {
  sql("create table a (k int primary key)");
  sql("insert into a values (1), (2)");
  const auto given = [this](const std::string& second) {
    const auto rules =
        *json::parse(R"([{"tables":["a"],"query":")" + second + R"("},{"tables":["a"],"query":"select k from a where k = 1; "},
                                        {"tables":["a"],"query":"select k, 'b' as b from a where k = 2"}])");
    auto all = read(*source(), {}, rules);
    EXPECT_TRUE(all.documents.contains("a_1") && all.documents.contains("a_2"));
    std::ranges::sort(all.events["a"]);
    return all.events["a"];
  };
  EXPECT_EQ(given("select nothing from a"), (Names{"begun", "failed"}));
  EXPECT_EQ(given("select 1 as one from seq_1_to_1000000"), (Names{"begun", "skipped"}));
  EXPECT_EQ(given("select k from a where false"), (Names{"begun", "complete"}));
}

TEST_F(Server, a_stop_ends_a_query_that_computes_and_nothing_is_complete) {
  sql("create table a (k int primary key)");
  const auto reading = source();
  auto stream = reading->read({.stop = stop_, .advanced = *json::parse(R"([{"tables":["a"],"query":"select sleep(1000) as k"}])")});
  ASSERT_TRUE(stream);
  std::thread stopper([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop_ = true;
  });
  const auto given = drain(**stream);
  stopper.join();
  stream->reset();
  EXPECT_EQ(given.events.count("a") == 0 ? Names() : given.events.at("a"), Names{"begun"});
  // The server must not go on computing.
  sql("do sleep(0.1)");
  ASSERT_EQ(mysql_query(&handle_, "select count(*) from information_schema.processlist where info like 'select sleep%'"), 0);
  auto* result = mysql_store_result(&handle_);
  EXPECT_STREQ(mysql_fetch_row(result)[0], "0");
  mysql_free_result(result);
}

TEST_F(Server, a_connection_that_is_killed_ends_the_stream_with_an_error) {
  sql("create table t (a int primary key, note text)");
  sql("insert into t select seq, repeat('x', 1000) from seq_1_to_40000");
  const auto reading = source();
  auto stream = reading->read({.stop = stop_});
  ASSERT_TRUE(stream);
  while (true) {  // up to the first document
    const auto next = (*stream)->next();
    ASSERT_TRUE(next && *next);
    if (std::holds_alternative<SourceDocument>(**next)) break;
  }
  ASSERT_EQ(mysql_query(&handle_, "select id from information_schema.processlist where db = 'unit' and id <> connection_id()"), 0);
  auto* result = mysql_store_result(&handle_);
  while (auto* row = mysql_fetch_row(result)) sql(std::string("kill ") + row[0]);
  mysql_free_result(result);
  auto next = (*stream)->next();
  while (next && *next) next = (*stream)->next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().kind, ErrorKind::connection) << next.error().reason;
}

TEST_F(Server, a_stream_that_is_left_in_the_middle_leaves_no_lock_behind) {
  sql("create table t (a int primary key, note text)");
  sql("insert into t select seq, repeat('x', 1000) from seq_1_to_60000");
  const auto reading = source();
  auto stream = reading->read({.stop = stop_});
  while (std::holds_alternative<ScopeEvent>(**(*stream)->next())) continue;
  stream->reset();
  sql("set lock_wait_timeout = 10");  // a server that still writes to the old connection would hold it for longer
  sql("drop table t");
}

TEST_F(Server, a_probe_tells_each_step_and_each_table) {
  sql("create table a (k int primary key)");
  sql("create table keyless (v int)");
  const auto told = [](Source& source) {
    Names lines;
    for (const auto& [what, is_good, text] : source.probe()) lines.push_back((is_good ? "" : "not ") + what);
    return lines;
  };
  EXPECT_EQ(told(*source()), (Names{"host", "TLS", "login", "database", "table [a]", "not table [keyless]"}));
  EXPECT_EQ(told(*source(R"({"tables":["a","nope"]})")), (Names{"host", "TLS", "login", "database", "table [a]", "not table [nope]"}));
  EXPECT_EQ(told(*source(R"({"database":"nowhere"})")), (Names{"host", "login", "not database"}));
  EXPECT_EQ(told(*source(R"({"password":"wrong"})")), (Names{"host", "not login"}));
  EXPECT_TRUE(source()->validate());
  EXPECT_TRUE(source()->ping());
}

TEST_F(Server, advanced_rules_must_name_tables_that_are_there) {
  sql("create table a (k int primary key)");
  sql("create view seen as select * from a");
  const auto checked = [this](std::string_view rules) {
    const auto result = source()->check_advanced_rules(*json::parse(rules));
    return result ? std::string() : result.error().reason;
  };
  EXPECT_EQ(checked(R"([{"tables":["a","seen"],"query":"select 1"}])"), "");
  EXPECT_EQ(checked(R"([{"tables":["z","a"],"query":"select 1"},{"tables":["b"],"query":"select 1"}])"),
            "Tables not found or inaccessible: b, z.");
  EXPECT_NE(checked(R"([{"tables":["a"]}])"), "");
}

TEST_F(Server, a_database_that_shows_no_table_is_an_error) {
  const auto checked = source()->validate();
  ASSERT_FALSE(checked);
  EXPECT_TRUE(checked.error().reason.contains("shows no table")) << checked.error().reason;
}

}  // namespace
}  // namespace headrace::sources::mysql
