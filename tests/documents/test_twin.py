"""The paths of docs/spec/document-api.md 9, by the scripted twin of the service. The numbers are those of the cases in section 13."""

import concurrent.futures

import pytest

from harness.server import Server
from harness.sync import ok
from twin import CONNECTORS, JOBS, Stopped, Twin, stamp

SOURCE = {f"d{i}": {"title": f"Page {i}", "_attachment": "aGVsbG8gIHdvcmxk"} for i in range(300)}


@pytest.fixture(params=[True, False], ids=["api", "documents"])
def twin(server, request):
    ok(server.client.put("/_connector/c1", {"index_name": "search-fake", "service_type": "dir", "is_native": False, "name": "fake"}))
    made = Twin(server.client, ["c1"], dict(SOURCE), uses_api=request.param)
    made.preflight()
    yield made
    assert all(status < 500 and status != 406 for _, _, status in made.answers)  # 88


def job_of(twin, id_):
    return ok(twin.client.get(f"/_connector/_sync_job/{id_}"))


def connector_of(twin):
    return ok(twin.client.get("/_connector/c1"))


def only_job(twin):
    jobs = twin.schedule(stamp())
    assert len(jobs) == 1
    return jobs[0]


def test_74_75_a_whole_run(twin):
    job = only_job(twin)
    assert twin.execute() == [job]
    ended = job_of(twin, job)
    assert (ended["status"], ended["indexed_document_count"], ended["deleted_document_count"], ended["total_document_count"]) == ("completed", 300, 0, 300)
    connector = connector_of(twin)
    assert (connector["last_sync_status"], connector["status"], connector["error"], connector["sync_cursor"]) == ("completed", "connected", None, {"c": 1})
    document = ok(twin.client.get("/search-fake/_doc/d7"))["_source"]
    assert document["body"] == "hello world" and not any(name in document for name in ("_attachment", "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"))
    for id_ in list(twin.source)[:30]:
        del twin.source[id_]
    again = only_job(twin)
    assert twin.execute() == [again]
    assert (job_of(twin, again)["deleted_document_count"], job_of(twin, again)["total_document_count"]) == (30, 270)


def test_75_one_service_each_way(server, twin):
    other = Twin(server.client, ["c1"], dict(SOURCE), uses_api=not twin.uses_api, name="other")
    job = only_job(twin)
    assert other.execute() == [job]
    assert job_of(twin, job)["status"] == "completed"


def test_76_a_cancelled_run(twin):
    job = only_job(twin)
    twin.during = lambda twin, job: ok(twin.client.put(f"/_connector/_sync_job/{job['_id']}/_cancel"))
    twin.execute()
    ended = job_of(twin, job)
    assert ended["status"] == "canceled" and ended["canceled_at"] and ended["completed_at"]
    assert connector_of(twin)["last_sync_status"] == "canceled"


def test_76_cancelled_by_the_command_line(twin):
    job = only_job(twin)

    def cancel(twin, job):
        for hit in twin.search(JOBS, {"bool": {"must": [{"term": {"_id": job["_id"]}}]}}):
            twin.update(JOBS, hit["_id"], {"last_seen": stamp(), "status": "canceling", "error": None})
    twin.during = cancel
    twin.execute()
    assert job_of(twin, job)["status"] == "canceled"


def test_77_a_stopped_service_goes_on_later(twin):
    job = only_job(twin)

    def stop(twin, job):
        raise Stopped
    twin.during = stop
    twin.execute()
    assert job_of(twin, job)["status"] == "suspended" and "completed_at" not in job_of(twin, job)
    assert connector_of(twin)["last_sync_status"] == "suspended"
    twin.during = lambda twin, job: None
    assert twin.execute() == [job]
    assert job_of(twin, job)["status"] == "completed"


def test_78_a_job_that_is_deleted_while_it_runs(twin):
    job = only_job(twin)
    twin.during = lambda twin, job: twin.client.delete(f"/{JOBS}/_doc/{job['_id']}")
    twin.execute()
    assert connector_of(twin)["error"] == "Couldn't find the job" == connector_of(twin)["last_sync_error"]
    assert twin.client.get(f"/_connector/_sync_job/{job}").status == 404


