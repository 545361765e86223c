"""The source `mysql` against a real MariaDB: docs/spec/sources.md 6."""

import subprocess
from pathlib import Path

import pytest

from harness.database import database
from harness.sync import FINAL, documents, get_job, ok, start_job, wait_for_status
from harness.tables import end_of_sync, make_table_connector, set_advanced_rules
from harness.wait import wait_until

INDEX = "content-rows"
SCHEMA = "shop"
OWN_FIELDS = ("cursor_column", "keep_id_as", "max_parallel_tables")


@pytest.fixture(scope="module")
def mariadb():
    with database("mysql") as running:
        yield running


@pytest.fixture(scope="module")
def mariadb_with_tls():
    with database("mysql", "--ssl") as running:
        yield running


def run_sql(running, text, schema=SCHEMA):
    command = ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--protocol=tcp", "-N", "-B", "-h", running["host"], "-P", running["port"],
               "-u", running["user"], f"-p{running['password']}", schema]
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture
def sql(mariadb):
    """sql(text): runs statements in an empty database."""
    run_sql(mariadb, f"drop database if exists {SCHEMA}; create database {SCHEMA} character set utf8mb4", "mysql")
    return lambda text: run_sql(mariadb, text)


def make_connector(client, running, connector="c", **values):
    """A connector over the server, its fields set; those of our own are added to the configuration."""
    own = {name: values.pop(name) for name in OWN_FIELDS if name in values}
    make_table_connector(client, "mysql", connector, INDEX, own)
    configure(client, running, connector, **values)


def configure(client, running, connector="c", **values):
    wanted = {"host": running["host"], "port": int(running["port"]), "user": running["user"], "password": running["password"], "database": SCHEMA}
    ok(client.put(f"/_connector/{connector}/_configuration", {"values": wanted | values}))


def synced(client, running, **values):
    make_connector(client, running, **values)
    job = end_of_sync(client)
    assert job["status"] == "completed", job["error"]
    return documents(client, INDEX)


def synced_count(client, running):
    make_connector(client, running)
    job = end_of_sync(client)
    assert job["status"] == "completed", job["error"]
    return ok(client.post(f"/{INDEX}/_count"))["count"]


def without_time(source):
    return {name: value for name, value in source.items() if name != "_timestamp"}


def test_the_worked_example(server, mariadb, sql):
    sql("""create table orders (id int primary key, total decimal(8,2), placed datetime, paid tinyint(1), meta json, doc blob);
           insert into orders values (42, 9.90, '2024-05-01 10:00:00', 1, '{"a": 1}', 'x')""")
    updated = sql(f"select date_format(update_time, '%Y-%m-%dT%H:%i:%s') from information_schema.tables where table_schema = '{SCHEMA}'").strip()
    assert synced(server.client, mariadb) == {"orders_42": {
        "id": "orders_42", "total": 9.9, "placed": "2024-05-01T10:00:00", "paid": 1, "meta": "{\"a\": 1}", "doc": "x", "Table": "orders",
        "_timestamp": updated}}


