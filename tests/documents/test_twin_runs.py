"""Jobs from their start to a good end: docs/spec/document-api.md 9.3 to 9.5, and 2.6. Numbers in names are those of the cases in section 13."""

import pytest

from harness.server import Server
from harness.sync import ok
from twin import CONNECTORS, JOBS, Source, Twin
from twin_job import JobRun
from twin_ways import ACL, INDEX, MARKERS, asked, connector_of, counts, job_of, one_job, pages, ready, synced


def test_74_75_a_whole_run(twin):
    first = synced(twin)
    assert counts(first) == (300, 0, 300) and first["error"] is None and first["started_at"] and first["completed_at"] and first["worker_hostname"] == "twin"
    made = connector_of(twin)
    assert (made["last_sync_status"], made["status"], made["error"], made["last_sync_error"], made["sync_cursor"]) == ("completed", "connected", None, None, {"c": 1})
    assert (made["last_indexed_document_count"], made["last_deleted_document_count"]) == (300, 0)
    document = ok(twin.client.get(f"/{INDEX}/_doc/d0007"))["_source"]
    assert document["body"] == "hello world" and not MARKERS & set(document)
    for id_ in list(twin.source.documents)[:30]:
        del twin.source.documents[id_]
    again = synced(twin)
    assert counts(again) == (270, 30, 270)
    assert ok(twin.client.get("/_connector/_sync_job?connector_id=c1"))["count"] == 2


def test_74_a_whole_run_in_strict_mode(binary, tmp_path):
    with Server(binary, tmp_path / "data", arguments=("--no-service", "--strict")) as server:
        ready(server.client)
        twin = Twin(server.client, ["c1"], Source(pages(20), {"anna": {"query": {}}}))
        twin.preflight()
        assert counts(synced(twin)) == (20, 0, 20)
        assert counts(synced(twin, "access_control"))[:2] == (1, 0)
        assert twin.clean_up() == []


def test_75_one_service_each_way(server, twin):
    other = Twin(server.client, ["c1"], Source(pages(10)), uses_api=not twin.uses_api, name="other")
    job = one_job(twin)
    assert other.execute() == {job: "completed"}
    assert job_of(twin, job)["worker_hostname"] == "other" and counts(job_of(twin, job)) == (10, 0, 10)
    twin.source.documents = pages(5)
    other.clock.turn(60)
    other.woke_up = other.clock.now()
    other.clock.turn(30)
    back, = other.schedule()
    assert twin.execute() == {back: "completed"}
    assert counts(job_of(twin, back)) == (5, 5, 5)


def test_73_an_incremental_run_gets_the_cursor(twin):
    synced(twin)
    job = one_job(twin, "incremental")
    run = JobRun(twin, {"_id": job, "_source": twin.get(JOBS, job)["_source"]})
    assert run.begin()
    run.claim()
    stored = twin.get(JOBS, job)["_source"]
    nested, literal = stored["connector"].get("sync_cursor"), stored.get("connector.sync_cursor")
    assert (nested, literal) == (({"c": 1}, None) if twin.uses_api else (None, {"c": 1}))
    seen = job_of(twin, job)
    assert (seen["connector"].get("sync_cursor"), seen.get("connector.sync_cursor")) == (nested, literal)


def test_an_incremental_run_updates_what_is_there(twin):
    synced(twin)
    before = ok(twin.client.get(f"/{INDEX}/_doc/d0001"))
    twin.source.documents = {**pages(300), "d0001": {"title": "changed", "_attachment": "bmV3"}, "d9999": {"title": "new"}}
    assert counts(synced(twin, "incremental")) == (301, 0, 301)
    after = ok(twin.client.get(f"/{INDEX}/_doc/d0001"))
    assert after["_version"] == before["_version"] + 1 and (after["_source"]["title"], after["_source"]["body"]) == ("changed", "new")
    assert not MARKERS & set(after["_source"]), "the pipeline runs on doc"


def test_when_nothing_changed_the_index_is_left_alone(twin):
    twin.source.changed = False
    job = synced(twin)
    assert counts(job) == (0, 0, 0)
    assert twin.client.request("HEAD", f"/{INDEX}").status == 404


def test_a_job_whose_connector_is_busy_waits(twin):
    twin.update(CONNECTORS, "c1", {"last_sync_status": "in_progress"})
    job = one_job(twin)
    assert twin.execute() == {} and job_of(twin, job)["status"] == "pending"
    twin.update(CONNECTORS, "c1", {"last_sync_status": "completed"})
    assert twin.execute() == {job: "completed"}


