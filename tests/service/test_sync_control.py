"""What happens to a sync that does not run undisturbed: cancelled, ended by SIGTERM, killed with -9, started by a schedule.

Nothing is timed. Where a test must catch a sync in the middle and the sync was faster, the folder is doubled and the test tries again."""

from datetime import datetime, timedelta, timezone

import pytest

from harness.server import Server
from harness.sync import (JOBS, assert_index_is_folder, assert_one_job_per_second, connector_after, count, documents, get_job, list_jobs,
                          make_connector, make_many_files, ok, schedule, scheduled_jobs, start_job, sync, wait_for_status)
from harness.wait import wait_until

INDEX = "content-folder"
FILES = 20000
DOUBLINGS = 5


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    root.mkdir()
    return root


class TooFast(Exception):
    """The sync ended before it could be disturbed."""


def with_enough_files(folder, attempt):
    """Calls attempt(files) with ever larger folders until it catches the sync in the middle."""
    files = 0
    for doubling in range(DOUBLINGS):
        wanted = FILES << doubling
        make_many_files(folder, wanted - files, first=files)
        files = wanted
        try:
            return attempt(files)
        except TooFast:
            continue
    raise AssertionError(f"even with {files} files the sync was over before it could be disturbed")


def wait_until_under_way(client, job):
    """Some documents have arrived, and the job is not over."""
    wait_until("the first documents arrive", lambda: count(client, INDEX) > 0 or get_job(client, job)["status"] == "completed")
    if get_job(client, job)["status"] != "in_progress":
        raise TooFast


def drop_index(client):
    ok(client.delete(f"/{INDEX}?ignore_unavailable=true"))


@pytest.mark.slow
def test_a_running_job_that_is_cancelled_ends_canceled_with_true_counters(server, folder):
    client = server.client
    (folder / "first.txt").write_text("so that the folder is there")
    make_connector(client, "c", folder, INDEX)

    def attempt(files):
        drop_index(client)
        job = start_job(client, "c")
        wait_until_under_way(client, job)
        if client.put(f"{JOBS}/{job}/_cancel").status != 200:
            raise TooFast
        return wait_for_status(client, job, "canceled"), files

    job, files = with_enough_files(folder, attempt)
    assert 0 < job["indexed_document_count"] == count(client, INDEX) <= files + 1
    assert job["deleted_document_count"] == 0
    assert job["cancelation_requested_at"] and job["canceled_at"] and job["completed_at"] and not job.get("error")
    connector = connector_after(client, "c", job["id"])
    assert connector["last_sync_status"] == "canceled" and connector["status"] == "connected"
    again = sync(client, "c")
    assert again["indexed_document_count"] == again["total_document_count"] == files + 1
    assert_index_is_folder(client, INDEX, folder)


def test_a_cancelled_sync_deletes_nothing(server, folder):
    """The folder lost its only document of the first sync; a sync that is cancelled before its end must not conclude that."""
    client = server.client
    (folder / "first.txt").write_text("there at first")
    make_connector(client, "c", folder, INDEX)
    sync(client, "c")
    kept = documents(client, INDEX)
    (folder / "first.txt").unlink()

    def attempt(_):
        job = start_job(client, "c")
        wait_for_status(client, job, "in_progress", "completed")
        if client.put(f"{JOBS}/{job}/_cancel").status != 200:
            drop_index(client)
            for identity, source in kept.items():
                ok(client.put(f"/{INDEX}/_doc/{identity}", source))
            raise TooFast
        return wait_for_status(client, job, "canceled")

    job = with_enough_files(folder, attempt)
    assert job["deleted_document_count"] == 0
    for identity in kept:
        assert client.get(f"/{INDEX}/_doc/{identity}").status == 200


def test_a_waiting_job_that_is_cancelled_never_runs(server, folder):
    client = server.client
    make_connector(client, "c", folder, INDEX)
    ok(client.put("/_connector/other", {"service_type": "dir", "index_name": "other"}))  # not native: nobody takes its jobs
    job = start_job(client, "other")
    ok(client.put(f"{JOBS}/{job}/_cancel"))
    sync(client, "c")
    seen = get_job(client, job)
    assert seen["status"] == "canceled" and "started_at" not in seen


@pytest.mark.slow
def test_sigterm_in_the_middle_suspends_the_job_and_the_next_start_completes_it(server, folder):
    make_connector(server.client, "c", folder, INDEX)

    def attempt(files):
        drop_index(server.client)
        job = start_job(server.client, "c")
        wait_until_under_way(server.client, job)
        server.stop()
        server.arguments = ("--no-service",)
        server.start()
        suspended = get_job(server.client, job)
        written = count(server.client, INDEX)
        server.stop()
        server.arguments = ()
        server.start()
        if suspended["status"] == "completed":
            raise TooFast
        return suspended, written, files

    suspended, written, files = with_enough_files(folder, attempt)
    assert suspended["status"] == "suspended" and "completed_at" not in suspended
    assert 0 < suspended["indexed_document_count"] == written <= files
    job = wait_for_status(server.client, suspended["id"], "completed")
    assert job["indexed_document_count"] == job["total_document_count"] == files and job["deleted_document_count"] == 0
    assert job["created_at"] == suspended["created_at"]
    assert_index_is_folder(server.client, INDEX, folder)
    assert connector_after(server.client, "c", job["id"])["last_indexed_document_count"] == files