# docs/spec/sources.md 6.7: definition of the column, literal, what the document has.
TYPES = [
    ("tinyint", "-128", -128), ("tinyint(1)", "1", 1), ("boolean", "false", 0), ("smallint unsigned", "65535", 65535), ("mediumint", "-7", -7),
    ("int(8) zerofill", "42", 42), ("bigint", "-9223372036854775808", -2**63), ("bigint unsigned", "9223372036854775807", 2**63 - 1),
    ("year", "2024", 2024), ("year", "0", 0),
    ("decimal(8,2)", "9.90", 9.9), ("decimal(10,0)", "10", 10.0), ("decimal(30,10)", "12345678901234567890.0123456789", 12345678901234567890.0123456789),
    ("decimal(10,7)", "0.00001", 1e-05), ("float", "1.5", 1.5), ("float", "1.1", 1.1), ("double", "0.1", 0.1), ("double", "-1e30", -1e30),
    ("double", "1e16", 1e16),
    ("date", "'2024-02-29'", "2024-02-29"), ("date", "'0000-00-00'", "0000-00-00"),
    ("datetime", "'2024-05-01 10:00:00'", "2024-05-01T10:00:00"), ("datetime", "'0000-00-00 00:00:00'", "0000-00-00 00:00:00"),
    ("datetime(3)", "'2024-05-01 10:00:00.25'", "2024-05-01T10:00:00.250000"), ("datetime(6)", "'2024-05-01 10:00:00'", "2024-05-01T10:00:00"),
    ("timestamp null", "'2024-05-01 10:00:00'", "2024-05-01T10:00:00"),
    ("time", "'-838:59:59'", "-838:59:59"), ("time(6)", "'10:00:00.5'", "10:00:00.500000"),
    ("char(10)", "'a b'", "a b"), ("varchar(50)", r"'größe 東京 👩 \" \\ \' \n \t'", "größe 東京 👩 \" \\ ' \n \t"), ("text", "''", ""),
    ("varchar(10) character set latin1", "'größe'", "größe"), ("longtext", "repeat('x', 100000)", "x" * 100000),
    ("enum('low','high')", "'high'", "high"), ("set('a','b','c')", "'a,c'", "a,c"), ("json", "'{\"a\": [1, null]}'", '{"a": [1, null]}'),
    ("binary(4)", "x'48690000'", "Hi\0\0"), ("varbinary(8)", "x'48ff69'", "Hi"), ("blob", "x'c3a4ff'", "ä"), ("bit(8)", "b'01000001'", "A"),
    ("point", "ST_GeomFromText('POINT(1 1)')", None), ("uuid", "'123e4567-e89b-12d3-a456-426655440000'", "123e4567-e89b-12d3-a456-426655440000"),
    ("inet6", "'2001:db8::1'", "2001:db8::1"),
]


def test_every_type_has_the_form_of_the_specification(server, mariadb, sql):
    columns = ", ".join(f"c{i} {kind}{'' if kind.endswith('null') else ' null'}" for i, (kind, _, _) in enumerate(TYPES))
    sql(f"""set sql_mode = 'ALLOW_INVALID_DATES';
            create table t (k int primary key, {columns});
            insert into t values (1, {', '.join(literal for _, literal, _ in TYPES)});
            insert into t (k) values (2)""")
    found = synced(server.client, mariadb)
    assert set(found) == {"t_1", "t_2"}
    for i, (kind, literal, expected) in enumerate(TYPES):
        seen = found["t_1"][f"c{i}"]
        if kind == "point":
            assert isinstance(seen, str) and "\0" in seen
        else:
            assert seen == expected and type(seen) is type(expected), (kind, literal, seen)
    assert without_time(found["t_2"]) == {"id": "t_2", "k": 2, "Table": "t", **{f"c{i}": None for i in range(len(TYPES))}}


def test_numbers_keep_all_their_digits(server, mariadb, sql):
    # Fields that an index adds by itself hold less.
    mappings = {"properties": {"big": {"type": "keyword"}, "huge": {"type": "double"}}}
    ok(server.client.put(f"/{INDEX}", {"mappings": mappings}))
    sql("""create table t (k int primary key, big bigint unsigned, huge double);
           insert into t values (1, 18446744073709551615, -1.7976931348623157e308)""")
    source = synced(server.client, mariadb)["t_1"]
    assert (source["big"], source["huge"]) == (2**64 - 1, -1.7976931348623157e308)


def test_dates_that_are_none_stay_as_they_are(server, mariadb, sql):
    sql("""set sql_mode = 'ALLOW_INVALID_DATES';
           create table t (k int primary key, d date, m datetime(2));
           insert into t values (1, '2023-02-31', '2023-02-31 10:00:00.5'), (2, '2024-00-10', '2024-01-00 00:00:00')""")
    found = synced(server.client, mariadb)
    assert (found["t_1"]["d"], found["t_1"]["m"]) == ("2023-02-31", "2023-02-31 10:00:00.50")
    assert (found["t_2"]["d"], found["t_2"]["m"]) == ("2024-00-10", "2024-01-00 00:00:00.00")


def test_names_may_be_odd(server, mariadb, sql):
    sql("""create table `Od``d "мир" tāble` (`K``ey` int primary key, `UPPER` int, `größe \\"x` int, `_id` int, `Table` int, `_timestamp` int);
           insert into `Od``d "мир" tāble` values (1, 2, 3, 4, 5, 6)""")
    found = synced(server.client, mariadb)
    assert {name: without_time(source) for name, source in found.items()} == {'Od`d "мир" tāble_1': {
        "id": 'Od`d "мир" tāble_1', "K`ey": 1, "UPPER": 2, 'größe \\"x': 3, "Table": 'Od`d "мир" tāble'}}
    assert isinstance(found['Od`d "мир" tāble_1']["_timestamp"], str)