def test_items_that_fail_are_counted_and_too_many_fail_the_job(twin):
    ok(twin.client.put("/_ingest/pipeline/picky", {"processors": [{"fail": {"message": "not this one", "if": "ctx?.bad == true"}}, {"drop": {"if": "ctx?.dropped == true"}},
                                                                  {"pipeline": {"name": "search-default-ingestion"}}]}))
    ok(twin.client.put("/_connector/c1/_pipeline", {"pipeline": {"name": "picky", "extract_binary_content": True, "reduce_whitespace": True, "run_ml_inference": False}}))
    twin.source.documents = {**pages(20), **{f"bad{i}": {"bad": True} for i in range(5)}, "dropped": {"dropped": True}}
    assert counts(synced(twin)) == (21, 0, 20), "what the pipeline drops is no failure"
    twin.source.documents |= {f"e{i:02}": {"bad": True} for i in range(20)}
    job = synced(twin, status="error")
    assert "too many failures in a row" in job["error"] and "not this one" in job["error"]
    assert ok(twin.client.get(f"/{INDEX}/_count"))["count"] == 20


def test_a_pipeline_that_is_not_there_fails_every_item(twin):
    ok(twin.client.put("/_connector/c1/_pipeline", {"pipeline": {"name": "nobody", "extract_binary_content": True, "reduce_whitespace": True, "run_ml_inference": False}}))
    assert "pipeline with id [nobody] does not exist" in synced(twin, status="error")["error"]


# 9.5

def test_81_access_control(twin):
    twin.source.users = {"anna": {"query": {"a": 1}, "_timestamp": "1"}, "bert": {"query": {"b": 1}, "_timestamp": "1"}}
    synced(twin, "access_control")
    assert not asked(twin, "PUT", f"/{ACL}"), "the bulk makes the index"
    assert ok(twin.client.get(f"/{ACL}/_count"))["count"] == 2
    made = connector_of(twin)
    assert made["last_access_control_sync_status"] == "completed" and made.get("last_sync_status") is None and made.get("sync_cursor") is None
    assert ACL not in ok(twin.client.get("/*"))
    twin.source.users = {"anna": {"query": {"a": 2}, "_timestamp": "2"}, "carl": {"query": {}, "_timestamp": "2"}}
    job = synced(twin, "access_control")
    assert counts(job)[:2] == (2, 1)
    anna = ok(twin.client.get(f"/{ACL}/_doc/anna"))
    assert anna["_source"]["query"] == {"a": 2} and anna["_version"] == 2
    assert twin.client.get(f"/{ACL}/_doc/bert").status == 404
    same = ok(twin.client.get(f"/{ACL}/_doc/carl"))["_seq_no"]
    assert counts(synced(twin, "access_control"))[:2] == (0, 0)
    assert ok(twin.client.get(f"/{ACL}/_doc/carl"))["_seq_no"] == same, "unchanged users are left alone"


@pytest.mark.parametrize("licence, runs", [("basic", False), ("platinum", True), ("enterprise", True), ("trial", True)])
def test_82_access_control_needs_a_licence(binary, tmp_path, licence, runs):
    with Server(binary, tmp_path / "data", arguments=("--no-service", "--license", licence)) as server:
        assert ok(server.client.get("/_license"))["license"]["type"] == licence
        ready(server.client)
        twin = Twin(server.client, ["c1"], Source({"d": {}}, {"anna": {"query": {}}}))
        jobs = twin.schedule(["full", "access_control"])
        assert [job_of(twin, job)["job_type"] for job in jobs] == (["access_control", "full"] if runs else ["full"])
        assert list(twin.execute(["access_control"]).values()) == (["completed"] if runs else [])
        assert list(twin.execute().values()) == ["completed"]


# 2.6

@pytest.fixture
def guarded_server(binary, tmp_path):
    with Server(binary, tmp_path / "data", password="twin-password") as server:
        ready(server.client)
        yield server


def key_for(server, *indices):
    made = ok(server.client.put("/_security/api_key", {"name": "k", "role_descriptors": {"r": {"cluster": ["monitor"], "index": [{"names": list(indices), "privileges": ["all"]}]}}}))
    return server.new_client(authorization=f"ApiKey {made['encoded']}")


@pytest.mark.parametrize("uses_api", [True, False], ids=["api", "documents"])
def test_83_the_content_is_reached_with_a_key_of_its_own(guarded_server, uses_api):
    source = Source(pages(300), {"anna": {"query": {}}})
    twin = Twin(guarded_server.client, ["c1"], source, uses_api=uses_api, content=key_for(guarded_server, INDEX, ACL))
    assert counts(synced(twin)) == (300, 0, 300)
    del source.documents["d0000"]
    assert counts(synced(twin)) == (299, 1, 299)
    assert counts(synced(twin, "access_control"))[:2] == (1, 0)
    assert twin.content.get(f"/{CONNECTORS}/_doc/c1").status == 403
    stranger = Twin(guarded_server.client, ["c1"], source, uses_api=uses_api, content=key_for(guarded_server, "elsewhere"), clock=twin.clock)
    job = synced(stranger, status="error")
    assert "not authorized" in job["error"] and INDEX in job["error"]
    assert (connector_of(stranger)["status"], connector_of(stranger)["last_sync_status"], connector_of(stranger)["last_sync_error"]) == ("error", "error", job["error"])
