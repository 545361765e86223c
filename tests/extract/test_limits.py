"""A helper process that dies, hangs or takes too much: one document fails, and nobody else notices."""

import base64
import os
import signal
import threading
from pathlib import Path

import pytest

from extract.files import attach
from harness.pdf import Pdf, stream
from harness.server import Server
from harness.sync import ok
from harness.wait import wait_until

EVERYTHING = {"processors": [{"attachment": {"field": "data", "indexed_chars": -1}}]}


def slow_pdf():
    """Takes seconds: forms that show each other and nothing else."""
    pdf = Pdf()
    number = pdf.add(stream("q Q " * 100, "/Type /XObject /Subtype /Form /BBox [0 0 9 9]"))
    for _ in range(4):
        number = pdf.add(stream("/X Do " * 20, f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {number} 0 R >> >>"))
    pdf.add_page("/X Do BT /F1 10 Tf (at last) Tj ET", resources=f"/XObject << /X {number} 0 R >>")
    return pdf.bytes()


def helpers(server):
    """Ids of the helper processes of this server."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            is_helper = entry.name.isdigit() and b"extract-pdf" in (entry / "cmdline").read_bytes().split(b"\0")
            if is_helper and f"\nPPid:\t{server.process.pid}\n" in (entry / "status").read_text():
                found.append(int(entry.name))
        except OSError:
            pass  # it has ended meanwhile
    return found


class Attaching(threading.Thread):
    """A request of its own that waits for the text of a slow file."""

    def __init__(self, server):
        super().__init__()
        self.client, self.outcome = server.new_client(), None
        self.start()

    def run(self):
        self.outcome = attach(self.client, slow_pdf(), EVERYTHING)

    def error(self):
        self.join()
        assert self.outcome[0] is None, self.outcome
        return self.outcome[1]["reason"]


def limits_of(helper):
    try:
        return Path(f"/proc/{helper}/limits").read_text()
    except OSError:
        return ""


def held_helper(server):
    """A helper that has begun to read and is stopped there, so that it does nothing until it is told to."""
    def hold():
        for helper in helpers(server):
            try:
                if "Max file size             0" in limits_of(helper):
                    os.kill(helper, signal.SIGSTOP)
                    return helper
            except ProcessLookupError:
                pass
        return None
    return wait_until("a helper runs", hold)


@pytest.fixture
def running(binary, tmp_path):  # noqa: F811
    with Server(binary, tmp_path / "data", arguments=("--no-service",)) as server:
        yield server
        server.check_alive()
        assert attach(server.client, b"still here")[0]["content"] == "still here"
        assert helpers(server) == []


def test_a_helper_that_is_killed(running):
    waiting = Attaching(running)
    os.kill(held_helper(running), signal.SIGKILL)
    assert "the helper process was ended by signal 9" in waiting.error()


@pytest.mark.slow
def test_a_helper_that_hangs(running):
    waiting = Attaching(running)
    held_helper(running)
    assert "it took longer than 30 s" in waiting.error()


def test_nobody_waits_for_those_who_wait(running):
    """As many as may run are held, and more want to; everything else goes on, and in the end so do they."""
    all_waiting = [Attaching(running) for _ in range(os.cpu_count() + 2)]
    held = set()

    def hold_all():
        held.add(held_helper(running))
        for helper in helpers(running):
            os.kill(helper, signal.SIGSTOP)
            held.add(helper)
        return len(held) == os.cpu_count()
    wait_until("as many helpers as there are cores are held", hold_all)
    client = running.new_client()
    ok(client.put("/_connector/c", {"name": "c", "service_type": "dir"}))
    for number in range(100):
        ok(client.put("/_connector/c/_check_in"))
        ok(client.put(f"/other/_doc/{number}?pipeline=search-default-ingestion",
                      {"_extract_binary_content": True, "_attachment": base64.b64encode(b"little text").decode()}))
    assert ok(client.get("/other/_doc/99"))["_source"] == {"body": "little text"}
    assert set(helpers(running)) == held
    for helper in held:
        os.kill(helper, signal.SIGCONT)
    for waiting in all_waiting:
        waiting.join()
        assert waiting.outcome[0] and waiting.outcome[0]["content"] == "at last", waiting.outcome


def test_a_helper_that_needs_too_much_memory(running):
    pdf = Pdf()
    pdf.add_lines("never seen")
    pdf.objects[1] = b"<< /Type /Catalog /Pages 2 0 R /X [" + b"<< /A 1 >> " * 3_000_000 + b"] >>"
    content = pdf.bytes_with_object_streams()
    assert len(content) < 200_000
    _, error = attach(running.client, content)
    assert error["reason"] == "Error parsing document in field [data]: the file cannot be read as PDF: it needs more memory than it may have"


def test_a_server_that_stops_does_not_wait_for_a_helper(binary, tmp_path):  # noqa: F811
    with Server(binary, tmp_path / "data", arguments=("--no-service",)) as server:
        client = server.new_client()
        ok(client.put("/_ingest/pipeline/p", {"processors": [{"attachment": {"field": "data", "ignore_failure": True}}]}))
        answers = []

        def put():
            try:
                answers.append(client.put("/i/_doc/1?pipeline=p", {"data": base64.b64encode(slow_pdf()).decode()}).status)
            except OSError:
                answers.append(None)  # the connection was closed
        waiting = threading.Thread(target=put)
        waiting.start()
        held_helper(server)
        server.stop()
        waiting.join()
        assert answers[0] in (None, 503)
        server.start()
        assert server.client.get("/i/_doc/1").status == 404  # a server that stops makes no document without its text


def test_the_helper_has_no_rights(running):
    waiting = Attaching(running)
    helper = held_helper(running)
    wait_until("it has given up everything", lambda: "Seccomp:\t2" in Path(f"/proc/{helper}/status").read_text() or os.kill(helper, signal.SIGCONT))
    status, limits = Path(f"/proc/{helper}/status").read_text(), limits_of(helper)
    os.kill(helper, signal.SIGKILL)
    waiting.join()
    assert "NoNewPrivs:\t1" in status
    for row in ("Max address space         536870912", "Max cpu time              20", "Max file size             0", "Max open files            0",
                "Max core file size        0"):
        assert row in limits, limits
