"""docs/tutorial/first-sync.md, run as it is written: a reader who copies the commands gets what the page shows."""

import json

import pytest

from harness.fixtures import REPOSITORY
from harness.page import Reader, blocks, shape
from harness.sync import FINAL, JOBS, list_jobs, ok
from harness.wait import wait_until

PAGE = REPOSITORY / "docs/tutorial/first-sync.md"


@pytest.fixture
def reader(server, tmp_path):
    return Reader(server, tmp_path / "home")


def test_the_page_has_commands_and_answers():
    found = blocks(PAGE)
    assert sum(command.startswith("curl") for _, command, _ in found) >= 9
    assert sum(command.startswith("headrace") for _, command, _ in found) >= 1
    assert sum(answer is not None for *_, answer in found) >= 3


@pytest.mark.slow
def test_every_command_of_the_tutorial_works_as_shown(server, reader):
    shown, listed, searched = 0, [], None
    for heading, command, answer in blocks(PAGE):
        if "filter_path=status,configuration" in command:
            # "Within a few seconds": the reader looks again until the fields are there.
            wait_until("the service fills in the configuration", lambda c=command: "configuration" in json.loads(reader(c)))
        said = reader(command)
        if command.startswith("headrace"):
            continue
        got = json.loads(said)
        assert "error" not in got, f"{command}\n{said}"
        if answer is not None:
            assert shape(got) == shape(json.loads(answer)), f"{heading}: {command}\n{said}"
            shown += 1
        if "-X POST" in command and JOBS in command:
            wait_until("the job ends", lambda: all(job["status"] in FINAL for job in list_jobs(server.client)))
        elif JOBS in command:
            listed.append(got)
        elif "/_search" in command:
            searched = got
    assert shown >= 3
    everything, completed, newest_first, waiting = listed
    assert everything["count"] == completed["count"] == newest_first["count"] == 1
    assert completed["results"][0]["status"] == "completed" and completed["results"][0]["indexed_document_count"] > 0
    assert waiting["count"] == 0
    assert searched["hits"]["total"]["value"] > 0 and all("docs/" in hit["_source"]["path"] for hit in searched["hits"]["hits"])
    jobs = list_jobs(server.client, connector_id="handbook")
    assert [job["status"] for job in jobs if job["trigger_method"] == "on_demand"] == ["completed", "completed"]
    assert ok(server.client.get("/content-handbook/_count"))["count"] > 0
