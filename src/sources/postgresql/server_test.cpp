// What only a real server shows: HEADRACE_TEST_POSTGRESQL_PORT names one on this machine (tests/sources/test_postgresql.py starts it).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "sources/postgresql/postgresql_source.h"
#include "sources/postgresql/session.h"

namespace headrace::sources::postgresql {
namespace {

using namespace std::string_literals;

constexpr int rows = 50'000;

/// What a stream gave, by kind.
struct Read {
  std::map<std::string, std::string> documents;  ///< id to members
  std::set<std::string> seen;
  std::vector<ScopeEvent> events;
  std::string error;
  json::Value cursor;

  [[nodiscard]] std::vector<ScopeEvent> of(ScopeEvent::Kind kind) const {
    std::vector<ScopeEvent> found;
    std::ranges::copy_if(events, std::back_inserter(found), [&](const auto& event) { return event.kind == kind; });
    return found;
  }
};

class Server : public testing::Test {
 protected:
  void SetUp() override {
    const char* port = std::getenv("HEADRACE_TEST_POSTGRESQL_PORT");
    if (port == nullptr) GTEST_SKIP() << "HEADRACE_TEST_POSTGRESQL_PORT names no server";
    port_ = port;
    run("DROP SCHEMA IF EXISTS live CASCADE; CREATE SCHEMA live");
  }

  [[nodiscard]] Session session() const {
    auto opened = Session::open({.host = "127.0.0.1", .port = port_, .user = "headrace", .password = "headrace", .database = "headrace"}, 1,
                                [] { return false; });
    if (!opened) throw std::runtime_error(opened.error().reason);
    return std::move(*opened);
  }
  void run(const std::string& statements) const {
    auto done = session().execute(statements);
    if (!done) throw std::runtime_error(done.error().reason);
  }

  [[nodiscard]] std::unique_ptr<Source> source(std::string_view name = {}, json::Value value = {}) const {
    auto configuration = json::object({{"host", "127.0.0.1"},
                                       {"port", std::atoi(port_.c_str())},
                                       {"username", "headrace"},
                                       {"password", "headrace"},
                                       {"database", "headrace"},
                                       {"schema", "live"},
                                       {"tables", json::Array{"*"}}});
    if (!name.empty()) configuration.set(name, std::move(value));
    return std::move(*postgresql_source_type().make(configuration));
  }

  /// Reads to the end, or until `until` says that it is enough: then as a job does that is taken away.
  Read read(Resume resume = {}, const std::function<bool(const Read&)>& until = {}) {
    const auto made = source();
    return drain(made->read({.stop = stop_, .resume = std::move(resume)}), until);
  }
  static Read drain(Result<std::unique_ptr<DocumentStream>> stream, const std::function<bool(const Read&)>& until = {}) {
    Read read;
    if (!stream) {
      read.error = stream.error().reason;
      return read;
    }
    while (!until || !until(read)) {
      auto item = (*stream)->next();
      if (!item) {
        read.error = item.error().reason;
        break;
      }
      if (!*item) break;
      if (auto* document = std::get_if<SourceDocument>(&**item)) {
        EXPECT_TRUE(read.documents.emplace(document->id, document->members).second) << document->id << " came twice";
      } else if (auto* seen = std::get_if<SeenDocument>(&**item)) {
        EXPECT_TRUE(read.seen.insert(seen->id).second) << seen->id << " came twice";
      } else if (auto* event = std::get_if<ScopeEvent>(&**item)) {
        read.events.push_back(*event);
      }
    }
    read.cursor = (*stream)->cursor();
    return read;
  }

  /// A table with a key of text and numbers whose order is not that of its rows.
  void make_table(int count = rows) const {
    run(
        fmt::format("CREATE TABLE live.t (a text, b numeric(10,2), v text, PRIMARY KEY (a, b)); "
                    "INSERT INTO live.t SELECT 'k' || (i % 100) || '''\"\\é', i + 0.5, 'first' FROM generate_series(1, {}) i",
                    count));
  }
  [[nodiscard]] static std::string id(int number) { return fmt::format("headrace_live_t_k{}'\"\\é_{}.50", number % 100, number); }