def test_79_a_job_that_nobody_runs_any_more_is_ended(twin):
    job = only_job(twin)
    hit = {"_id": job, **{"_source": twin.get(JOBS, job)["_source"]}}
    assert twin.begin(hit)
    twin.claim(hit)
    twin.clean_up()
    assert job_of(twin, job)["status"] == "in_progress", "it was seen just now"
    twin.update(JOBS, job, {"last_seen": stamp(ago=600)})
    twin.clean_up()
    assert (job_of(twin, job)["status"], job_of(twin, job)["error"]) == ("error", "The job has not seen any update for some time.")
    assert connector_of(twin)["last_sync_status"] == "error"


def test_80_a_job_of_a_connector_that_is_gone(twin):
    job = only_job(twin)
    twin.update(JOBS, job, {"status": "in_progress"})
    ok(twin.client.delete("/_connector/c1"))
    twin.clean_up()
    assert job_of(twin, job)["status"] == "in_progress", "a soft-deleted connector is known"
    ok(twin.client.delete("/_connector/c1?hard=true"))
    twin.clean_up()
    assert job_of(twin, job)["status"] == "error"


def test_81_82_access_control(twin):
    twin.source = {"anna": {"query": {"a": 1}}, "bert": {"query": {"b": 1}}}
    jobs = twin.schedule(stamp(), "access_control")
    assert twin.execute(["access_control"]) == jobs
    assert ok(twin.client.get("/.search-acl-filter-search-fake/_count"))["count"] == 2
    assert connector_of(twin)["last_access_control_sync_status"] == "completed"
    twin.source = {"anna": {"query": {"a": 2}}, "carl": {"query": {}}}
    again = twin.schedule(stamp(), "access_control")
    assert twin.execute(["access_control"]) == again
    assert ok(twin.client.get("/.search-acl-filter-search-fake/_doc/anna"))["_source"]["query"] == {"a": 2}
    assert twin.client.get("/.search-acl-filter-search-fake/_doc/bert").status == 404
    assert (job_of(twin, again[0])["indexed_document_count"], job_of(twin, again[0])["deleted_document_count"]) == (2, 1)


def test_82_a_basic_licence_is_told(binary, tmp_path):
    with Server(binary, tmp_path / "data", arguments=("--no-service", "--license", "basic")) as server:
        assert ok(server.client.get("/_license"))["license"]["type"] == "basic"


def test_83_a_key_of_ones_own_for_the_content(binary, tmp_path):
    with Server(binary, tmp_path / "data", password="twin-password") as server:
        ok(server.client.put("/_connector/c1", {"index_name": "search-fake", "service_type": "dir"}))
        key = ok(server.client.put("/_security/api_key", {"name": "k", "role_descriptors": {"r": {"cluster": ["monitor"], "index": [{"names": ["search-fake", ".search-acl-filter-search-fake"], "privileges": ["all"]}]}}}))["encoded"]
        content = server.new_client(authorization=f"ApiKey {key}")
        line = '{"index":{"_index":"search-fake","_id":"1"}}\n{}\n'
        lines = {"Content-Type": "application/x-ndjson"}
        ok(content.get("/_license"))
        assert content.get("/search-fake?ignore_unavailable=true").json() == {}
        ok(content.put("/search-fake", None))
        assert content.request("HEAD", "/search-fake").status == 200
        assert ok(content.put("/_bulk?pipeline=search-default-ingestion", line, headers=lines))["errors"] is False
        page = ok(content.post("/search-fake/_search?scroll=5m", {"size": 1000, "sort": "_doc"}))
        ok(content.post("/_search/scroll", {"scroll_id": page["_scroll_id"]}))
        ok(content.request("DELETE", "/_search/scroll", {"scroll_id": page["_scroll_id"]}))
        ok(content.post("/search-fake/_refresh"))
        assert ok(content.post("/search-fake/_count"))["count"] == 1
        other = ok(server.client.put("/_security/api_key", {"name": "o", "role_descriptors": {"r": {"cluster": ["monitor"], "index": [{"names": ["elsewhere"], "privileges": ["all"]}]}}}))["encoded"]
        stranger = server.new_client(authorization=f"ApiKey {other}")
        assert stranger.post("/search-fake/_search?scroll=5m", {}).status == 403
        assert stranger.put("/_bulk", line, headers=lines).json()["items"][0]["index"]["status"] == 403


