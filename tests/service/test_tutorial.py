"""docs/tutorial/first-sync.md, run as it is written: a reader who copies the commands gets what the page shows."""

import json
import os
import re
import subprocess

import pytest

from harness.command import COMMAND_SECONDS, clean_environment
from harness.fixtures import REPOSITORY
from harness.sync import FINAL, JOBS, list_jobs, ok
from harness.wait import wait_until

PAGE = REPOSITORY / "docs/tutorial/first-sync.md"


def blocks():
    """(heading, command, shown answer or None) in the order of the page."""
    found, heading = [], ""
    for part in re.split(r"(^## [^\n]*$|^```\w*\n.*?^```$)", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL):
        if part.startswith("## "):
            heading = part[3:].strip()
        elif part.startswith("```"):
            text = "\n".join(part.splitlines()[1:-1])
            if text.startswith(("curl", "headrace")):
                found.append([heading, text, None])
            elif text.startswith("{") and found:
                found[-1][2] = text
    return found


def shape(value):
    """Names and kinds: what a reader compares. The text of an id differs from run to run."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(element) for element in value]
    return type(value).__name__


@pytest.fixture
def reader(server, binary, tmp_path):
    """Runs a block in a shell at the root of the repository, with `headrace` on the path."""
    path = f"{binary.parent}{os.pathsep}{os.environ['PATH']}"
    environment = clean_environment(tmp_path / "home", PATH=path, HEADRACE_URL=server.url)

    def run(block):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", block.replace("localhost:9200", f"127.0.0.1:{server.port}")],
                              cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=COMMAND_SECONDS, check=False)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout
    return run


def test_the_page_has_commands_and_answers():
    found = blocks()
    assert sum(command.startswith("curl") for _, command, _ in found) >= 9
    assert sum(command.startswith("headrace") for _, command, _ in found) >= 1
    assert sum(answer is not None for *_, answer in found) >= 3


@pytest.mark.slow
def test_every_command_of_the_tutorial_works_as_shown(server, reader):
    shown, listed, searched = 0, [], None
    for heading, command, answer in blocks():
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
