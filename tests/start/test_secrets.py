"""Connector secrets at rest (docs/formats.md, "Sealed values"): docs/spec/configuration-filtering-secrets.md 5.3 and case S30."""

import http.client
import os
import threading
import time

import pytest

from harness.server import Server
from harness.sync import ok
from harness.wait import wait_until

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


def sensitive(server, secret=SECRET):
    ok(server.client.put("/_connector/c", {"index_name": "idx", "service_type": "dir"}))
    field = {"label": "P", "sensitive": True, "value": secret}
    ok(server.client.put("/_connector/c/_configuration", {"configuration": {"password": field, "host": {"label": "H", "value": "in-clear-8e2f"}}}))
    return ok(server.client.post("/_connector/_sync_job", {"id": "c"}))["id"]


def sensitive_values(server, job):
    documents = ok(server.client.get("/_connector/c")), ok(server.client.get(f"/_connector/_sync_job/{job}"))["connector"]
    return {document["configuration"]["password"]["value"] for document in documents}


def test_no_sensitive_value_is_on_disk_or_in_the_log(server):
    job = sensitive(server)
    assert sensitive_values(server, job) == {SECRET}
    assert SECRET.encode() not in everything_on_disk(server) and b"in-clear-8e2f" in everything_on_disk(server)
    server.kill()
    server.start()
    assert sensitive_values(server, job) == {SECRET}
    assert [hit["_source"]["configuration"]["password"]["value"] for hit in ok(server.client.get("/.elastic-connectors/_search"))["hits"]["hits"]] == [SECRET]
    server.stop()
    assert SECRET.encode() not in everything_on_disk(server)


def test_a_sensitive_value_outlives_the_loss_of_its_key(server):
    job = sensitive(server)
    server.stop()
    aside = key_file(server).rename(key_file(server).parent / "aside")
    server.start()
    ok(server.client.put("/_connector/c/_name", {"name": "renamed"}))
    assert all(value.startswith("headrace-sealed:") for value in sensitive_values(server, job)) and not key_file(server).exists()
    server.stop()
    aside.rename(key_file(server))
    server.start()
    assert sensitive_values(server, job) == {SECRET}


def test_the_key_is_made_with_a_new_data_folder_for_its_owner_alone(server):
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
    job = sensitive(server)
    old = [line for line in key_file(server).read_text().splitlines() if not line.startswith("#")]
    assert ok(server.client.post("/_headrace/secrets/_rotate")) == {"resealed": 30, "resealed_configurations": 2}
    keys = [line for line in key_file(server).read_text().splitlines() if not line.startswith("#")]
    assert keys[1:] == old and len(keys) == 2  # other servers may use it
    server.kill()
    key_file(server).write_text(keys[0] + "\n")
    server.start()
    assert [value(server, f"s{i}") for i in range(30)] == [f"{SECRET}-{i}" for i in range(30)]
    assert sensitive_values(server, job) == {SECRET}


def test_a_rotation_that_is_killed_between_its_pages_loses_nothing(server):
    """Many times over: whatever is sealed with which key, all of it opens, and a rotation that ends makes it whole."""
    for i in range(1200):
        put(server, f"s{i}", f"{SECRET}-{i}")
    job = sensitive(server)
    interrupted = 0
    for attempt in range(8):
        answered = threading.Event()

        def rotate(fresh=server.new_client()):
            try:
                fresh.post("/_headrace/secrets/_rotate")
                answered.set()
            except (OSError, http.client.HTTPException):
                pass
        keys = len(key_file(server).read_text().splitlines())
        rotation = threading.Thread(target=rotate)
        rotation.start()
        while len(key_file(server).read_text().splitlines()) <= keys and rotation.is_alive():
            pass  # without a pause: the rotation is short
        time.sleep(0.0005 * attempt)
        server.kill()
        rotation.join()
        interrupted += not answered.is_set()
        server.start()
        for i in range(0, 1200, 37):
            assert value(server, f"s{i}") == f"{SECRET}-{i}"
        assert sensitive_values(server, job) == {SECRET}
    assert interrupted > 0
    ok(server.client.post("/_headrace/secrets/_rotate"))
    newest = next(line for line in key_file(server).read_text().splitlines() if not line.startswith("#"))
    server.kill()
    key_file(server).write_text(newest + "\n")
    server.start()
    assert [value(server, f"s{i}") for i in range(1200)] == [f"{SECRET}-{i}" for i in range(1200)]
    assert sensitive_values(server, job) == {SECRET}