def test_ids_are_made_of_the_texts_of_the_keys(server, mariadb, sql):
    # Columns of two tables with the same name are one field of the index, and tables are read side by side: so each has names of its own.
    sql("""create table pair (b varchar(10), a int, primary key (a, b)); insert into pair values ('x y', 7), ('it''s_', -1);
           create table bytes (bytes varbinary(10) primary key); insert into bytes values (x'00ff41'), ('it''s');
           create table money (money decimal(6,2) primary key); insert into money values (10.5), (-3);
           create table moment (moment datetime(3) primary key); insert into moment values ('2024-05-01 10:00:00.25'), ('2024-05-01 10:00:00');
           create table uniq (c int not null, d int, unique key (c)); insert into uniq values (5, 6)""")
    assert set(synced(server.client, mariadb)) == {
        "pair_x y_7", "pair_it's__-1", r"bytes_b'\x00\xffA'", "bytes_b\"it's\"", "money_10.50", "money_-3.00",
        "moment_2024-05-01 10:00:00.250000", "moment_2024-05-01 10:00:00", "uniq_5"}


def test_what_has_no_key_is_skipped_and_told(server, mariadb, sql):
    sql("""create table t (k int primary key, v int); insert into t values (1, 2);
           create view seen as select * from t; create table keyless (v int); insert into keyless values (1)""")
    assert set(synced(server.client, mariadb)) == {"t_1"}
    log = server.log()
    assert "a view has no primary key" in log and "keyless" in log and "id_columns" in log


def test_named_tables_are_read_alone_and_rows_that_are_gone_are_deleted(server, mariadb, sql):
    sql("create table a (k int primary key); create table b (k int primary key); insert into a values (1), (2); insert into b values (1)")
    assert set(synced(server.client, mariadb, tables="a")) == {"a_1", "a_2"}
    sql("delete from a where k = 1; insert into a values (3)")
    job = end_of_sync(server.client)
    assert job["status"] == "completed" and job["deleted_document_count"] == 1
    assert set(documents(server.client, INDEX)) == {"a_2", "a_3"}


def test_a_column_id_is_kept_under_another_name_if_asked(server, mariadb, sql):
    sql("create table t (id int primary key, v int); insert into t values (1, 2)")
    assert without_time(synced(server.client, mariadb, keep_id_as="row_id")["t_1"]) == {"id": "t_1", "row_id": 1, "v": 2, "Table": "t"}


def test_many_tables_are_read_side_by_side(server, mariadb, sql):
    sql("".join(f"create table t{i} (k int primary key, note text); insert into t{i} select seq, repeat('x', 100) from seq_1_to_{i + 1};"
                for i in range(20)))
    found = synced(server.client, mariadb, max_parallel_tables=5)
    assert set(found) == {f"t{i}_{k}" for i in range(20) for k in range(1, i + 2)}


def test_a_user_with_few_connections_gets_all_tables_too(server, mariadb, sql):
    sql("".join(f"create table t{i} (k int primary key); insert into t{i} select seq from seq_1_to_1000;" for i in range(9)) +
        "create or replace user few@'%' identified by 'f' with max_user_connections 3; grant select on shop.* to few@'%'")
    assert len(synced(server.client, mariadb, user="few", password="f", max_parallel_tables=8)) == 9000


def test_a_limit_for_statements_does_not_end_a_stream(server, mariadb, sql):
    sql("create table t (k int primary key, note text); insert into t select seq, repeat('x', 500) from seq_1_to_60000; set global max_statement_time = 0.02")
    try:
        assert synced_count(server.client, mariadb) == 60000
    finally:
        sql("set global max_statement_time = 0")


def test_a_view_that_is_broken_hinders_nothing(server, mariadb, sql):
    sql("create table t (k int primary key); insert into t values (1); create table gone (k int); create view broken as select * from gone; drop table gone")
    assert set(synced(server.client, mariadb)) == {"t_1"}
    assert "broken" in server.log()


def test_users_and_passwords_may_hold_any_characters(server, mariadb, sql):
    sql("""create table t (k int primary key); insert into t values (1);
           create or replace user `o'b@%:/"ü`@'%' identified by 'p''@:/%20 "\\\\ ü'; grant select on shop.* to `o'b@%:/"ü`@'%'""")
    assert set(synced(server.client, mariadb, user="o'b@%:/\"ü", password="p'@:/%20 \"\\ ü")) == {"t_1"}


