"""What can go wrong between a database, a sync and its index. After each fault holds: nothing is deleted after a read that broke off, the
counters are what the index accepted, and the next sync makes the index equal to the source."""

import hashlib
import json

import pytest

from harness.database import database
from harness.line import Line
from harness.server import Server
from harness.sql_source import Mysql, Postgresql
from harness.sync import FINAL, JOBS, connector_after, count, get_job, ok, start_job, wait_for_status
from harness.wait import wait_until

INDEX = "content-rows"
ROWS = 20000
# Enough for a connection to be in the middle of a table of ROWS rows, and far from its end.
SOME_BYTES = 1_000_000
PAGE = 5000


@pytest.fixture(scope="module", params=[Postgresql, Mysql], ids=["postgresql", "mysql"])
def running(request):
    with database(request.param.service_type) as told:
        yield request.param(told)


@pytest.fixture
def source(running):
    running.empty()
    running.port = int(running.server["port"])
    return running


@pytest.fixture
def line(source):
    """What the connector goes through."""
    with Line(source.server["port"]) as line:
        source.port = line.port
        yield line


def everything(client, index=INDEX):
    """Id to _source, of an index of any size."""
    found, after = {}, None
    while True:
        page = {"size": PAGE, "sort": [{"_id": "asc"}], "query": {"match_all": {}}, **({"search_after": after} if after else {})}
        hits = ok(client.post(f"/{index}/_search", page))["hits"]["hits"]
        found |= {hit["_id"]: hit["_source"] for hit in hits}
        if len(hits) < PAGE:
            return found
        after = hits[-1]["sort"]


def values_in_index(client, source, *tables):
    """Like SqlSource.documents(), of what the index holds."""
    fields = {source.field(table, "v") for table in tables}
    return {identity: next((document[field] for field in fields if field in document), None) for identity, document in everything(client).items()}


def put_orphan(client):
    """A document that a whole read would delete."""
    ok(client.put(f"/{INDEX}/_doc/orphan", {"id": "orphan"}))


def has_orphan(client):
    return client.get(f"/{INDEX}/_doc/orphan").status == 200


def wait_until_held(client, line, job):
    wait_until("the read stands still", lambda: line.held.is_set() or get_job(client, job)["status"] in FINAL)
    assert line.held.is_set(), get_job(client, job).get("error")


def held_in_the_middle(client, line, size=SOME_BYTES, rows=1):
    """A job whose read stands still after some bytes, and whose first rows have arrived."""
    line.hold_after(size)
    job = start_job(client, "c")
    wait_until_held(client, line, job)
    wait_until("the first documents arrive", lambda: count(client, INDEX) > rows)
    assert get_job(client, job)["status"] == "in_progress"
    return job


def ended(client, job):
    return wait_for_status(client, job, *FINAL)


def assert_broken_off(client, job):
    assert job["status"] == "error" and job["error"] and job["deleted_document_count"] == 0
    assert has_orphan(client), "nothing may be deleted after a read that broke off"
    assert 0 < job["indexed_document_count"] == count(client, INDEX) - 1 < ROWS
    assert job["total_document_count"] == count(client, INDEX)


def assert_next_sync_mends(client, source, *tables):
    job = ended(client, start_job(client, "c"))
    assert job["status"] == "completed", job["error"]
    assert values_in_index(client, source, *tables) == source.documents(*tables)
    assert job["indexed_document_count"] == job["total_document_count"] == count(client, INDEX)
    return job


def test_a_source_that_stops_in_the_middle(server, source, line):
    source.make_table("t", ROWS)
    source.make_connector(server.client, INDEX)
    put_orphan(server.client)
    job = held_in_the_middle(server.client, line)
    source.end_sessions()
    line.release()
    assert_broken_off(server.client, ended(server.client, job))
    assert assert_next_sync_mends(server.client, source, "t")["deleted_document_count"] == 1


def test_a_source_that_drops_the_connection(server, source, line):
    source.make_table("t", ROWS)
    source.make_connector(server.client, INDEX)
    put_orphan(server.client)
    job = held_in_the_middle(server.client, line)
    line.cut()
    assert_broken_off(server.client, ended(server.client, job))
    connector = connector_after(server.client, "c", job)
    assert connector["last_sync_status"] == connector["status"] == "error" and connector["last_sync_error"]
    line.mend()
    assert_next_sync_mends(server.client, source, "t")


