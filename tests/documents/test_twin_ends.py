"""Jobs that end otherwise, and the clean-up: docs/spec/document-api.md 9.6 and 9.7. Numbers in names are those of the cases in section 13."""

import pytest

from harness.sync import ok
from twin import CONNECTORS, IDLE_TEXT, JOBS, Twin, stamp
from twin_job import Stopped
from twin_tools import CommandLine
from twin_ways import connector_of, counts, job_of, left_alone, one_job, synced


def test_76_a_cancelled_run(twin):
    twin.during = lambda run: ok(twin.client.put(f"/_connector/_sync_job/{run.id}/_cancel"))
    ended = synced(twin, status="canceled")
    assert ended["canceled_at"] and ended["completed_at"] and ended["cancelation_requested_at"] and ended["error"] is None
    assert counts(ended) == (250, 0, 250)
    made = connector_of(twin)
    assert (made["last_sync_status"], made["status"], made["error"], made["last_sync_error"]) == ("canceled", "connected", None, None)
    assert made.get("sync_cursor") is None
    twin.during = lambda run: None
    assert counts(synced(twin)) == (300, 0, 300), "the next run makes up for it"


def test_76_cancelled_by_the_command_line(twin):
    command_line = CommandLine(Twin(twin.client))
    twin.during = lambda run: command_line.job_cancel(run.id)
    assert synced(twin, status="canceled")["canceled_at"]


def test_77_a_stopped_service_goes_on_later(twin):
    def stop(run):
        raise Stopped
    twin.during = stop
    job = one_job(twin)
    assert twin.execute() == {job: "suspended"}
    assert "completed_at" not in job_of(twin, job)
    made = connector_of(twin)
    assert (made["last_sync_status"], made.get("last_indexed_document_count")) == ("suspended", None)
    again = Twin(twin.client, ["c1"], twin.source, uses_api=twin.uses_api, name="again")
    assert again.execute() == {job: "completed"}
    assert counts(job_of(twin, job)) == (300, 0, 300) and job_of(twin, job)["worker_hostname"] == "again"


def test_77_a_suspended_job_can_be_cancelled(twin):
    def stop(run):
        raise Stopped
    twin.during = stop
    job = one_job(twin)
    assert twin.execute() == {job: "suspended"}
    ok(twin.client.put(f"/_connector/_sync_job/{job}/_cancel"))
    assert job_of(twin, job)["status"] == "canceled" and twin.execute() == {}


def test_78_a_job_that_is_deleted_while_it_runs(twin):
    twin.during = lambda run: ok(twin.client.delete(f"/_connector/_sync_job/{run.id}"))
    job = one_job(twin)
    assert twin.execute() == {job: "error"}
    made, text = connector_of(twin), "Couldn't find the job"
    assert [made[name] for name in ("error", "last_sync_error", "last_access_control_sync_error")] == [text] * 3
    assert [made[name] for name in ("status", "last_sync_status", "last_access_control_sync_status")] == ["error"] * 3
    assert twin.client.get(f"/_connector/_sync_job/{job}").status == 404


def test_a_connector_that_is_removed_while_it_runs(twin):
    twin.during = lambda run: ok(twin.client.delete("/_connector/c1?hard=true"))
    job = one_job(twin)
    begin = len(twin.answers)
    assert twin.execute() == {job: "error"}
    assert job_of(twin, job)["error"] == "Couldn't find the connector" and job_of(twin, job)["completed_at"]
    assert not [path for _, path, _ in twin.answers[begin:] if "_refresh" in path or "_count" in path]
    assert twin.client.get("/_connector/c1").status == 404, "an update of what is gone must not make it anew"


@pytest.mark.parametrize("other", ["_error", "_doc"])
def test_a_job_that_is_taken_out_of_its_state_while_it_runs(twin, other):
    def change(run):
        if other == "_error":
            ok(twin.client.put(f"/_connector/_sync_job/{run.id}/_error", {"error": "by somebody"}))
        else:
            ok(twin.client.post(f"/{JOBS}/_update/{run.id}", {"doc": {"status": "suspended"}}))
    twin.during = change
    job = synced(twin, status="error")
    assert "not running" in job["error"] and connector_of(twin)["last_sync_error"] == job["error"]


def test_a_source_that_breaks_off_is_an_error(twin):
    synced(twin)
    twin.source.broken_after = 260
    job = synced(twin, status="error")
    assert job["error"] == "SourceError: the source went away" and counts(job) == (250, 0, 300)
    made = connector_of(twin)
    assert (made["status"], made["error"], made["last_sync_status"], made["last_sync_error"]) == ("error", job["error"], "error", job["error"])
    assert made["sync_cursor"] == {"c": 1}, "of the run before"
    twin.source.broken_after = None
    synced(twin)
    assert (connector_of(twin)["status"], connector_of(twin)["error"], connector_of(twin)["last_sync_error"]) == ("connected", None, None)


# 9.7

@pytest.mark.parametrize("kind", ["full", "access_control"])
def test_79_a_job_that_nobody_runs_any_more_is_ended(twin, kind):
    job = left_alone(twin, ago=0, job_type=kind)
    assert twin.clean_up() == [] and job_of(twin, job)["status"] == "in_progress", "it was seen just now"
    twin.update(JOBS, job, {"last_seen": stamp(ago=600)})
    assert twin.clean_up() == [job]
    assert (job_of(twin, job)["status"], job_of(twin, job)["error"]) == ("error", IDLE_TEXT)
    field = "last_sync_status" if kind == "full" else "last_access_control_sync_status"
    made = connector_of(twin)
    assert (made[field], made["status"], made["error"]) == ("error", "error", IDLE_TEXT)
    assert twin.clean_up() == [], "once"
    assert synced(twin, kind)["status"] == "completed", "the connector is free again"


def test_79_a_cancelled_job_without_a_worker_is_ended_too(twin):
    job = one_job(twin)
    CommandLine(Twin(twin.client)).job_cancel(job)
    assert job_of(twin, job)["status"] == "canceling" and twin.execute() == {}, "nobody finds it any more but the clean-up"
    assert twin.clean_up() == []
    twin.update(JOBS, job, {"last_seen": stamp(ago=600)})
    assert twin.clean_up() == [job] and job_of(twin, job)["status"] == "error"


def test_79_jobs_of_connectors_of_others_are_left_to_them(server, twin):
    job = left_alone(twin, ago=600)
    assert Twin(server.client, ["c9"]).clean_up() == [] and Twin(server.client).clean_up() == []
    assert job_of(twin, job)["status"] == "in_progress"


def test_80_a_job_of_a_connector_that_is_gone(twin):
    job = one_job(twin)
    twin.update(JOBS, job, {"status": "in_progress"})
    ok(twin.client.delete("/_connector/c1"))
    assert twin.clean_up() == [] and job_of(twin, job)["status"] == "in_progress", "a soft-deleted connector is known"
    assert twin.get(CONNECTORS, "c1")["_source"]["deleted"] is True and twin.supported() == []
    ok(twin.client.delete("/_connector/c1?hard=true"))
    assert twin.clean_up() == [job]
    assert (job_of(twin, job)["status"], job_of(twin, job)["error"]) == ("error", IDLE_TEXT)
