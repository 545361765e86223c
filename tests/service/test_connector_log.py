"""What becomes of a connector beside its jobs: scheduled syncs that were left out, and sync rules that somebody has edited."""

from contextlib import nullcontext

import pytest

from harness.command import clean_environment, run
from harness.sync import list_jobs, make_connector, ok, schedule, scheduled_jobs, sync
from harness.wait import wait_until
from harness.worker import Worker, configuration_for

LOG = ".sync-job-log"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    root.mkdir()
    (root / "one.txt").write_text("one")
    (root / "two.md").write_text("# two")
    return root


def rule(number, policy, value):
    return {"id": f"r{number}", "policy": policy, "field": "title", "rule": "contains", "value": value, "order": number}


def draft(client, connector):
    return ok(client.get(f"/_connector/{connector}"))["filtering"][0]["draft"]


def test_a_moment_that_comes_while_the_last_sync_waits_is_told_to_whoever_views_the_connector(server, binary, folder, tmp_path):
    client = server.client
    configuration = configuration_for(server.url, "mine", "other")

    def view(connector, *arguments):
        said = run(binary, "connector", "view", connector, *arguments, environment=clean_environment(tmp_path, HEADRACE_URL=server.url))
        assert said.status == 0, said
        return said.stdout

    with Worker(binary, tmp_path / "worker", configuration, ("--no-auth", "--action", "schedule")) as worker:
        for connector in ("mine", "other"):
            make_connector(client, connector, folder, f"search-{connector}", native=False)
        assert "sync_skipped" not in view("mine")  # there is no log yet
        schedule(client, "mine", "* * * * * ?")
        wait_until("moments are skipped", lambda: view("mine").count("sync_skipped") >= 3)
        worker.check_alive()
    jobs = scheduled_jobs(client, "mine")
    assert len(jobs) == 1
    lines = [line for line in view("mine").splitlines() if "sync_skipped" in line]
    assert len(lines) <= 10 and lines == sorted(lines, reverse=True), "the last come first"
    assert all(jobs[0]["id"] in line and "still waiting" in line for line in lines)
    assert "sync_skipped" not in view("other")
    assert "sync_skipped" not in view("mine", "-o", "json"), "programs get the connector as the API gives it"


@pytest.mark.parametrize("is_native", [True, False])
def test_edited_rules_are_validated_and_valid_ones_are_active_at_once(server, binary, folder, tmp_path, is_native):
    client = server.client
    with nullcontext() if is_native else Worker(binary, tmp_path / "worker", configuration_for(server.url, "mine")):
        make_connector(client, "mine", folder, "content-mine", native=is_native)
        ok(client.put("/_connector/mine/_filtering", {"rules": [rule(1, "exclude", "x"), rule(2, "exclude", "x")]}))
        wait_until("the draft is found invalid", lambda: draft(client, "mine")["validation"]["state"] == "invalid")
        errors = draft(client, "mine")["validation"]["errors"]
        assert {one for error in errors for one in error["ids"]} == {"r1", "r2"} and all(error["messages"] for error in errors)
        active = ok(client.get("/_connector/mine"))["filtering"][0]["active"]
        assert [each["id"] for each in active["rules"]] == ["DEFAULT"]

        ok(client.put("/_connector/mine/_filtering", {"rules": [{**rule(1, "exclude", "one"), "field": "filename"}]}))
        wait_until("the draft is active", lambda: [each["id"] for each in ok(client.get("/_connector/mine"))["filtering"][0]["active"]["rules"]]
                   == ["r1", "DEFAULT"])
        assert draft(client, "mine")["validation"] == {"state": "valid", "errors": []}
        sync(client, "mine")
        assert len(list_jobs(client, connector_id="mine")) == 1
