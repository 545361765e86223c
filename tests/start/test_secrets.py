"""Connector secrets at rest (docs/formats.md, "Sealed values"): docs/spec/configuration-filtering-secrets.md 5.3 and case S30."""

import os

import pytest

from harness.server import Server
from harness.sync import ok

SECRET = "open-sesame-5f1c"


@pytest.fixture
def server(binary, tmp_path):
    with Server(binary, tmp_path / "data") as running:
        yield running


def key_file(server):
    return server.data.parent / (server.data.name + ".key") / "sealing.key"


def everything_on_disk(server):
    return b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file()) + server.log().encode()


def put(server, name="a", value=SECRET):
    return server.client.put(f"/_connector/_secret/{name}", {"value": value})


def value(server, name="a"):
    return ok(server.client.get(f"/_connector/_secret/{name}"))["value"]


def test_no_secret_is_on_disk_or_in_the_log(server):
    ok(put(server))
    ok(server.client.post("/_connector/_secret", {"value": SECRET}))
    server.client.put("/_connector/_secret/a", {"value": SECRET, "unknown": 1})
    assert SECRET.encode() not in everything_on_disk(server)
    server.kill()
    server.start()
    assert value(server) == SECRET
    server.stop()
    assert SECRET.encode() not in everything_on_disk(server)


def test_the_key_is_made_at_first_need_for_its_owner_alone(server):
    ok(server.client.put("/_connector/c", {}))
    assert not key_file(server).exists()
    ok(put(server))
    assert os.stat(key_file(server)).st_mode & 0o777 == 0o600


def test_a_lost_key_is_told_and_nothing_is_lost(server):
    ok(put(server))
    server.stop()
    aside = key_file(server).rename(key_file(server).parent / "aside")
    server.start()
    for answer in (server.client.get("/_connector/_secret/a"), put(server, value="other"), put(server, "b")):
        assert answer.status == 500 and str(key_file(server)) in answer.text, answer
    assert not key_file(server).exists()
    server.stop()
    aside.rename(key_file(server))
    server.start()
    assert value(server) == SECRET


def test_after_a_rotation_the_old_key_is_not_needed(server):
    for i in range(30):
        ok(put(server, f"s{i}", f"{SECRET}-{i}"))
    old = [line for line in key_file(server).read_text().splitlines() if not line.startswith("#")]
    assert ok(server.client.post("/_headrace/secrets/_rotate")) == {"resealed": 30}
    keys = [line for line in key_file(server).read_text().splitlines() if not line.startswith("#")]
    assert keys[1:] == old and len(keys) == 2  # other servers may use it
    server.kill()
    key_file(server).write_text(keys[0] + "\n")
    server.start()
    assert [value(server, f"s{i}") for i in range(30)] == [f"{SECRET}-{i}" for i in range(30)]
