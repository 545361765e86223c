"""`headrace work`: the connector service alone, over HTTP, with a configuration file of the Elastic connector service."""

from datetime import datetime, timezone

import pytest

from harness.command import assert_complains
from harness.proxy import RecordingProxy
from harness.sync import (JOBS, assert_index_is_folder, assert_one_job_per_second, configure, connector_after, count, get_job, list_jobs,
                          make_connector, make_many_files, ok, schedule, scheduled_jobs, start_job, sync, wait_for_status)
from harness.wait import wait_until
from harness.worker import Worker, configuration_for

INDEX = "search-folder"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    (root / "below").mkdir(parents=True)
    (root / "one.txt").write_text("one")
    (root / "below" / "two.md").write_text("# two")
    return root


def test_it_syncs_the_connectors_that_its_file_lists(server, binary, folder, tmp_path):
    client = server.client
    with Worker(binary, tmp_path / "worker", configuration_for(server.url, "mine")):
        make_connector(client, "mine", folder, INDEX, native=False)
        first = sync(client, "mine")
        assert (first["indexed_document_count"], first["total_document_count"]) == (2, 2)
        assert_index_is_folder(client, INDEX, folder)
        (folder / "one.txt").unlink()
        (folder / "three.txt").write_text("three")
        second = sync(client, "mine")
        assert (second["indexed_document_count"], second["deleted_document_count"], second["total_document_count"]) == (2, 1, 2)
        assert_index_is_folder(client, INDEX, folder)
        connector = connector_after(client, "mine", second["id"])
        assert connector["status"] == "connected" and connector["last_sync_error"] is None
        lost = folder.parent / "never-there"
        configure(client, "mine", lost)
        failed = wait_for_status(client, start_job(client, "mine"), "error")
        assert str(lost) in failed["error"] and failed["deleted_document_count"] == 0
        assert_index_is_folder(client, INDEX, folder)


def test_the_service_inside_the_server_leaves_others_connectors_alone(server, folder):
    client = server.client
    ok(client.put("/_connector/mine", {"service_type": "dir", "index_name": INDEX}))
    left = start_job(client, "mine")
    make_connector(client, "native", folder, "content-native")
    sync(client, "native")  # created later, and the oldest job is taken first
    assert get_job(client, left)["status"] == "pending"
    assert ok(client.get("/_connector/mine"))["configuration"] == {}


def test_a_worker_leaves_connectors_alone_that_its_file_does_not_list(server, binary, folder, tmp_path):
    client = server.client
    ok(client.put("/_connector/theirs", {"service_type": "dir", "index_name": "search-theirs"}))
    left = start_job(client, "theirs")
    with Worker(binary, tmp_path / "worker", configuration_for(server.url, "mine")):
        make_connector(client, "mine", folder, INDEX, native=False)
        sync(client, "mine")
    assert get_job(client, left)["status"] == "pending"


@pytest.mark.slow
def test_two_workers_on_one_connector_never_both_run_a_job(server, binary, folder, tmp_path):
    """Each worker has a proxy of its own that remembers what it asked the server for."""
    client = server.client
    make_many_files(folder, 300)
    with RecordingProxy(server.port) as one, RecordingProxy(server.port) as two:
        proxies = {"one": one, "two": two}
        workers = [Worker(binary, tmp_path / name, configuration_for(proxy.url, "mine")) for name, proxy in proxies.items()]
        with workers[0], workers[1]:
            make_connector(client, "mine", folder, INDEX, native=False)
            for _ in range(12):
                # One at a time and all at once: both ways the workers race for it.
                wait_for_status(client, start_job(client, "mine"), "completed")
            together = [start_job(client, "mine") for _ in range(6)]
            for job in together:
                wait_for_status(client, job, "completed")
            for worker in workers:
                worker.check_alive()
    jobs = [job["id"] for job in list_jobs(client, connector_id="mine")]
    assert len(jobs) == 18
    for job in jobs:
        claims = [name for name, proxy in proxies.items() for each in proxy.exchanges
                  if each.path == f"{JOBS}/{job}/_claim" and each.status == 200]
        reports = {name for name, proxy in proxies.items() for each in proxy.exchanges
                   if each.path == f"{JOBS}/{job}/_stats" and each.status == 200}
        assert len(claims) == 1, f"job {job} was claimed by {claims}"
        assert reports <= set(claims), f"job {job} was claimed by {claims}, and reported by {reports}"
    assert_index_is_folder(client, INDEX, folder)


