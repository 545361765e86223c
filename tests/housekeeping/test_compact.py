"""`headrace compact`: what was deleted takes no room any more, and nothing else is different."""

import json
import random
import time

import pytest

from harness.command import assert_complains
from harness.sync import ok
from harness.wait import wait_until
from upkeep_tools import fill, read


def make_garbage(client, rounds=4):
    """The same documents again and again, some 4 MB a time."""
    chance = random.Random(1)
    for _ in range(rounds):
        lines = "".join(json.dumps({"index": {"_id": str(i)}}) + "\n" + json.dumps({"text": chance.randbytes(10_000).hex()}) + "\n" for i in range(200))
        assert ok(client.post("/garbage/_bulk", lines))["errors"] is False


def tables(folder):
    return sum(path.stat().st_size for path in folder.rglob("*.sst"))


def test_of_a_running_server_gives_room_back(filled, headrace):
    server, before = filled
    make_garbage(server.client)
    said = headrace("compact", "-o", "json", url=server.url)
    assert said.status == 0, said
    state, content = json.loads(said.stdout)
    assert (state["id"], content["id"]) == ("state", "content")
    assert content["bytes_after"] > 3_000_000
    ok(server.client.delete("/garbage"))
    said = headrace("compact", url=server.url)
    assert said.status == 0 and said.lines[0].split() == ["STORE", "BEFORE", "AFTER"], said
    assert tables(server.data / "content") < 100_000
    assert read(server.client) == before
    server.crash_and_restart()
    assert read(server.client) == before


def test_of_a_stopped_one(filled, headrace):
    server, before = filled
    make_garbage(server.client)
    ok(server.client.delete("/garbage"))
    assert_complains(headrace("compact", "--data", server.data), 1, "is in use")
    server.stop()
    said = headrace("compact", "--data", server.data)
    assert said.status == 0 and said.stderr == "", said
    assert tables(server.data / "content") < 100_000
    assert headrace("check", "--data", server.data).status == 0
    server.start()
    assert read(server.client) == before
    assert_complains(headrace("compact", "--data", "nowhere"), 1, "There is no data folder")


def test_without_waiting_it_goes_on_behind(filled, headrace):
    server, before = filled
    said = headrace("compact", "--no-wait", url=server.url)
    assert said.status == 0 and said.stdout == "" and "in the background" in said.stderr, said
    wait_until("both stores are compacted", lambda: server.log().count('"message":"compacted"') == 2)
    assert read(server.client) == before


@pytest.mark.slow
def test_killed_in_the_middle_everything_is_as_it_was(filled, headrace):
    server, before = filled
    make_garbage(server.client, rounds=12)
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2):
        ok(server.client.post("/_headrace/compact?wait_for_completion=false"))
        time.sleep(wait)
        server.crash_and_restart()
        assert read(server.client) == before
        assert ok(server.client.get("/garbage/_count"))["count"] == 200
    server.stop()
    said = headrace("check", "--data", server.data)
    assert said.status == 0, said


def test_a_server_that_ends_meanwhile_ends_at_once(filled):
    server, before = filled
    make_garbage(server.client, rounds=12)
    ok(server.client.post("/_headrace/compact?wait_for_completion=false"))
    server.restart()
    assert read(server.client) == before
