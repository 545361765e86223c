"""What a server keeps beside its jobs, and for how long (docs/reference/sync-jobs.md), against a real sync of a real folder."""

import pytest

from harness.server import Server
from harness.sync import get_job, make_connector, ok, sync
from harness.wait import wait_until

INDEX = "content-folder"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    root.mkdir()
    (root / "mill.txt").write_text("The mill grinds.")
    (root / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return root


def log_of(server, job):
    return ok(server.client.get(f"/_headrace/sync_jobs/{job}/log"))["results"]


def synced(server, folder):
    make_connector(server.client, "c", folder, INDEX)
    job = sync(server.client, "c")["id"]
    wait_until("the end is in the log", lambda: "ended" in [line["event"] for line in log_of(server, job)])
    return job


@pytest.mark.parametrize("arguments", [(), ("--strict",)], ids=["default", "strict"])
def test_a_sync_can_be_read_about(binary, tmp_path, folder, arguments):
    with Server(binary, tmp_path / "data", arguments=arguments) as server:
        job = synced(server, folder)
        lines = log_of(server, job)
        assert [line["event"] for line in lines] == ["started", "ended"] and {line["connector_id"] for line in lines} == {"c"}
        assert lines == sorted(lines, key=lambda line: (line["@timestamp"], line["sequence"]))
        failure, = ok(server.client.get(f"/_headrace/sync_jobs/{job}/failures"))["results"]
        assert failure["stage"] == "text" and "photo.png" in failure["reason"] and failure["scope"] == str(folder)
        again = server.client.post(f"/_headrace/sync_jobs/{job}/_rerun")
        assert again.status == 201 and get_job(server.client, job)["status"] == "completed"
        assert get_job(server.client, again.json()["id"])["connector"]["id"] == "c"


def test_what_was_told_stays_when_the_job_is_deleted(server, folder):
    job = synced(server, folder)
    ok(server.client.delete(f"/_connector/_sync_job/{job}"))
    assert len(log_of(server, job)) == 2
    assert server.client.post(f"/_headrace/sync_jobs/{job}/_rerun").status == 404


@pytest.mark.parametrize("age, stays", [("1d", False), ("0", True)])
def test_old_lines_go_when_the_server_starts(binary, tmp_path, folder, age, stays):
    with Server(binary, tmp_path / "data", arguments=()) as server:
        job = synced(server, folder)
        for index in (".sync-job-log", ".sync-job-failures"):
            ok(server.client.put(f"/{index}/_doc/old", {"@timestamp": "2020-01-01T00:00:00Z", "sync_job_id": job}))
        ok(server.client.put("/.sync-job-checkpoints/_doc/nobody", {"scopes": {}}))
    with Server(binary, tmp_path / "data", arguments=("--job-log-age", age)) as server:
        wait_until("the checkpoint of a job that is gone is removed, last of all",
                   lambda: server.client.get("/.sync-job-checkpoints/_doc/nobody").status == 404)
        assert (log_of(server, job)[0]["id"] == "old") == stays and len(log_of(server, job)) == 2 + stays
        assert server.client.get("/.sync-job-failures/_doc/old").status == (200 if stays else 404)