@pytest.mark.slow
def test_two_workers_with_one_schedule_make_one_job_per_moment(server, binary, folder, tmp_path):
    client = server.client
    workers = [Worker(binary, tmp_path / name, configuration_for(server.url, "mine")) for name in ("one", "two")]
    with workers[0], workers[1]:
        make_connector(client, "mine", folder, INDEX, native=False)
        since = datetime.now(timezone.utc)
        schedule(client, "mine", "* * * * * ?")
        wait_until("eight scheduled jobs", lambda: len(scheduled_jobs(client, "mine")) >= 8)
        assert_one_job_per_second(client, "mine", since)
        for worker in workers:
            worker.check_alive()


@pytest.mark.slow
def test_a_worker_that_is_stopped_in_the_middle_suspends_its_job_and_goes_on_with_it(server, binary, folder, tmp_path):
    client = server.client
    worker = Worker(binary, tmp_path / "worker", configuration_for(server.url, "mine"))
    files = 2
    with worker:
        make_connector(client, "mine", folder, INDEX, native=False)
    for doubling in range(5):
        wanted = 20000 << doubling
        make_many_files(folder, wanted - (files - 2), first=files - 2)
        files = wanted + 2
        ok(client.delete(f"/{INDEX}?ignore_unavailable=true"))
        worker.start()
        job = start_job(client, "mine")
        wait_until("the first documents arrive", lambda: count(client, INDEX) > 0)
        worker.stop()
        seen = get_job(client, job)
        if seen["status"] == "suspended":
            break
        assert seen["status"] == "completed", seen
    assert seen["status"] == "suspended" and seen["indexed_document_count"] == count(client, INDEX)
    with worker:
        done = wait_for_status(client, job, "completed")
    assert done["indexed_document_count"] == done["total_document_count"] == files
    assert_index_is_folder(client, INDEX, folder)


@pytest.mark.slow
def test_a_job_cancelled_while_its_worker_stands_still_is_canceled_when_it_moves_again(server, binary, folder, tmp_path):
    """The worker is stopped by SIGSTOP in the middle of a sync, so that the cancellation is certain to come in time."""
    client = server.client
    with Worker(binary, tmp_path / "worker", configuration_for(server.url, "mine")) as worker:
        make_connector(client, "mine", folder, INDEX, native=False)
        files = 0
        for doubling in range(5):
            make_many_files(folder, (20000 << doubling) - files, first=files)
            files = 20000 << doubling
            job = start_job(client, "mine")
            wait_for_status(client, job, "in_progress", "completed")
            worker.pause()
            accepted = client.put(f"{JOBS}/{job}/_cancel").status == 200
            worker.go_on()
            if accepted:
                break
        assert accepted, "the sync was always faster"
        seen = wait_for_status(client, job, "canceled")
        assert seen["deleted_document_count"] == 0 and seen["canceled_at"]
        worker.check_alive()
    assert count(client, INDEX) >= seen["indexed_document_count"]


@pytest.mark.slow
def test_it_waits_for_a_server_that_is_not_there_yet(server, binary, folder, tmp_path):
    client = server.client
    ok(client.put("/_connector/mine", {"service_type": "dir", "index_name": INDEX}))
    url = server.url
    server.stop()
    with Worker(binary, tmp_path / "worker", configuration_for(url, "mine")) as worker:
        wait_until("the worker says that it does not reach the server", worker.log)
        server.start()
        assert server.url == url, "the port was taken by somebody else meanwhile"
        worker.check_alive()
        make_connector(server.client, "mine", folder, INDEX, native=False)
        sync(server.client, "mine")


def test_without_a_connector_to_work_for_it_says_so(headrace, tmp_path):
    assert_complains(headrace("work"), 2, "--connector", "--native")
    (tmp_path / "empty.yml").write_text("elasticsearch:\n  host: http://127.0.0.1:9\n")
    assert_complains(headrace("work", "--config", tmp_path / "empty.yml"), 2, "empty.yml")


@pytest.mark.parametrize("text", ["connectors: [", "connectors: 5\n", "service:\n  idling: [1]\nconnectors:\n  - connector_id: c\n    service_type: dir\n"])
def test_a_broken_configuration_file_is_named(headrace, tmp_path, text):
    (tmp_path / "broken.yml").write_text(text)
    assert_complains(headrace("work", "--config", tmp_path / "broken.yml"), 2, "broken.yml")


def test_a_missing_configuration_file_is_named(headrace, tmp_path):
    assert_complains(headrace("work", "--config", tmp_path / "nowhere.yml"), 2, "nowhere.yml")
