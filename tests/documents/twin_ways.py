"""What the tests of the twin share: a connector that is ready, a job from its schedule to its end, what became of it."""

from harness.sync import ok
from twin import FIELD, JOBS, stamp
from twin_job import JobRun

INDEX, ACL = "search-fake", ".search-acl-filter-search-fake"
MARKERS = {"_attachment", "_attachment_indexed_chars", "_extracted_attachment", "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"}
EVERY_SECOND = {"enabled": True, "interval": "* * * * * ?"}


def pages(number):
    return {f"d{i:04}": {"title": f"Page {i}", "_attachment": "aGVsbG8gIHdvcmxkCg=="} for i in range(number)}


def ready(client, connector="c1", index=INDEX):
    """A connector that was configured, with all three schedules at every second."""
    ok(client.put(f"/_connector/{connector}", {"index_name": index, "service_type": "dir", "is_native": False, "name": "fake"}))
    ok(client.put(f"/_connector/{connector}/_configuration", {"configuration": {"path": {**FIELD, "value": "/data"}}}))
    ok(client.put(f"/_connector/{connector}/_scheduling", {"scheduling": {kind: EVERY_SECOND for kind in ("full", "incremental", "access_control")}}))


def job_of(twin, id_):
    return ok(twin.client.get(f"/_connector/_sync_job/{id_}"))


def connector_of(twin):
    return ok(twin.client.get("/_connector/c1"))


def one_job(twin, kind="full"):
    twin.clock.turn(30)
    job, = twin.schedule([kind])
    return job


def synced(twin, kind="full", status="completed"):
    """A job from its schedule to its end."""
    job = one_job(twin, kind)
    assert twin.execute([kind]) == {job: status}
    return job_of(twin, job)


def counts(job):
    return tuple(job[f"{name}_document_count"] for name in ("indexed", "deleted", "total"))


def asked(twin, method, part):
    return [path for verb, path, _ in twin.answers if verb == method and part in path]


def left_alone(twin, ago, job_type="full"):
    """A job that a service took `ago` seconds ago and did not look at since."""
    job = one_job(twin, job_type)
    run = JobRun(twin, {"_id": job, "_source": twin.get(JOBS, job)["_source"]})
    assert run.begin()
    run.claim()
    twin.update(JOBS, job, {"last_seen": stamp(ago=ago)})
    return job