@pytest.mark.parametrize("values, words", [
    ({"password": "wrong secret"}, ["refuses the user [headrace]", "Check user and password"]),
    ({"port": 1}, ["Can't connect to MySQL on [127.0.0.1:1]"]),
    ({"host": "no-such-host.invalid"}, ["no-such-host.invalid", "Check host and port"]),
    ({"database": "nowhere"}, ["[nowhere]", "either not present or not accessible for the user [headrace]"]),
    ({"tables": "t, no_such, Another One"}, ["[no_such]", "[Another One]", "either not present"]),
], ids=["password", "port", "host", "database", "tables"])
def test_what_is_wrong_is_told_and_what_is_there_stays(server, mariadb, sql, values, words):
    sql("create table t (k int primary key); insert into t values (1)")
    before = synced(server.client, mariadb)
    configure(server.client, mariadb, **values)
    job = end_of_sync(server.client)
    assert job["status"] == "error"
    for word in words:
        assert word in job["error"], job["error"]
    assert "wrong secret" not in job["error"] and documents(server.client, INDEX) == before


def test_a_table_without_rights_keeps_its_documents_and_is_named(server, mariadb, sql):
    sql("""create table a (k int primary key); create table b (k int primary key); insert into a values (1); insert into b values (1);
           create or replace user reader@'%' identified by 'r'; grant select on shop.a to reader@'%'; grant select, insert on shop.b to reader@'%'""")
    before = synced(server.client, mariadb, user="reader", password="r")
    assert set(before) == {"a_1", "b_1"}
    sql("revoke select on shop.b from reader@'%'")
    job = end_of_sync(server.client)
    assert job["status"] == "error" and "[b]" in job["error"] and "SELECT" in job["error"]
    assert documents(server.client, INDEX) == before


def test_a_table_that_breaks_leaves_the_others_alone(server, mariadb, sql):
    sql("""create table a (k int primary key); create table broken (k int primary key) engine = myisam;
           insert into a values (1); insert into broken values (1)""")
    assert set(synced(server.client, mariadb)) == {"a_1", "broken_1"}
    sql("insert into a values (2); flush tables")
    (Path(mariadb["data"]) / "db" / SCHEMA / "broken.MYI").unlink()
    job = end_of_sync(server.client)
    assert job["status"] == "error" and "broken" in job["error"]
    assert set(documents(server.client, INDEX)) == {"a_1", "a_2", "broken_1"}


def test_with_rights_on_some_columns_these_are_read(server, mariadb, sql):
    sql("""create table t (k int primary key, public int, secret int); insert into t values (1, 2, 3);
           create or replace user reader@'%' identified by 'r'; grant select (k, public) on shop.t to reader@'%'""")
    assert without_time(synced(server.client, mariadb, user="reader", password="r")["t_1"]) == {"id": "t_1", "k": 1, "public": 2, "Table": "t"}


def test_advanced_rules_run_as_they_are_written(server, mariadb, sql):
    sql("""create table customers (c_id int primary key, city varchar(20)); create table orders (o_id int primary key, c_id int, total int);
           insert into customers values (1, 'Rome'), (2, 'Oslo'), (3, 'Rome');
           insert into orders values (10, 1, 5), (11, 1, 7), (12, 2, 9)""")
    make_connector(server.client, mariadb)
    set_advanced_rules(server.client, [
        {"tables": ["customers"], "query": "SELECT DISTINCT city, 1 AS id FROM customers;", "id_columns": ["city"]},
        {"tables": ["orders"], "query": "SELECT * FROM orders ORDER BY total DESC LIMIT 2 ; "},
        {"tables": ["orders", "customers"],
         "query": "SELECT c.c_id, max(o.o_id) AS o_id, sum(o.total) AS total FROM customers c JOIN orders o ON o.c_id = c.c_id GROUP BY c.c_id"}])
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    found = {name: without_time(source) for name, source in documents(server.client, INDEX).items()}
    assert found == {
        "customers_Rome": {"id": "customers_Rome", "city": "Rome", "Table": ["customers"]},
        "customers_Oslo": {"id": "customers_Oslo", "city": "Oslo", "Table": ["customers"]},
        "orders_12": {"id": "orders_12", "o_id": 12, "c_id": 2, "total": 9, "Table": ["orders"]},
        "orders_11": {"id": "orders_11", "o_id": 11, "c_id": 1, "total": 7, "Table": ["orders"]},
        "customers_orders_1_11": {"id": "customers_orders_1_11", "c_id": 1, "o_id": 11, "total": 12.0, "Table": ["orders", "customers"]},
        "customers_orders_2_12": {"id": "customers_orders_2_12", "c_id": 2, "o_id": 12, "total": 9.0, "Table": ["orders", "customers"]}}


