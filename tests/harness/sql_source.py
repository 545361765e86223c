"""The same table in PostgreSQL and in MariaDB, and what its rows are as documents: for tests that hold for both sources."""

import os
import subprocess
from pathlib import Path

from harness.sync import ok
from harness.tables import make_table_connector

SEED = Path(__file__).resolve().parents[1] / "peers/data/seed-sql.py"
SQL_SECONDS = 300


def run_statements(command, text, **environment):
    done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SQL_SECONDS, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


class SqlSource:
    """`server`: what harness.database says of the running one. `port`: where the connector goes, if not there."""

    service_type, user_field = None, None

    def __init__(self, server):
        self.server, self.port = server, int(server["port"])

    def make_connector(self, client, index, connector="c", **values):
        make_table_connector(client, self.service_type, connector, index, {})
        self.configure(client, connector, **values)

    def configure(self, client, connector="c", **values):
        wanted = {"host": self.server["host"], "port": self.port, self.user_field: self.server["user"], "password": self.server["password"]}
        ok(client.put(f"/_connector/{connector}/_configuration", {"values": wanted | self.more_values | values}))

    def make_table(self, name, rows, size=500):
        """Keys 1 to `rows` in k, 0 in v, and a note of `size` letters."""
        self.sql(f"create table {name} (k int primary key, v int, note text);"
                 f"insert into {name} select {self.number}, 0, repeat('x', {size}) from {self.numbers(rows)}")

    def documents(self, *tables):
        """Document id to the value of v, of what the tables hold now."""
        found = {}
        for table in tables:
            for line in self.sql(f"select concat(k, ' ', v) from {table}").splitlines():
                key, value = line.split()
                found[self.document_id(table, key)] = int(value)
        return found

    def seed(self, rows):
        """The table `items` of tests/peers/data/seed-sql.py."""
        subprocess.run([SEED, "--rows", str(rows), f"--{self.service_type}", self.server["url"]], check=True, capture_output=True, timeout=SQL_SECONDS)


class Postgresql(SqlSource):
    service_type, user_field, more_values = "postgresql", "username", {"database": "headrace", "schema": "public"}
    number = "n"

    def sql(self, text, user=None):
        return run_statements(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", self.server["host"], "-p", self.server["port"],
                               "-U", self.server["user"], "-d", "headrace"], text, PGPASSWORD=self.server["password"])

    def empty(self):
        self.sql("drop schema if exists public cascade; create schema public")

    @staticmethod
    def numbers(rows):
        return f"generate_series(1, {rows}) n"

    @staticmethod
    def document_id(table, key):
        return f"headrace_public_{table}_{key}"

    @staticmethod
    def field(table, column):
        return f"public_{table}_{column}"

    def end_sessions(self):
        """As an administrator does, or a server that stops."""
        self.sql("select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")

    def make_breakable(self, tables, table):
        """Ready for break_table(table); what the connector needs for that."""
        self.sql("do $$ begin if exists (select from pg_roles where rolname = 'reader') then drop owned by reader; drop role reader; end if; end $$;"
                 "create role reader login password 'r'; grant usage on schema public to reader;" +
                 "".join(f"grant select on {each} to reader;" for each in tables))
        return {"username": "reader", "password": "r"}

    def break_table(self, table):
        self.sql(f"revoke select on {table} from reader")


class Mysql(SqlSource):
    service_type, user_field, more_values = "mysql", "user", {"database": "shop"}
    number = "seq"

    def sql(self, text, schema="shop"):
        return run_statements(["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--protocol=tcp", "-N", "-B", "-h", self.server["host"],
                               "-P", self.server["port"], "-u", self.server["user"], schema], text, MYSQL_PWD=self.server["password"])

    def empty(self):
        self.sql("drop database if exists shop; create database shop character set utf8mb4", "mysql")

    @staticmethod
    def numbers(rows):
        return f"seq_1_to_{rows}"

    @staticmethod
    def document_id(table, key):
        return f"{table}_{key}"

    @staticmethod
    def field(table, column):
        return column

    def end_sessions(self):
        running = self.sql("select id from information_schema.processlist where db = 'shop' and id <> connection_id()").split()
        for each in running:
            self.sql(f"kill {each}")

    def make_breakable(self, tables, table):
        self.sql(f"alter table {table} engine = myisam")
        return {}

    def break_table(self, table):
        self.sql("flush tables")
        (Path(self.server["data"]) / "db/shop" / f"{table}.MYI").unlink()
