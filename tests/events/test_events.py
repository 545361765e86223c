"""`GET /_headrace/sync_jobs/events`: what happens to jobs as server-sent events (docs/reference/sync-jobs.md)."""

import json
import socket

import pytest

from harness.raw import RawConnection
from harness.server import Server

LINE_SECONDS = 60


class Events:
    """One listener, as an event source reads: chunked lines, an event at each empty one."""

    def __init__(self, port, query="", headers=""):
        self.connection = RawConnection(port)
        self.connection.socket.settimeout(LINE_SECONDS)
        self.connection.send(f"GET /_headrace/sync_jobs/events{query} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n")
        self.file = self.connection.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = dict(line.decode().strip().lower().split(": ", 1) for line in iter(self.file.readline, b"\r\n"))
        self.text = ""

    def chunk(self):
        """False at the end."""
        size = int(self.file.readline() or b"0", 16)
        self.text += self.file.read(size).decode()
        self.file.readline()
        return size > 0

    def next(self):
        """The next event as {field: value}; comments are left out."""
        while "\n\n" not in self.text:
            assert self.chunk(), "the stream has ended"
        block, self.text = self.text.split("\n\n", 1)
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        return fields or self.next()

    def next_job(self):
        event = self.next()
        return event["event"], json.loads(event["data"])

    def close(self):
        self.connection.socket.close()


@pytest.fixture
def server(binary, tmp_path):
    with Server(binary, tmp_path / "data") as running:
        for connector in ("a", "b"):
            running.client.request("PUT", f"/_connector/{connector}", {"index_name": f"idx-{connector}", "service_type": "dir"})
        yield running


def new_job(server, connector="a"):
    return server.client.request("POST", "/_connector/_sync_job", {"id": connector}).json()["id"]


def test_tells_what_happens_from_now_on(server):
    new_job(server)
    events = Events(server.port)
    assert events.status == 200 and events.headers["content-type"] == "text/event-stream" and events.headers["transfer-encoding"] == "chunked"
    assert set(events.next()) == {"retry", "id"}
    job = new_job(server)
    kind, shown = events.next_job()
    assert kind == "sync_job" and shown["id"] == job and shown["status"] == "pending"
    server.client.request("PUT", f"/_connector/_sync_job/{job}/_cancel")
    assert events.next_job()[1]["status"] == "canceled"
    server.client.request("DELETE", f"/_connector/_sync_job/{job}")
    assert events.next_job() == ("sync_job_deleted", {"id": job})


def test_goes_on_where_one_was_also_after_a_restart(server):
    events = Events(server.port)
    events.next()
    jobs = [new_job(server) for _ in range(3)]
    place = events.next()["id"]
    events.close()
    for query, headers in (("", f"Last-Event-ID: {place}\r\n"), (f"?last_event_id={place}", "")):
        back = Events(server.port, query, headers)
        back.next()
        assert [back.next_job()[1]["id"] for _ in jobs[1:]] == jobs[1:]
    server.kill()
    server.start()
    late = Events(server.port, headers="Last-Event-ID: 0\r\n")
    late.next()
    assert [late.next_job()[1]["id"] for _ in jobs] == jobs


def test_shows_what_is_asked_for(server):
    events = Events(server.port, "?connector_id=b&fields=status")
    events.next()
    new_job(server, "a")
    job = new_job(server, "b")
    assert events.next_job() == ("sync_job", {"id": job, "status": "pending"})


def test_a_reader_who_does_not_read_slows_nobody_and_gets_the_last_state(server):
    events = Events(server.port)
    events.next()
    job = new_job(server)
    for count in range(1, 301):
        stats = {"deleted_document_count": 0, "indexed_document_count": count, "indexed_document_volume": 0, "metadata": {"x": "y" * 20_000}}
        assert server.client.request("PUT", f"/_connector/_sync_job/{job}/_stats", stats).status == 200
    seen = 0
    while seen < 300:
        seen = events.next_job()[1]["indexed_document_count"]


@pytest.mark.parametrize("place", ["x", "-1", "1.5", "99999999999999999999999"])
def test_a_place_that_is_none_is_refused(server, place):
    answer = server.client.request("GET", f"/_headrace/sync_jobs/events?last_event_id={place}")
    assert answer.status == 400 and "[Last-Event-ID]" in answer.json()["error"]["reason"]


def test_listeners_that_leave_or_stay_do_not_keep_the_server_from_ending(server):
    for _ in range(20):
        Events(server.port).close()
    listening = Events(server.port)
    listening.next()
    server.stop()
    with pytest.raises((AssertionError, ConnectionResetError, socket.timeout)):
        listening.next()


def test_sensitive_values_are_not_told_to_whom_may_not_see_them(binary, tmp_path):
    with Server(binary, tmp_path / "data", password="event-password") as server:
        login = server.client
        login.request("PUT", "/_connector/a", {"index_name": "idx-a", "service_type": "dir"})
        login.request("PUT", "/_connector/a/_configuration", {"configuration": {"token": {"label": "T", "sensitive": True, "value": "opensesame"}}})
        key = login.request("POST", "/_security/api_key", {"name": "k", "role_descriptors": {"r": {"cluster": ["monitor_connector"]}}}).json()["encoded"]
        refused = Events(server.port)
        assert refused.status == 401
        events = Events(server.port, headers=f"Authorization: ApiKey {key}\r\n")
        events.next()
        login.request("POST", "/_connector/_sync_job", {"id": "a"})
        _, job = events.next_job()
        assert job["connector"]["configuration"]["token"]["value"] == "********"