def test_an_error_on_one_table_of_ten(server, source):
    tables = [f"t{i}" for i in range(10)]
    for table in tables:
        source.make_table(table, 100)
    source.make_connector(server.client, INDEX, **source.make_breakable(tables, "t4"))
    assert_next_sync_mends(server.client, source, *tables)
    before = source.documents("t4")
    for table in tables:
        source.sql(f"delete from {table} where k <= 10; update {table} set v = 7 where k = 50")
    source.break_table("t4")
    job = ended(server.client, start_job(server.client, "c"))
    assert job["status"] == "error" and "t4" in job["error"], job
    assert not any(table in job["error"] for table in tables if table != "t4"), job["error"]
    others = [table for table in tables if table != "t4"]
    assert values_in_index(server.client, source, *tables) == source.documents(*others) | before
    assert job["deleted_document_count"] == 90 and job["indexed_document_count"] == 810
    assert job["total_document_count"] == count(server.client, INDEX) == 910


def test_one_row_that_cannot_be_converted(server, source):
    """The index has a number in this field, and a row brings a word."""
    source.sql("create table t (k varchar(10) primary key, v int)")
    source.sql("insert into t values ('1', 0), ('2', 0), ('3', 0)")
    field = source.field("t", "k")
    ok(server.client.put(f"/{INDEX}", {"mappings": {"properties": {field: {"type": "long"}}}}))
    source.make_connector(server.client, INDEX)
    assert_next_sync_mends(server.client, source, "t")
    source.sql("insert into t values ('word', 0)")
    source.sql("update t set v = 1; delete from t where k = '3'")
    job = ended(server.client, start_job(server.client, "c"))
    assert job["status"] == "completed"
    metadata = job["metadata"]
    assert metadata["failed_document_count"] == 1
    assert metadata["failed_documents"][0]["id"] == source.document_id("t", "word") and field in metadata["failed_documents"][0]["reason"]
    assert job["indexed_document_count"] == 2 and job["deleted_document_count"] == 1 and count(server.client, INDEX) == 2
    source.sql("update t set k = '4' where k = 'word'")
    assert_next_sync_mends(server.client, source, "t")


def test_rows_that_change_during_the_sync(server, source, line):
    """All documents are of one moment: the one at which the sync began to read."""
    tables = ["t", "u"]
    for table in tables:
        source.make_table(table, ROWS)
    source.make_connector(server.client, INDEX)
    before = source.documents(*tables)
    job = held_in_the_middle(server.client, line)
    for table in tables:
        source.sql(f"insert into {table} values (0, 5, 'new'), ({ROWS + 1}, 5, 'new')")
        source.sql(f"update {table} set v = 6 where k in (1, {ROWS}); delete from {table} where k in (2, {ROWS - 1})")
    line.release()
    job = ended(server.client, job)
    assert job["status"] == "completed", job["error"]
    assert values_in_index(server.client, source, *tables) == before
    assert job["indexed_document_count"] == count(server.client, INDEX) == 2 * ROWS
    assert assert_next_sync_mends(server.client, source, *tables)["deleted_document_count"] == 4


def test_a_job_that_is_cancelled_while_its_source_hangs(server, source, line):
    source.make_table("t", ROWS)
    source.make_connector(server.client, INDEX)
    put_orphan(server.client)
    job = held_in_the_middle(server.client, line)
    ok(server.client.put(f"{JOBS}/{job}/_cancel"))
    seen = wait_for_status(server.client, job, "canceled")
    assert has_orphan(server.client) and seen["deleted_document_count"] == 0
    assert 0 < seen["indexed_document_count"] == count(server.client, INDEX) - 1 < ROWS
    line.release()
    assert_next_sync_mends(server.client, source, "t")


def test_a_connector_that_is_deleted_while_its_sync_runs(server, source, line):
    source.make_table("t", ROWS)
    source.make_connector(server.client, INDEX)
    put_orphan(server.client)
    job = held_in_the_middle(server.client, line)
    ok(server.client.delete("/_connector/c"))
    seen = wait_for_status(server.client, job, "error")
    assert "deleted" in seen["error"] and has_orphan(server.client) and seen["deleted_document_count"] == 0
    assert 0 < seen["indexed_document_count"] == count(server.client, INDEX) - 1
    line.release()
    source.make_connector(server.client, INDEX)
    assert_next_sync_mends(server.client, source, "t")


