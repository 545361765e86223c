"""`headrace work` before it works: what it looks at first, what it says when that is not good, and what it can be told to do."""

import json
import re

import pytest

from harness.command import assert_complains, clean_environment, run
from harness.server import Server, free_port
from harness.sync import get_job, make_connector, ok, start_job, sync
from harness.wait import wait_until
from harness.worker import Worker, configuration_for


@pytest.fixture
def work(binary, tmp_path):
    def run_work(*arguments, **more):
        return run(binary, "work", "--data", tmp_path / "data", *arguments, environment=clean_environment(tmp_path, **more))
    return run_work


def assert_gives_up(said, status, *words):
    """After what it logged it says three lines that hold `words`."""
    assert said.status == status, said
    last = said.complaint[-3:]
    assert not any(line.startswith("{") for line in last), said.stderr
    for word in words:
        assert word in "\n".join(last), f"{word!r} is missing in:\n{last}"


def test_a_target_that_does_not_answer_is_waited_for_and_then_told_with_status_5(work, tmp_path):
    port = free_port()
    (tmp_path / "config.yml").write_text(configuration_for(f"http://127.0.0.1:{port}", "mine").replace(
        "elasticsearch:", "elasticsearch:\n  max_wait_duration: 1\n  initial_backoff_duration: 0.2"))
    said = work("--config", tmp_path / "config.yml", "--no-auth")
    assert_gives_up(said, 5, f"127.0.0.1:{port}", "max_wait_duration")
    assert said.stderr.count("does not answer yet") >= 3  # pauses of 0.2, 0.4 and 0.4 s


def test_a_signal_ends_the_wait_for_the_target(binary, tmp_path):
    worker = Worker(binary, tmp_path, configuration_for(f"http://127.0.0.1:{free_port()}", "mine")).start()
    wait_until("it waits", lambda: "does not answer yet" in worker.log())
    worker.stop()


def test_a_wrong_password_is_told_at_once(binary, work, tmp_path):
    with Server(binary, tmp_path / "server", password="right-password") as server:
        (tmp_path / "config.yml").write_text(configuration_for(server.url, "mine"))
        assert_gives_up(work("--config", tmp_path / "config.yml"), 4, "401", "elasticsearch.api_key")


def test_a_target_without_connector_api_is_refused(binary, work, tmp_path):
    with Server(binary, tmp_path / "server", ("--no-service", "--version-number", "8.11.0")) as server:
        said = work("--native", "--url", server.url)
        assert_gives_up(said, 1, "8.11.0", "ALLOW_ES_VERSION_MISMATCH")


def test_a_worker_without_types_and_one_without_connectors_are_refused(work, tmp_path):
    file = tmp_path / "config.yml"
    file.write_text("service:\n  worker_mode: true\n")
    assert_complains(work("--config", file), 2, "service.service_types")
    file.write_text("service:\n  service_types: [dir]\n")
    assert_gives_up(work("--config", file), 2, "no connector to work for")
    file.write_text("connectors:\n  - connector_id: changeme\n    service_type: changeme\n")
    assert_complains(work("--config", file), 2, "changeme")


def test_list_and_config_tell_about_sources_and_stand_alone(work):
    listed = work("--action", "list")
    assert listed.status == 0 and "dir" in listed.stdout.split()
    told = work("--action", "CONFIG", "--service-type", "dir")
    assert told.status == 0 and "directory" in json.loads(told.stdout)
    assert_complains(work("--action", "config", "--service-type", "nope"), 2, "nope")
    assert_complains(work("--action", "list", "--action", "schedule"), 2, "alone")
    assert work("--action", "sleep").status == 2


def test_the_work_can_be_shared_by_processes_with_one_action_each(server, binary, tmp_path):
    """docs/spec/connector-service.md 1.1"""
    client = server.client
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    configuration = configuration_for(server.url, "mine")
    with Worker(binary, tmp_path / "schedules", configuration, ("--no-auth", "--action", "schedule")):
        make_connector(client, "mine", folder, "search-folder", native=False)
        waiting = start_job(client, "mine")
        wait_until("it is checked", lambda: ok(client.get("/_connector/mine"))["status"] == "connected")
        with Worker(binary, tmp_path / "permissions", configuration, ("--no-auth", "--action", "sync_access_control")):
            permissions = start_job(client, "mine", "access_control")
            wait_until("the other kind is taken", lambda: get_job(client, permissions)["status"] == "error")
            assert get_job(client, waiting)["status"] == "pending"
        with Worker(binary, tmp_path / "syncs", configuration, ("--no-auth", "--action", "sync_content")):
            wait_until("the sync is done", lambda: get_job(client, waiting)["status"] == "completed")


def test_a_worker_in_worker_mode_serves_all_connectors_of_its_types(server, binary, tmp_path):
    client = server.client
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    configuration = re.sub(r"connectors:.*", "", configuration_for(server.url, worker_mode="true", service_types="[dir]"), flags=re.S)
    with Worker(binary, tmp_path / "worker", configuration):
        make_connector(client, "any", folder, "search-any", native=False)
        assert sync(client, "any")["indexed_document_count"] == 1