  std::string port_;
  StopFlag stop_ = false;
};

TEST_F(Server, a_read_goes_on_behind_its_position_and_sees_what_is_before_it) {
  make_table();
  const auto first = read({}, [](const Read& so_far) { return !so_far.of(ScopeEvent::Kind::position).empty(); });
  const auto position = first.of(ScopeEvent::Kind::position).front();
  ASSERT_EQ(first.documents.size(), 20'000U);
  const auto second = read({{"t", {.position = position.text, .is_complete = false}}});
  EXPECT_EQ(second.error, "");
  EXPECT_EQ(second.seen.size(), 20'000U);
  EXPECT_EQ(second.documents.size(), static_cast<std::size_t>(rows) - 20'000U);
  for (const auto& [name, members] : first.documents) EXPECT_TRUE(second.seen.contains(name)) << name;
}

TEST_F(Server, what_has_changed_before_the_position_is_read_again) {
  make_table();
  const auto first = read({}, [](const Read& so_far) { return !so_far.of(ScopeEvent::Kind::position).empty(); });
  const auto position = first.of(ScopeEvent::Kind::position).front();
  ASSERT_TRUE(first.documents.contains(id(100)) && first.documents.contains(id(200)));
  run("UPDATE live.t SET v = 'second' WHERE b = 100.5; DELETE FROM live.t WHERE b = 200.5; INSERT INTO live.t VALUES ('k', 1, 'new')");
  const auto second = read({{"t", {.position = position.text, .is_complete = false}}});
  EXPECT_NE(second.documents.at(id(100)).find("second"), std::string::npos);
  EXPECT_TRUE(second.documents.contains("headrace_live_t_k_1.00"));
  EXPECT_FALSE(second.documents.contains(id(200)) || second.seen.contains(id(200)));
  EXPECT_EQ(second.documents.size() + second.seen.size(), static_cast<std::size_t>(rows));
}

// A transaction that had begun before the snapshot and ends after it is not seen by it, whatever its number.
TEST_F(Server, a_transaction_that_ran_during_the_first_read_is_not_missed) {
  make_table();
  auto writer = session();
  ASSERT_TRUE(writer.execute("BEGIN"));
  ASSERT_TRUE(writer.execute("UPDATE live.t SET v = 'late' WHERE b = 100.5"));
  run("CREATE TABLE live.later (k int PRIMARY KEY)");  // a younger transaction that is over
  const auto first = read();
  const auto end = first.of(ScopeEvent::Kind::complete);
  ASSERT_TRUE(writer.execute("COMMIT"));
  const auto text = std::ranges::find(end, "t", &ScopeEvent::scope)->text;
  const auto second = read({{"t", {.position = text, .is_complete = true}}});
  EXPECT_NE(second.documents.at(id(100)).find("late"), std::string::npos);
  EXPECT_EQ(second.documents.size() + second.seen.size(), static_cast<std::size_t>(rows));
}

TEST_F(Server, a_whole_table_is_only_looked_at_again) {
  make_table();
  const auto first = read();
  const auto end = first.of(ScopeEvent::Kind::complete).front();
  const auto second = read({{"t", {.position = end.text, .is_complete = true}}});
  EXPECT_EQ(second.seen.size(), static_cast<std::size_t>(rows));
  EXPECT_TRUE(second.documents.empty());
  EXPECT_EQ(second.of(ScopeEvent::Kind::complete).size(), 1U);
}

TEST_F(Server, a_position_that_is_in_doubt_reads_the_whole_table) {
  make_table();
  const auto first = read({}, [](const Read& so_far) { return !so_far.of(ScopeEvent::Kind::position).empty(); });
  const auto position = first.of(ScopeEvent::Kind::position).front().text;
  auto of_another_time = *json::parse(position);
  of_another_time.set("xmin", "99999999999");
  for (const auto& text : {std::string(), std::string("nonsense"), json::write(of_another_time)}) {
    EXPECT_EQ(read({{"t", {.position = text, .is_complete = false}}}).documents.size(), static_cast<std::size_t>(rows)) << text;
  }
  run("ALTER TABLE live.t ADD COLUMN more int DEFAULT 5");  // changes every document and no row
  EXPECT_EQ(read({{"t", {.position = position, .is_complete = false}}}).documents.size(), static_cast<std::size_t>(rows));
}

// Two large tables keep both connections waiting for room while the small ones change.
TEST_F(Server, all_tables_are_of_one_moment) {
  for (const auto* name : {"a", "b"}) {
    run(
        fmt::format("CREATE TABLE live.{0} (k int PRIMARY KEY, v text); INSERT INTO live.{0} SELECT i, repeat('x', 1000) "
                    "FROM generate_series(1, 15000) i",
                    name));
  }
  for (const auto* name : {"c", "d"}) {
    run(fmt::format("CREATE TABLE live.{0} (k int PRIMARY KEY, v int); INSERT INTO live.{0} SELECT i, 0 FROM generate_series(1, 2000) i",
                    name));
  }
  const auto made = source();
  auto stream = made->read({.stop = stop_});
  ASSERT_TRUE(stream);
  run("UPDATE live.c SET v = 1; UPDATE live.d SET v = 1; DELETE FROM live.d WHERE k = 1");
  const auto whole = drain(std::move(stream));
  EXPECT_EQ(whole.documents.size(), 34'000U);
  for (const auto* name : {"c", "d"}) {
    for (int i = 1; i <= 2000; ++i) {
      const auto members = whole.documents.find(fmt::format("headrace_live_{}_{}", name, i));
      ASSERT_NE(members, whole.documents.end());
      EXPECT_NE(members->second.find("_v\":0,"), std::string::npos) << members->second;
    }
  }
}

// docs/spec/connector-service.md 22, 1: an empty table in the snapshot would have all documents deleted.
TEST_F(Server, a_table_that_is_made_anew_meanwhile_fails_and_the_others_go_on) {
  run("CREATE TABLE live.a (k int PRIMARY KEY, v text); INSERT INTO live.a SELECT i, repeat('x', 1000) FROM generate_series(1, 60000) i; "
      "CREATE TABLE live.b (k int PRIMARY KEY, v int); INSERT INTO live.b VALUES (1, 1); "
      "CREATE TABLE live.c (k int PRIMARY KEY, v int); INSERT INTO live.c VALUES (1, 1)");
  const auto made = source("max_parallel_tables", 1);
  auto stream = made->read({.stop = stop_});
  ASSERT_TRUE(stream);
  run("ALTER TABLE live.b ALTER COLUMN v TYPE bigint");  // while [a] waits for room
  const auto whole = drain(std::move(stream));
  EXPECT_EQ(whole.documents.size(), 60'001U);
  ASSERT_EQ(whole.of(ScopeEvent::Kind::failed).size(), 1U);
  EXPECT_EQ(whole.of(ScopeEvent::Kind::failed).front().scope, "b");
  EXPECT_EQ(whole.of(ScopeEvent::Kind::complete).size(), 2U);
}

TEST_F(Server, a_value_that_the_server_cannot_make_fails_its_table_alone) {
  run("CREATE TABLE live.a (k int PRIMARY KEY, v int GENERATED ALWAYS AS (1) STORED); INSERT INTO live.a VALUES (1); "
      "CREATE TABLE live.b (k int PRIMARY KEY); INSERT INTO live.b VALUES (1)");
  const auto made = source();
  const auto rules =
      *json::parse(R"([{"tables":["a"],"query":"select 1/(k-1) as k from live.a"},{"tables":["b"],"query":"select k from live.b"}])");
  const auto whole = drain(made->read({.stop = stop_, .advanced = rules}));
  EXPECT_EQ(whole.error, "");
  ASSERT_EQ(whole.of(ScopeEvent::Kind::failed).size(), 1U);
  EXPECT_NE(whole.of(ScopeEvent::Kind::failed).front().text.find("22012"), std::string::npos);
  EXPECT_TRUE(whole.documents.contains("headrace_live_b_1"));
}

TEST_F(Server, a_query_with_nul_is_not_cut_off_there) {
  run("CREATE TABLE live.t (k int PRIMARY KEY); INSERT INTO live.t VALUES (1)");
  const auto rules = json::Array{json::object({{"tables", json::Array{"t"}}, {"query", "select k from live.t\0 where k > 1"s}})};
  const auto made = source();
  const auto whole = drain(made->read({.stop = stop_, .advanced = rules}));
  EXPECT_TRUE(whole.documents.empty());
  EXPECT_EQ(whole.of(ScopeEvent::Kind::failed).size(), 1U);
}

TEST_F(Server, a_stop_ends_a_query_that_gives_nothing) {
  run("CREATE TABLE live.t (k int PRIMARY KEY)");
  const auto made = source();
  const auto rules = *json::parse(R"([{"tables":["t"],"query":"select 1 as k, pg_sleep(3600)::text as live_sleeper"}])");
  auto stream = made->read({.stop = stop_, .advanced = rules});
  ASSERT_TRUE(stream);
  std::thread stopper([&] {
    auto looker = session();
    while (looker.run("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY (select 1 as k, pg_sleep%'")->size() == 0) {
    }
    stop_ = true;
  });
  EXPECT_EQ(drain(std::move(stream)).error, "stopped");
  stopper.join();
  auto looker = session();  // the server gives up too
  while (looker.run("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY (select 1 as k, pg_sleep%' AND state = 'active'")->size() > 0) {
  }
}

TEST_F(Server, who_stops_listening_stops_the_read) {
  make_table();
  const auto made = source();
  auto stream = made->read({.stop = stop_});
  ASSERT_TRUE(stream);
  ASSERT_TRUE((*stream)->next());
  stream->reset();  // waits for the threads
}

TEST_F(Server, a_lost_connection_ends_the_whole_read) {
  make_table(5 * rows);  // more than lies in the queue and on the way when the connection is lost
  bool is_killed = false;
  const auto broken = read({}, [&](const Read& so_far) {
    if (!is_killed && so_far.documents.size() > 10) {
      run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY (SELECT t.%'");
      is_killed = true;
    }
    return false;
  });
  EXPECT_NE(broken.error, "");
  EXPECT_TRUE(broken.of(ScopeEvent::Kind::complete).empty());
  EXPECT_TRUE(broken.of(ScopeEvent::Kind::failed).empty());
}

TEST_F(Server, changes_are_the_rows_from_the_cursor_on) {
  run("CREATE TABLE live.t (k int PRIMARY KEY, at bigint); INSERT INTO live.t VALUES (1, 10), (2, 20), (3, NULL); "
      "CREATE TABLE live.u (k int PRIMARY KEY); INSERT INTO live.u VALUES (1)");
  const auto made = source("cursor_column", "at");
  EXPECT_TRUE(made->has_changes());
  const auto first = drain(made->changes({.stop = stop_}, nullptr));
  EXPECT_EQ(first.documents.size(), 4U);
  EXPECT_EQ(json::write(first.cursor), R"({"t":"20"})");
  run("INSERT INTO live.t VALUES (4, 30), (5, 15)");
  const auto second = drain(made->changes({.stop = stop_}, first.cursor));
  EXPECT_EQ(second.documents.size(), 3U);
  EXPECT_TRUE(second.documents.contains("headrace_live_t_2") && second.documents.contains("headrace_live_t_4"));
  EXPECT_EQ(json::write(second.cursor), R"({"t":"30"})");
  run("DELETE FROM live.t");
  const auto third = drain(made->changes({.stop = stop_}, second.cursor));
  EXPECT_EQ(json::write(third.cursor), R"({"t":"30"})");
}

TEST_F(Server, what_there_is_is_told) {
  run("CREATE TABLE live.t (k int PRIMARY KEY); CREATE TABLE live.keyless (k int)");
  const auto findings = source()->probe();
  std::vector<std::string> names;
  for (const auto& finding : findings) {
    names.push_back(finding.what);
    EXPECT_TRUE(finding.is_good) << finding.text;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"host", "TLS", "user", "database", "schema [live]", "table [keyless]", "table [t]"}));
  EXPECT_NE(findings[6].text.find("key [k]"), std::string::npos);
  EXPECT_FALSE(source("schema", "Live")->probe().back().is_good);
  EXPECT_FALSE(source("port", 1)->probe().front().is_good);
}

}  // namespace
}  // namespace headrace::sources::postgresql