def test_a_configuration_that_changes_while_its_sync_runs(server, source, line):
    """The job goes on with what it was started with; the next one has the new values."""
    source.make_table("t", ROWS)
    source.make_table("other", 10)
    source.make_connector(server.client, INDEX, tables="t")
    job = held_in_the_middle(server.client, line)
    source.configure(server.client, tables="other", password="not this one")
    line.release()
    job = ended(server.client, job)
    assert job["status"] == "completed", job["error"]
    assert values_in_index(server.client, source, "t") == source.documents("t")
    refused = ended(server.client, start_job(server.client, "c"))
    assert refused["status"] == "error" and count(server.client, INDEX) == ROWS
    source.configure(server.client, tables="other")
    assert_next_sync_mends(server.client, source, "other")


def assert_goes_on(server, job, rows):
    """Another process takes the job up where it was, and finishes it as if nothing had been."""
    began = get_job(server.client, job)["started_at"]
    server.arguments = ()
    server.restart()
    done = ended(server.client, job)
    assert done["status"] == "completed", done["error"]
    assert done["started_at"] == began and done["metadata"]["attempts"] == 2 and done["deleted_document_count"] == 1
    assert done["indexed_document_count"] == done["total_document_count"] == count(server.client, INDEX) == rows
    wait_until("the checkpoint is gone", lambda: server.client.get(f"/.sync-job-checkpoints/_doc/{job}").status == 404)


def test_sigterm_in_the_middle_of_a_sync(server, source, line):
    """docs/spec/connector-service.md 23, 7"""
    rows, known = 60000, 20000  # a source tells where it is after so many rows
    source.make_table("t", rows)
    source.make_connector(server.client, INDEX)
    put_orphan(server.client)
    job = held_in_the_middle(server.client, line, size=known * 700, rows=known + 1)
    server.stop()
    line.release()
    server.arguments = ("--no-service",)
    server.start()
    suspended = get_job(server.client, job)
    assert suspended["status"] == "suspended" and has_orphan(server.client)
    assert known <= suspended["indexed_document_count"] == count(server.client, INDEX) - 1 < rows
    assert_goes_on(server, job, rows)
    assert values_in_index(server.client, source, "t") == source.documents("t")


def test_sigterm_before_a_source_has_told_where_it_is(server, source, line):
    source.make_table("t", ROWS)
    source.make_connector(server.client, INDEX)
    job = held_in_the_middle(server.client, line)
    server.stop()
    line.release()
    server.start()
    done = ended(server.client, job)
    assert done["status"] == "completed" and done["metadata"]["restarted"] is True
    assert done["indexed_document_count"] == ROWS
    assert values_in_index(server.client, source, "t") == source.documents("t")


def digests(client, index):
    """Everything but the moment at which a row was read."""
    return {identity: hashlib.md5(json.dumps({name: value for name, value in source.items() if name != "_timestamp"}, sort_keys=True).encode(),
                                  usedforsecurity=False).hexdigest()
            for identity, source in everything(client, index).items()}


@pytest.mark.slow
def test_kill_9_at_half_of_a_large_table(source, line, binary, tmp_path):
    rows = 100_000
    source.seed(rows)
    with Server(binary, tmp_path / "data", arguments=()) as server:
        # Lists that hold numbers and truth values suit no field.
        mappings = {"properties": {source.field("items", "attributes"): {"type": "object", "enabled": False}}}
        for index in (INDEX, "content-undisturbed"):
            ok(server.client.put(f"/{index}", {"mappings": mappings}))
        source.make_connector(server.client, INDEX, database="headrace")
        put_orphan(server.client)
        line.hold_after(rows * 400)  # a row has about 900 bytes
        job = start_job(server.client, "c")
        wait_until_held(server.client, line, job)
        wait_until("there is a checkpoint", lambda: server.client.get(f"/.sync-job-checkpoints/_doc/{job}").status == 200)
        began = get_job(server.client, job)["started_at"]
        server.kill()
        line.release()
        server.arguments = ("--no-service",)
        server.start()
        dead = get_job(server.client, job)
        assert dead["status"] == "in_progress" and dead["started_at"] == began and has_orphan(server.client)
        written = count(server.client, INDEX) - 1
        assert 0 < written < rows
        assert_goes_on(server, job, rows)
        source.make_connector(server.client, "content-undisturbed", "undisturbed", database="headrace")
        assert ended(server.client, start_job(server.client, "undisturbed"))["status"] == "completed"
        assert digests(server.client, INDEX) == digests(server.client, "content-undisturbed")