@pytest.mark.slow
def test_kill_9_in_the_middle_loses_nothing_acknowledged_and_the_next_start_goes_on(server, folder):
    make_connector(server.client, "c", folder, INDEX)

    def attempt(files):
        client = server.client
        drop_index(client)
        job = start_job(client, "c")
        ok(client.put("/_connector/other", {"service_type": "dir", "index_name": "other"}))
        acknowledged = {"jobs": [], "documents": {}}
        wait_until_under_way(client, job)
        for i in range(50):  # while the sync runs
            acknowledged["jobs"].append(start_job(client, "other"))
            acknowledged["documents"][str(i)] = ok(client.put(f"/books/_doc/{i}", {"number": i}))["_seq_no"]
        seen = count(client, INDEX)
        running = get_job(client, job)["status"] == "in_progress"
        server.kill()
        server.check_log()
        server.arguments = ("--no-service",)
        server.start()
        after = get_job(server.client, job)
        assert count(server.client, INDEX) >= seen
        listed = [each["id"] for each in list_jobs(server.client, connector_id="other")]
        assert [each for each in listed if each in acknowledged["jobs"]] == acknowledged["jobs"]
        for identity, seq_no in acknowledged["documents"].items():
            found = ok(server.client.get(f"/books/_doc/{identity}"))
            assert found["_source"] == {"number": int(identity)} and found["_seq_no"] >= seq_no
        server.stop()
        server.arguments = ()
        server.start()
        if not running or after["status"] == "completed":
            raise TooFast
        return after, files

    after, files = with_enough_files(folder, attempt)
    assert after["status"] == "in_progress"
    job = wait_for_status(server.client, after["id"], "completed")
    assert job["indexed_document_count"] == job["total_document_count"] == files and job["deleted_document_count"] == 0
    assert_index_is_folder(server.client, INDEX, folder)
    assert connector_after(server.client, "c", job["id"])["last_sync_status"] == "completed"
    assert sync(server.client, "c")["total_document_count"] == files


@pytest.mark.slow
def test_a_schedule_of_every_second_fires_one_job_per_moment(server, folder):
    client = server.client
    (folder / "one.txt").write_text("one")
    make_connector(client, "c", folder, INDEX)
    since = datetime.now(timezone.utc)
    schedule(client, "c", "* * * * * ?")
    wait_until("eight scheduled jobs", lambda: len(scheduled_jobs(client, "c")) >= 8)
    assert_one_job_per_second(client, "c", since)
    schedule(client, "c", "* * * * * ?", enabled=False)
    for job in scheduled_jobs(client, "c"):
        wait_for_status(client, job["id"], "completed")
    assert_index_is_folder(client, INDEX, folder)


def moment_ahead(seconds):
    moment = (datetime.now(timezone.utc) + timedelta(seconds=seconds)).replace(microsecond=0)
    return moment, f"{moment.second} {moment.minute} {moment.hour} {moment.day} {moment.month} ? {moment.year}"


@pytest.mark.slow
def test_a_moment_fires_once_and_not_again_after_a_restart(server, folder):
    """A later moment of another connector shows that the scheduler has gone past the first one."""
    (folder / "one.txt").write_text("one")
    for name in ("first", "later"):
        make_connector(server.client, name, folder, f"content-{name}")

    def fire(connector):
        def attempt():
            moment, interval = moment_ahead(4)
            schedule(server.client, connector, interval)
            if datetime.now(timezone.utc) >= moment:  # a very slow machine: the moment was over before it was set
                return None
            return wait_until(f"{connector} fires", lambda: scheduled_jobs(server.client, connector))
        return wait_until(f"{connector} can be set ahead of its moment", attempt)

    assert len(fire("first")) == 1
    server.restart()
    assert len(fire("later")) == 1
    assert len(scheduled_jobs(server.client, "first")) == 1


def test_a_disabled_schedule_fires_nothing(server, folder):
    client = server.client
    (folder / "one.txt").write_text("one")
    for name in ("off", "on"):
        make_connector(client, name, folder, f"content-{name}")
    schedule(client, "off", "* * * * * ?", enabled=False)
    schedule(client, "on", "* * * * * ?")
    wait_until("two jobs of the other connector", lambda: len(scheduled_jobs(client, "on")) >= 2)
    assert scheduled_jobs(client, "off") == []


def test_a_server_that_is_told_so_runs_no_service(binary, tmp_path):
    with Server(binary, tmp_path / "data", arguments=("--no-service",)) as quiet:
        ok(quiet.client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c", "is_native": True}))
        job = start_job(quiet.client, "c")
        quiet.restart()
        assert get_job(quiet.client, job)["status"] == "pending"