def test_84_what_the_set_up_tool_does_and_the_check_afterwards(twin):
    client = twin.client
    ok(client.get("/_ingest/pipeline/search-default-ingestion"))
    ok(client.put("/_connector/c1/_scheduling", {"scheduling": {"full": {"enabled": True, "interval": "1 * * * * ?"}}}))
    ok(client.put("/_connector/c1/_configuration", {"configuration": {"directory": {"label": "d", "type": "str", "value": "/tmp", "display": "text", "required": True, "order": 1, "sensitive": False, "options": [], "depends_on": [], "validations": [], "ui_restrictions": [], "default_value": "", "tooltip": ""}}}))
    if client.request("HEAD", "/search-fake").status == 200:
        ok(client.delete("/search-fake?ignore_unavailable=true"))
    ok(client.put("/search-fake", None))
    only_job(twin)
    twin.execute()
    ok(client.post("/search-fake/_refresh"))
    assert ok(client.post("/search-fake/_count"))["count"] >= 300
    first = ok(client.post("/search-fake/_search", {"query": {"match_all": {}}}))["hits"]["hits"][0]["_source"]
    assert len(first) >= 3 and "_extract_binary_content" not in first and "_attachment" not in first


def test_85_what_the_command_line_does(server):
    client = server.client
    for index in (".elastic-connectors-v1", ".elastic-connectors-sync-jobs-v1"):
        assert client.request("HEAD", f"/{index}").status == 200
    assert client.request("HEAD", "/search-new").status == 404
    assert ok(client.post(f"/{CONNECTORS}/_search", {"query": {"match": {"index_name": "search-new"}}}))["hits"]["total"]["value"] == 0
    ok(client.put("/search-new", None))
    key = ok(client.put("/_security/api_key", {"name": "search-new-connector", "role_descriptors": {"r": {"cluster": ["monitor"], "index": [{"names": ["search-new"], "privileges": ["all"]}]}}}))
    made = ok(client.post(f"/{CONNECTORS}/_doc", {"index_name": "search-new", "service_type": "dir", "status": "configured", "api_key_id": key["id"], "is_native": False, "filtering": [], "scheduling": {}, "configuration": {}}))
    job = ok(client.post(f"/{JOBS}/_doc", {"connector": {"id": made["_id"], "index_name": "search-new"}, "status": "pending", "job_type": "full", "trigger_method": "on_demand", "created_at": stamp()}))
    listed = ok(client.post(f"/{JOBS}/_search", {"query": {"bool": {"must": [{"term": {"connector.id": made["_id"]}}]}}, "sort": [{"created_at": "asc"}]}))
    assert [hit["_id"] for hit in listed["hits"]["hits"]] == [job["_id"]]
    ok(client.put("/search-new/_doc/1", {}))
    assert ok(client.get("/*/_stats"))["indices"]["search-new"]["primaries"]["docs"]["count"] == 1
    assert ok(client.post("/search-new/_delete_by_query?ignore_unavailable=true", {"query": {"match_all": {}}}))["deleted"] == 1
    ok(client.delete("/search-new?ignore_unavailable=true"))


def at_once(functions):
    with concurrent.futures.ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(function) for function in functions]]


def test_many_services_make_one_job_a_moment_and_run_each_once(server, twin):
    twins = [Twin(server.new_client(), ["c1"], {f"d{i}": {} for i in range(20)}, uses_api=n % 2 == 0, name=f"t{n}") for n in range(6)]
    for _ in range(5):
        moment = stamp()
        made = at_once([lambda each=each: each.schedule(moment) for each in twins])
        assert sum(len(jobs) for jobs in made) == 1
        ran = at_once([each.execute for each in twins])
        assert sum(len(jobs) for jobs in ran) <= 1
        for _ in range(20):  # where all of them saw the connector change, a later poll takes it
            if any(ran):
                break
            ran = at_once([each.execute for each in twins])
        assert sum(len(jobs) for jobs in ran) == 1
    jobs = ok(server.client.get("/_connector/_sync_job"))
    assert jobs["count"] == 5 and {job["status"] for job in jobs["results"]} == {"completed"}
