"""The source `postgresql` against a real PostgreSQL: docs/spec/sources.md 5."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from harness.database import database
from harness.sync import FINAL, documents, get_job, ok, start_job, wait_for_status
from harness.tables import end_of_sync, make_table_connector, set_advanced_rules
from harness.wait import wait_until

INDEX = "content-rows"
DATABASE = "headrace"
SCHEMA = "public"
OWN_FIELDS = ("cursor_column", "max_parallel_tables")


@pytest.fixture(scope="module")
def postgresql():
    with database("postgresql") as running:
        yield running


@pytest.fixture(scope="module")
def postgresql_with_tls():
    with database("postgresql", "--ssl") as running:
        yield running


def run_sql(running, text, name=DATABASE):
    command = ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", running["host"], "-p", running["port"], "-U", running["user"], "-d", name]
    done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=120, env={**os.environ, "PGPASSWORD": running["password"]})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def sql(postgresql):
    """sql(text): runs statements in an empty schema."""
    run_sql(postgresql, "drop schema if exists public cascade; create schema public; drop schema if exists \"Odd \"\"S\" cascade")
    return lambda text: run_sql(postgresql, text)


def make_connector(client, running, connector="c", index=INDEX, **values):
    """A connector over the server, its fields set; those of our own are added to the configuration."""
    own = {name: values.pop(name) for name in OWN_FIELDS if name in values}
    make_table_connector(client, "postgresql", connector, index, own)
    configure(client, running, connector, **values)


def configure(client, running, connector="c", **values):
    wanted = {"host": running["host"], "port": int(running["port"]), "username": running["user"], "password": running["password"],
              "database": DATABASE, "schema": SCHEMA}
    ok(client.put(f"/_connector/{connector}/_configuration", {"values": wanted | values}))


def synced(client, running, **values):
    make_connector(client, running, **values)
    job = end_of_sync(client)
    assert job["status"] == "completed", job["error"]
    return documents(client, INDEX)


def failed(client, connector="c"):
    job = end_of_sync(client, connector)
    assert job["status"] == "error", job
    return job["error"]


def test_the_worked_example(server, postgresql, sql):
    run_sql(postgresql, "drop database if exists shop", "postgres")
    run_sql(postgresql, "create database shop", "postgres")
    run_sql(postgresql, """
        create table customers(id int primary key, name text, balance numeric(10,2), tags text[], profile jsonb, created timestamptz, photo bytea,
                               note text);
        insert into customers values (7,'Ann O''Neil',10.50,'{a,b}','{"vip":true}','2024-05-01 11:30:00+02','\\x48ff69',NULL)""", "shop")
    found = synced(server.client, postgresql, database="shop")
    time = found["shop_public_customers_7"].pop("_timestamp")
    assert time.endswith("+00:00") and time[10] == "T"
    assert found == {"shop_public_customers_7": {
        "public_customers_id": 7, "public_customers_name": "Ann O'Neil", "public_customers_balance": 10.5, "public_customers_tags": ["a", "b"],
        "public_customers_profile": {"vip": True}, "public_customers_created": "2024-05-01T09:30:00+00:00", "public_customers_photo": "Hi",
        "public_customers_note": None, "database": "shop", "table": "customers", "schema": "public", "id": "shop_public_customers_7"}}


def test_a_row_is_dated_by_its_commit_where_the_server_keeps_it(server):
    with database("postgresql") as running:
        run_sql(running, "alter system set track_commit_timestamp = on")
        binaries = Path("/usr/lib/postgresql/15/bin")
        run_sql(running, "create table old(k int primary key); insert into old values (1)")
        assert binaries.exists()
        restart(running)
        run_sql(running, "create table t(k int primary key); insert into t values (1)")
        run_sql(running, "insert into t values (2)")
        times = dict(line.split("|") for line in run_sql(
            running, "select k, to_char(pg_xact_commit_timestamp(xmin) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') from t").split())
        make_connector(server.client, running)
        assert end_of_sync(server.client)["status"] == "completed"
        found = documents(server.client, INDEX)
        for key, time in times.items():
            assert found[f"headrace_public_t_{key}"]["_timestamp"] == time.removesuffix(".000000") + "+00:00"
        assert found["headrace_public_old_1"]["_timestamp"] > max(times.values())  # nobody knows: the time of the read


def restart(running):
    """Stops the server at once and starts it on the same data and port."""
    stop = Path(__file__).resolve().parents[1] / "peers" / "postgresql"
    subprocess.run([stop / "stop", "--data", running["data"]], check=True, capture_output=True, timeout=60)
    started = subprocess.run([stop / "start", "--port", running["port"], "--data", running["data"]], capture_output=True, text=True, timeout=180)
    assert started.returncode == 0, started.stderr


# docs/spec/sources.md 3 and 5.8: type of the column, literal, what the document has.
TYPES = [
    ("boolean", "true", True), ("smallint", "-32768", -32768), ("int", "42", 42), ("bigint", "-9223372036854775808", -2**63), ("oid", "4294967295", 2**32 - 1),
    ("real", "1.1", 1.100000023841858), ("real", "'NaN'", None), ("double precision", "0.1", 0.1), ("double precision", "1e16", 1e16),
    ("double precision", "'-infinity'", None), ("numeric", "10.50", 10.5), ("numeric", "10", 10.0), ("numeric", "'NaN'", None),
    ("numeric", "12345678901234567890.0123456789", 12345678901234567890.0123456789), ("numeric", "1e-7", 1e-7), ("numeric", "1e400", None),
    ("numeric", "-0.00012345", -0.00012345), ("money", "12.5", "$12.50"),
    ("text", "'größe 東京 👩 \" \\ '' \t' || chr(10) || chr(1)", "größe 東京 👩 \" \\ ' \t\n\x01"), ("varchar(10)", "''", ""), ("char(4)", "'ab'", "ab  "),
    ("name", "'n'", "n"), ("\"char\"", "'c'", "c"), ("mood", "'ok'", "ok"), ("xml", "'<a>1</a>'", "<a>1</a>"), ("text", "repeat('x', 100000)", "x" * 100000),
    ("bytea", "'\\x48ff69'", "Hi"), ("uuid", "'6BA7B810-9DAD-11D1-80B4-00C04FD430C8'", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    ("date", "'2024-02-29'", "2024-02-29"), ("date", "'infinity'", "9999-12-31"), ("date", "'0044-03-15 BC'", "0044-03-15 BC"),
    ("time", "'23:59:59.5'", "23:59:59.500000"), ("time", "'24:00'", "24:00:00"), ("timetz", "'10:00+02:30'", "10:00:00+02:30"),
    ("timestamp", "'2024-05-01 10:00:00'", "2024-05-01T10:00:00"), ("timestamp", "'-infinity'", "0001-01-01T00:00:00"),
    ("timestamptz", "'2024-05-01 11:30:00.25+02'", "2024-05-01T09:30:00.250000+00:00"),
    ("interval", "'1 year 2 mons -3 days 04:05:06.5'", "1 year 2 mons -3 days +04:05:06.5"),
    ("json", "'{\"a\":\n [1, null]}'", {"a": [1, None]}), ("json", "'{\"a\":1,\"a\":2}'", '{"a":1,"a":2}'), ("jsonb", "'{\"b\": {\"c\": [1.50, 2]}}'", {"b": {"c": [1.5, 2]}}),
    ("int[]", "'{1,NULL,3}'", [1, None, 3]), ("int[]", "'{}'", []), ("int[]", "'{{1,2},{3,4}}'", [[1, 2], [3, 4]]),
    ("text[]", "array['a b', 'c\"d', null]", ["a b", 'c"d', None]), ("numeric[]", "'{1.50,NaN}'", [1.5, None]), ("mood[]", "'{ok,sad}'", ["ok", "sad"]),
    ("timestamptz[]", "'{2024-05-01 00:00+00,NULL}'", ["2024-05-01T00:00:00+00:00", None]), ("pair[]", "array[row(1,'x')::pair]", ["(1,x)"]),
    ("bytea[]", "array['\\x48ff69'::bytea]", ["Hi"]), ("jsonb[]", "array['{\"a\": 1}'::jsonb]", [{"a": 1}]),
    ("inet", "'192.168.1.1'", "192.168.1.1"), ("inet", "'10.30.0.9/24'", "10.30.0.9/24"), ("cidr", "'10.0.0.0/8'", "10.0.0.0/8"),
    ("cidr", "'2001:db8::/32'", "2001:db8::/32"), ("macaddr", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03"),
    ("bit(8)", "B'10101010'", "1010 1010"), ("varbit", "B'1101'", "1101"), ("point", "'(1.5,2.5)'", "(1.5, 2.5)"), ("line", "'{1,-1,0}'", "(1.0, -1.0, 0.0)"),
    ("lseg", "'[(0,0),(1,1)]'", "[(0.0, 0.0), (1.0, 1.0)]"), ("box", "'(0,0),(2,2)'", "[(2.0, 2.0), (0.0, 0.0)]"),
    ("path", "'[(0,0),(1,1)]'", "open [(0.0, 0.0), (1.0, 1.0)]"), ("path", "'((0,0),(1,1))'", "closed [(0.0, 0.0), (1.0, 1.0)]"),
    ("polygon", "'((0,0),(1,0),(1,1))'", "[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]"), ("circle", "'<(0,0),5>'", "((0.0, 0.0), 5.0)"),
    ("int4range", "'[1,5)'", "[1,5)"), ("tstzrange", "'[2024-01-01 00:00+01,)'", '["2023-12-31 23:00:00+00",)'), ("pair", "row(5, 'a b')", '(5,"a b")'),
    ("tsvector", "'b a'", "'a' 'b'"), ("small", "7", 7), ("regtype", "'int4'", "integer"), ("int2vector", "'1 2'", "1 2"),
]


def test_every_type_is_as_it_is_specified(server, postgresql, sql):
    columns = ", ".join(f"c{i} {kind}" for i, (kind, _, _) in enumerate(TYPES))
    sql(f"""create type mood as enum ('sad', 'ok'); create type pair as (a int, b text); create domain small as int check (value < 100);
            create table t (k int primary key, {columns}); insert into t(k) values (0); insert into t values (1, {", ".join(literal for _, literal, _ in TYPES)})""")
    found = synced(server.client, postgresql)
    values, nulls = found["headrace_public_t_1"], found["headrace_public_t_0"]
    for i, (kind, literal, expected) in enumerate(TYPES):
        assert values[f"public_t_c{i}"] == expected, (kind, literal)
        assert type(values[f"public_t_c{i}"]) is type(expected), (kind, literal)
        assert nulls[f"public_t_c{i}"] is None, kind


# docs/spec/sources.md 3.4: type of the key, literal, how it stands in an id.
KEYS = [("boolean", "true", "True"), ("numeric(10,2)", "10.5", "10.50"), ("real", "1.1", "1.100000023841858"), ("double precision", "1e16", "1e+16"),
        ("timestamp", "'2024-05-01 10:00:00.25'", "2024-05-01 10:00:00.250000"), ("timestamptz", "'2024-05-01 10:00:00+02'", "2024-05-01 08:00:00+00:00"),
        ("date", "'2024-02-29'", "2024-02-29"), ("time", "'10:00'", "10:00:00"), ("uuid", "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'",
                                                                                  "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ("bytea", "'\\x4100ff'", "b'A\\x00\\xff'"), ("text", "'größe /?#'", "größe /?#"), ("int[]", "'{1,2}'", "[1, 2]"), ("mood", "'ok'", "ok"),
        ("varchar(5)", "'a_b'", "a_b")]


def test_keys_stand_in_ids_as_texts(server, postgresql, sql):
    sql("create type mood as enum ('sad', 'ok');" + ";".join(f"create table t{i} (k {kind} primary key); insert into t{i} values ({literal})"
                                                            for i, (kind, literal, _) in enumerate(KEYS)))
    assert set(synced(server.client, postgresql)) == {f"headrace_public_t{i}_{text}" for i, (_, _, text) in enumerate(KEYS)}


def test_a_composite_key_is_in_the_order_of_its_index(server, postgresql, sql):
    sql("""create table t (a text, carried int, b int, c int, primary key (c, a) include (carried));
           insert into t values ('x y', 9, 2, 1), ('é', 9, 2, 1)""")
    assert set(synced(server.client, postgresql)) == {"headrace_public_t_1_x y", "headrace_public_t_1_é"}


def test_odd_names_are_read_and_lower_case(server, postgresql, sql):
    longest = "Ü" * 31 + "z"  # 63 bytes
    sql(f"""create schema "Odd ""S"; create table "Odd ""S"."Ta""b;--" ("K" int primary key, "sel'ect ""X"" it" text, "ÄÖ" text, "äö" text, "{longest}" int);
            insert into "Odd ""S"."Ta""b;--" values (1, 'v', 'first', 'last', 5);
            create table "Odd ""S"."order" (k int primary key); insert into "Odd ""S"."order" values (1)""")
    found = synced(server.client, postgresql, schema='Odd "S')
    assert set(found) == {'headrace_Odd "S_Ta"b;--_1', 'headrace_Odd "S_order_1'}
    row = found['headrace_Odd "S_Ta"b;--_1']
    prefix = 'odd "s_ta"b;--_'
    assert row[f"{prefix}k"] == 1 and row[f"{prefix}sel'ect \"x\" it"] == "v" and row[f"{prefix}{longest.lower()}"] == 5
    assert row[f"{prefix}äö"] == "last"  # docs/spec/sources.md 2.7
    assert row["table"] == 'Ta"b;--' and row["schema"] == 'Odd "S'


def test_what_has_no_key_is_skipped_and_told(server, postgresql, sql):
    sql("""create table good (k int primary key); insert into good values (1); create table keyless (a int); insert into keyless values (1);
           create view seen as select * from good; create materialized view kept as select * from good""")
    make_connector(server.client, postgresql)
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    assert set(documents(server.client, INDEX)) == {"headrace_public_good_1"}
    told = server.log() + json.dumps(job["metadata"])
    assert "keyless" in told and "it has no primary key" in told and "it is a view" in told


def test_partitions_are_read_under_their_own_names(server, postgresql, sql):
    sql("""create table p (k int, v text, primary key (k)) partition by range (k); create table p_low partition of p for values from (0) to (10);
           create table p_high partition of p for values from (10) to (20); insert into p values (1, 'a'), (11, 'b')""")
    assert {name: source["table"] for name, source in synced(server.client, postgresql).items()} == {
        "headrace_public_p_low_1": "p_low", "headrace_public_p_high_11": "p_high"}


def test_named_tables_alone_are_read_and_what_is_gone_is_deleted(server, postgresql, sql):
    sql("""create table a (k int primary key); create table b (k int primary key); create table c (k int primary key);
           insert into a values (1), (2); insert into b values (1); insert into c values (1)""")
    assert set(synced(server.client, postgresql)) == {"headrace_public_a_1", "headrace_public_a_2", "headrace_public_b_1", "headrace_public_c_1"}
    sql("delete from a where k = 1; insert into a values (3)")
    configure(server.client, postgresql, tables=["a", "b"])
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    assert set(documents(server.client, INDEX)) == {"headrace_public_a_2", "headrace_public_a_3", "headrace_public_b_1"}


def test_an_empty_table_is_a_complete_read(server, postgresql, sql):
    sql("create table t (k int primary key); insert into t values (1)")
    assert len(synced(server.client, postgresql)) == 1
    sql("delete from t")
    assert end_of_sync(server.client)["status"] == "completed"
    assert documents(server.client, INDEX) == {}


def test_many_tables_and_rows_arrive_whole_over_several_connections(server, postgresql, sql):
    sql("".join(f"create table t{i} (k int primary key, v text); insert into t{i} select n, repeat('x', 200) from generate_series(1, {i * 700}) n;"
                for i in range(8)))
    make_connector(server.client, postgresql, max_parallel_tables=4)
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    assert job["indexed_document_count"] == job["total_document_count"] == sum(i * 700 for i in range(8))


@pytest.fixture
def reader(postgresql, sql):
    """A user with odd characters who may read [good] and not [secret]."""
    sql("""drop owned by "o'd d" cascade; drop role "o'd d" """) if sql("select 1 from pg_roles where rolname = 'o''d d'") else None
    sql("""create table good (k int primary key); create table secret (k int primary key); insert into good values (1), (2); insert into secret values (1);
           create role "o'd d" login password 'p@:/%20 ''"\\x'; grant usage on schema public to "o'd d"; grant select on good to "o'd d" """)
    yield {"username": "o'd d", "password": "p@:/%20 '\"\\x"}


def test_a_table_without_rights_keeps_its_documents_and_is_named(server, postgresql, sql, reader):
    sql("grant select on secret to \"o'd d\"")
    assert len(synced(server.client, postgresql, **reader)) == 3
    sql("revoke select on secret from \"o'd d\"; delete from good where k = 1; delete from secret")
    error = failed(server.client)
    assert "[secret]" in error and "GRANT SELECT" in error and "o'd d" in error
    assert set(documents(server.client, INDEX)) == {"headrace_public_good_2", "headrace_public_secret_1"}
    configure(server.client, postgresql, tables=["good", "secret", "nowhere", "No"], **reader)
    error = failed(server.client)
    assert all(f"table [{name}]" in error for name in ("secret", "nowhere", "No")) and "table [good]" not in error, error
    assert set(documents(server.client, INDEX)) == {"headrace_public_good_2", "headrace_public_secret_1"}


@pytest.mark.parametrize("values, words", [
    ({"password": "wrong"}, ["Can't connect to Postgresql on 127.0.0.1.", "password authentication failed"]),
    ({"port": 1, "retry_count": 1}, ["Can't connect to Postgresql on 127.0.0.1.", "refused"]),
    ({"host": "nowhere.invalid", "retry_count": 1}, ["Can't connect to Postgresql on nowhere.invalid.", "nowhere.invalid"]),
    ({"database": "nowhere"}, ["Can't connect to Postgresql on 127.0.0.1.", '"nowhere" does not exist']),
    ({"schema": "Public"}, ["schema [Public] does not exist in the database [headrace]"]),
    ({"tables": ["nowhere"]}, ["table [nowhere] does not exist in the schema [public]"]),
    ({"ssl_enabled": True, "ssl_ca": "-----BEGIN CERTIFICATE----- QQ== -----END CERTIFICATE-----", "retry_count": 1},
     ["Can't connect to Postgresql on 127.0.0.1."]),
])
def test_what_is_wrong_with_the_configuration_is_told_and_deletes_nothing(server, postgresql, sql, values, words):
    sql("create table t (k int primary key); insert into t values (1)")
    assert len(synced(server.client, postgresql)) == 1
    configure(server.client, postgresql, **values)
    error = failed(server.client)
    for word in words:
        assert word in error, error
    assert len(documents(server.client, INDEX)) == 1


def test_a_schema_without_tables_deletes_nothing(server, postgresql, sql):
    sql("create table t (k int primary key); insert into t values (1)")
    assert len(synced(server.client, postgresql)) == 1
    sql("drop table t")
    assert "no tables" in failed(server.client)
    assert len(documents(server.client, INDEX)) == 1


def test_over_tls_the_certificate_is_checked(server, postgresql_with_tls, tmp_path):
    running = postgresql_with_tls
    run_sql(running, "create table if not exists t (k int primary key); insert into t values (1) on conflict do nothing")
    certificate = Path(running["ca"]).read_text()
    tls = {"ssl_enabled": True, "host": "localhost", "retry_count": 1}
    assert set(synced(server.client, running, ssl_ca=certificate.replace("\n", " "), **tls)) == {"headrace_public_t_1"}
    other = tmp_path / "other.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-keyout", "/dev/null", "-out",
                    other], check=True, capture_output=True)
    for values in ({"ssl_ca": other.read_text()}, {"ssl_ca": certificate, "host": "127.0.0.2"}):
        configure(server.client, running, **(tls | values))
        assert "Can't connect to Postgresql on" in failed(server.client)
    assert set(documents(server.client, INDEX)) == {"headrace_public_t_1"}


def test_advanced_rules_run_their_queries_as_they_are(server, postgresql, sql):
    sql("""create table customers (id int primary key, name text); create table orders (id int primary key, customer int, at timestamptz, span int4range);
           create view keyless as select 5 as n, 'view' as word;
           insert into customers values (1, 'Ann'), (2, 'Bob'); insert into orders values (10, 1, '2024-05-01 00:00+00', '[1,3)')""")
    make_connector(server.client, postgresql)
    set_advanced_rules(server.client, [
        {"tables": ["orders", "customers"], "query": "select c.id, c.name as \"Name\", o.id, o.span, 'a:b' as text from customers c join orders o "
                                                     "on o.customer = c.id -- the end", "id_columns": ["id", "NAME"]},
        {"tables": ["customers"], "query": "select * from customers where id > 1; "},
        {"tables": ["keyless"], "query": "select * from keyless", "id_columns": ["n"]}])
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    found = documents(server.client, INDEX)
    assert set(found) == {"headrace_public_customers_orders_10_Ann", "headrace_public_customers_2", "headrace_public_keyless_5"}
    joined = {name: value for name, value in found["headrace_public_customers_orders_10_Ann"].items() if name != "_timestamp"}
    assert joined == {"public_customers_orders_id": 10, "public_customers_orders_name": "Ann", "public_customers_orders_span": "[1,3)",
                      "public_customers_orders_text": "a:b", "database": "headrace", "schema": "public", "table": ["orders", "customers"],
                      "id": "headrace_public_customers_orders_10_Ann"}
    assert found["headrace_public_customers_2"]["public_customers_name"] == "Bob" and found["headrace_public_customers_2"]["table"] == ["customers"]


def test_a_rule_that_fails_harms_no_other_and_writes_nothing_to_the_database(server, postgresql, sql):
    sql("create table a (k int primary key, v text); create table b (k int primary key); insert into a values (1, 'x'); insert into b values (1)")
    make_connector(server.client, postgresql)
    set_advanced_rules(server.client, [{"tables": ["a"], "query": "delete from a returning k"}, {"tables": ["b"], "query": "select k from b"}])
    error = failed(server.client)
    assert "delete from a returning k" in error and "25006" in error
    assert set(documents(server.client, INDEX)) == {"headrace_public_b_1"}
    assert sql("select count(*) from a").strip() == "1"
    set_advanced_rules(server.client, [{"tables": ["a"], "query": "select v from a"}, {"tables": ["b"], "query": "select k from b"}])
    job = end_of_sync(server.client)
    assert job["status"] == "completed", job["error"]
    assert "lacks the columns [k]" in server.log() + json.dumps(job["metadata"])


def test_rules_over_unknown_tables_are_not_valid(server, postgresql, sql):
    sql("create table t (k int primary key); create view v as select * from t")
    make_connector(server.client, postgresql)
    path = "/_connector/c/_filtering"
    ok(server.client.put(path, {"advanced_snippet": {"value": [{"tables": ["zz", "v", "aa"], "query": "select 1"}]}}))

    def verdict():
        draft = ok(server.client.get("/_connector/c"))["filtering"][0]["draft"]["validation"]
        return draft if draft["state"] == "invalid" else None
    assert "Tables not found or inaccessible: aa, zz" in json.dumps(wait_until("the rules are found invalid", verdict))


def enable_incremental(client):
    features = ok(client.get("/_connector/c"))["features"]
    assert features["incremental_sync"]["enabled"] is True


def test_an_incremental_job_without_a_cursor_column_writes_what_has_changed(server, postgresql, sql):
    sql("create table t (k int primary key, v int); insert into t values (1, 1), (2, 2), (3, 3)")
    assert len(synced(server.client, postgresql)) == 3
    enable_incremental(server.client)
    sql("update t set v = 20 where k = 2; insert into t values (4, 4)")
    job = end_of_sync(server.client, job_type="incremental")
    assert job["status"] == "completed", job["error"]
    assert job["indexed_document_count"] == 2
    assert {name: source["public_t_v"] for name, source in documents(server.client, INDEX).items()} == {
        "headrace_public_t_1": 1, "headrace_public_t_2": 20, "headrace_public_t_3": 3, "headrace_public_t_4": 4}


def test_with_a_cursor_column_only_later_rows_are_read(server, postgresql, sql):
    sql("""create table t (k int primary key, v int, changed timestamptz); create table other (k int primary key, v int);
           insert into t values (1, 1, '2024-01-01'), (2, 2, '2024-01-02'); insert into other values (1, 1)""")
    make_connector(server.client, postgresql, cursor_column="changed")
    for _ in range(2):
        job = end_of_sync(server.client, job_type="incremental")
        assert job["status"] == "completed", job["error"]
    assert len(documents(server.client, INDEX)) == 3
    assert ok(server.client.get("/_connector/c"))["sync_cursor"] == {"t": "2024-01-02 00:00:00+00"}
    # What stays behind the cursor is not seen: that is what tells this from a full read.
    sql("update t set v = 10 where k = 1; update t set v = 20, changed = '2024-01-03' where k = 2; insert into t values (3, 3, '2024-01-04')")
    job = end_of_sync(server.client, job_type="incremental")
    assert job["status"] == "completed", job["error"]
    assert {name: source.get("public_t_v") for name, source in documents(server.client, INDEX).items()} == {
        "headrace_public_t_1": 1, "headrace_public_t_2": 20, "headrace_public_t_3": 3, "headrace_public_other_1": None}
    assert ok(server.client.get("/_connector/c"))["sync_cursor"] == {"t": "2024-01-04 00:00:00+00"}


def test_a_killed_server_leaves_nothing_behind_that_the_next_run_does_not_mend(server, postgresql, sql):
    sql("create table t (k int primary key, note text); insert into t select n, repeat('x', 500) from generate_series(1, 60000) n")
    make_connector(server.client, postgresql)
    job = start_job(server.client, "c")
    wait_for_status(server.client, job, "in_progress", "completed")
    server.crash_and_restart()
    wait_until("the job ends", lambda: get_job(server.client, job)["status"] in FINAL)
    if get_job(server.client, job)["status"] != "completed":
        assert end_of_sync(server.client)["status"] == "completed"
    assert ok(server.client.post(f"/{INDEX}/_count"))["count"] == 60000


def test_positions_interruptions_and_losses_hold_against_the_server(binary, postgresql):
    tests = binary.parent / "headrace_sources_postgresql_tests"
    assert tests.exists(), f"{tests} is missing; make it with ./dev build"
    done = subprocess.run([tests, "--gtest_filter=Server.*"], capture_output=True, timeout=300,
                          env={"HEADRACE_TEST_POSTGRESQL_PORT": postgresql["port"]})
    assert done.returncode == 0, done.stdout.decode()
    assert b"SKIPPED" not in done.stdout and b"[       OK ]" in done.stdout