def test_a_rule_that_writes_is_refused_by_the_server(server, mariadb, sql):
    sql("create table t (k int primary key); insert into t values (1)")
    make_connector(server.client, mariadb)
    for query in ("DELETE FROM t", "SELECT 1 AS k; DELETE FROM t", "DROP TABLE t"):
        set_advanced_rules(server.client, [{"tables": ["t"], "query": query}])
        assert end_of_sync(server.client)["status"] == "error", query
    assert sql("select count(*) from t").strip() == "1"


def test_an_incremental_sync_brings_what_is_new(server, mariadb, sql):
    sql("create table t (k int primary key, v int); insert into t values (1, 1), (2, 2)")
    synced(server.client, mariadb)
    sql("update t set v = 3 where k = 2; insert into t values (4, 4)")
    job = end_of_sync(server.client, job_type="incremental")
    assert job["status"] == "completed", job["error"]
    assert {name: source["v"] for name, source in documents(server.client, INDEX).items()} == {"t_1": 1, "t_2": 3, "t_4": 4}


def test_over_tls_the_certificate_is_checked(server, mariadb_with_tls, tmp_path):
    running = mariadb_with_tls
    run_sql(running, f"""create database if not exists {SCHEMA}; use {SCHEMA}; create or replace table t (k int primary key); insert into t values (1);
                         create or replace user secure@'%' identified by 's' require ssl; grant select on {SCHEMA}.* to secure@'%'""", "mysql")
    certificate = Path(running["ca"]).read_text()
    secure = {"user": "secure", "password": "s"}
    on_one_line = certificate.replace("\n", " ")
    assert set(synced(server.client, running, ssl_enabled=True, ssl_ca=on_one_line, **secure)) == {"t_1"}
    other = tmp_path / "other.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout", "/dev/null", "-out",
                    other], check=True, capture_output=True)
    for values, word in [({"ssl_enabled": True, "ssl_ca": other.read_text()}, "No encrypted connection"),
                         ({"ssl_enabled": True, "ssl_ca": certificate, "host": "127.0.0.2"}, "127.0.0.2"),
                         ({"ssl_enabled": False}, "refuses the user [secure]")]:
        configure(server.client, running, **secure, **values)
        job = end_of_sync(server.client)
        assert job["status"] == "error" and word in job["error"], job
    assert set(documents(server.client, INDEX)) == {"t_1"}


def test_a_server_that_offers_no_tls_is_refused_when_it_is_asked_for(server, mariadb, sql):
    sql("create table t (k int primary key)")
    make_connector(server.client, mariadb, ssl_enabled=True, ssl_ca="-----BEGIN CERTIFICATE----- QQ== -----END CERTIFICATE-----")
    job = end_of_sync(server.client)
    assert job["status"] == "error" and "No encrypted connection" in job["error"], job["error"]


def test_a_killed_server_leaves_the_whole_table_behind_its_next_run(server, mariadb, sql):
    sql("create table t (k int primary key, note text); insert into t select seq, repeat('x', 500) from seq_1_to_60000")
    make_connector(server.client, mariadb)
    job = start_job(server.client, "c")
    wait_for_status(server.client, job, "in_progress", "completed")
    server.crash_and_restart()
    wait_until("the job ends", lambda: get_job(server.client, job)["status"] in FINAL)
    if get_job(server.client, job)["status"] != "completed":
        assert end_of_sync(server.client)["status"] == "completed"
    assert ok(server.client.post(f"/{INDEX}/_count"))["count"] == 60000


def test_positions_changes_and_interruptions_hold_against_the_server(binary, mariadb):
    tests = binary.parent / "headrace_sources_mysql_tests"
    assert tests.exists(), f"{tests} is missing; make it with ./dev build"
    done = subprocess.run([tests, "--gtest_filter=Server.*"], capture_output=True, timeout=300,
                          env={"HEADRACE_TEST_MYSQL_PORT": mariadb["port"]})
    assert done.returncode == 0, done.stdout.decode()
    assert b"SKIPPED" not in done.stdout and b"[       OK ]" in done.stdout
