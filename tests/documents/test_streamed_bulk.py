"""Bulk bodies that are larger than what is taken whole (8 MiB): written as they come, in bounded memory, and nothing is acknowledged as
whole that is not (docs/spec/document-api.md 4.14, docs/decisions/0008-streamed-bulk.md)."""

import gzip
import json
import select
import threading

import pytest

from harness.fixtures import binary  # noqa: F401
from harness.raw import ANSWER_SECONDS, RawConnection
from harness.server import Server

MIB = 1 << 20
PAD = "lorem ipsum dolor sit amet " * 36


def lines(count, index="idx", first=0):
    return b"".join(b'{"index":{"_index":"%s","_id":"%d"}}\n{"n":%d,"body":"%s"}\n' % (index.encode(), n, n, PAD.encode()) for n in range(first, first + count))


def head(length=None, query="", method="POST", more=""):
    framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"{method} /_bulk{query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n{framing}\r\n{more}\r\n"


def chunks(body, size):
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[at:at + size] for at in range(0, len(body), size))) + b"0\r\n\r\n"


def count(server, index="idx"):
    answer = server.client.request("GET", f"/{index}/_count")
    return answer.json()["count"] if answer.status == 200 else 0


def read_stream(connection):
    """The status and body of an answer with or without chunks."""
    connection.socket.settimeout(120)
    file = connection.socket.makefile("rb")
    status = int(file.readline().split()[1])
    headers = {}
    while (line := file.readline().strip()):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    if "content-length" in headers:
        return status, file.read(int(headers["content-length"]))
    body = b""
    while (size := int(file.readline(), 16)):
        body += file.read(size)
        file.readline()
    file.readline()
    return status, body


def send(server, body, framing="length", **more):
    connection = RawConnection(server.port)
    if framing == "length":
        connection.send(head(len(body), **more), body)
    elif framing == "chunked":
        connection.send(head(**more), chunks(body, 70_001))
    else:
        packed = gzip.compress(body, 1)
        connection.send(head(len(packed), more="Content-Encoding: gzip\r\n", **more), packed)
    return read_stream(connection)


def peak(server):
    with open(f"/proc/{server.process.pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


@pytest.mark.parametrize("framing", ["length", "chunked", "gzip"])
def test_a_large_body_is_written_item_by_item(server, framing):
    total = 20_000
    status, text = send(server, lines(total), framing)
    answer = json.loads(text)
    assert (status, answer["errors"], len(answer["items"])) == (200, False, total)
    assert [item["index"]["_id"] for item in answer["items"]] == [str(n) for n in range(total)]
    assert count(server) == total
    assert server.client.request("GET", "/idx/_source/19999").json() == {"n": 19999, "body": PAD}


def test_items_are_there_while_the_rest_is_still_to_come(server):
    body = lines(20_000)
    connection = RawConnection(server.port)
    connection.send(head(len(body)), body[:-100])
    while count(server) < 10_000:
        pass
    assert count(server) < 20_000
    connection.send(body[-100:])
    status, text = read_stream(connection)
    assert status == 200 and len(json.loads(text)["items"]) == 20_000
    assert count(server) == 20_000


def test_a_slow_sender_gets_its_answer(server):
    body = lines(12_000)
    connection = RawConnection(server.port)
    connection.send(head())
    for at in range(0, len(body), 997):
        piece = body[at:at + 997]
        connection.send(b"%x\r\n" % len(piece), piece, b"\r\n")
    connection.send(b"0\r\n\r\n")
    status, text = read_stream(connection)
    assert status == 200 and json.loads(text)["errors"] is False
    assert count(server) == 12_000


@pytest.mark.parametrize("rest, reason", [
    (b'{"nope":{}}\n{}\n', "expected field [create], [delete], [index] or [update] but found [nope]"),
    (b'{"index":{"_index":"idx"}}\n{}', "must be terminated by a newline"),
    (b'{"index":{"_index":"idx","_id":"' + b"x" * MIB + b'"}}\n{}\n', "expected at most [65536] bytes"),
    (b"\xff\xfe\n", ""),
], ids=["unknown action", "no newline", "long action line", "no JSON"])
def test_a_malformed_end_says_how_much_was_carried_out(server, rest, reason):
    body = lines(20_000) + rest
    status, text = send(server, body)
    error = json.loads(text)["error"]
    assert status == 400
    assert reason in error["reason"]
    told = int(error["reason"].split("the first [")[1].split("]")[0])
    assert 10_000 < told <= 20_000
    assert count(server) == told


@pytest.mark.parametrize("rest", [b'{"nope":{}}\n{}\n', b'{"index":{"_index":"idx"}}\n{}', b'{"index":{"_id":"' + b"x" * MIB + b'"}}\n{}\n'], ids=["unknown action", "no newline", "long action line"])
@pytest.mark.parametrize("framing", ["length", "chunked", "gzip"])
def test_a_body_that_is_taken_whole_is_all_or_nothing(server, rest, framing):
    status, text = send(server, lines(5_000) + rest, framing)
    assert status == 400 and "carried out" not in json.loads(text)["error"]["reason"]
    assert count(server) == 0


@pytest.mark.parametrize("part", [0.3, 0.9, 0.9999])
def test_of_a_body_that_is_cut_off_only_whole_lines_are_stored(server, part):
    body = lines(20_000)
    connection = RawConnection(server.port)
    connection.send(head(len(body)), body[:int(len(body) * part)])
    connection.socket.shutdown(1)
    assert connection.answer() is None  # nothing is acknowledged
    stored = count(server)
    assert stored <= 20_000 * part
    for n in (0, stored - 1):
        if stored:
            assert server.client.request("GET", f"/idx/_source/{n}").json()["n"] == n
    assert send(server, body)[0] == 200  # the client sends it again
    assert count(server) == 20_000


def test_a_client_that_is_killed_in_the_middle_leaves_nothing_behind(server):
    body = lines(30_000)
    for at in range(8):
        connection = RawConnection(server.port)
        connection.send(head(len(body)), body[:(at + 1) * 3 * MIB + at])
        connection.socket.setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")  # SO_LINGER: a reset, as when the process is gone
        connection.socket.close()
    assert send(server, lines(10, index="other"))[0] == 200
    assert count(server, "other") == 10


def test_a_body_that_becomes_too_large_is_413(server):
    body = lines(10_000)
    times = 104_857_600 // len(body) + 1
    connection = RawConnection(server.port)
    connection.send(head())
    for _ in range(times):
        connection.send(b"%x\r\n" % len(body), body, b"\r\n")
    connection.send(b"0\r\n\r\n")
    assert connection.answer().status == 413


def test_eight_large_bodies_at_once_take_bounded_memory(server):
    body = lines(90 * MIB // len(lines(1)))
    total = body.count(b"\n") // 2
    before, answers = peak(server), []

    def sender(number):
        answers.append(send(server, body.replace(b'"_index":"idx"', b'"_index":"i%d"' % number)))

    senders = [threading.Thread(target=sender, args=(number,)) for number in range(8)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert [status for status, _ in answers] == [200] * 8
    assert all(text.startswith(b'{"errors":false') for _, text in answers)
    assert [count(server, f"i{number}") for number in range(8)] == [total] * 8
    assert peak(server) - before < 700 * MIB  # the bodies alone are 720 MiB; most of this is what the engine keeps in memory


def test_more_than_can_be_held_is_told_to_come_again(server):
    """Twenty bodies of which each one has sent what is taken whole: 128 MiB at once are the bound."""
    body = lines(30_000)
    waiting = []
    for _ in range(20):
        connection = RawConnection(server.port)
        connection.send(head(8 * MIB - 1000), body[:8 * MIB - 2000])
        waiting.append(connection)
    readable, _, _ = select.select([connection.socket for connection in waiting], [], [], ANSWER_SECONDS)
    refused = [connection.answer() for connection in waiting if connection.socket in readable]
    assert refused
    for answer in refused:
        assert answer.status == 429
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["error"]["type"] == "es_rejected_execution_exception"
    for connection in waiting:
        connection.socket.close()
    while send(server, lines(10))[0] != 200:  # what they held is given back
        pass
    assert count(server) == 10


def test_a_pipeline_runs_over_each_item(server):
    server.client.request("PUT", "/_ingest/pipeline/p", {"processors": [{"set": {"field": "seen", "value": True}}, {"remove": {"field": "body"}}]})
    status, text = send(server, lines(20_000), query="?pipeline=p")
    assert status == 200 and json.loads(text)["errors"] is False
    assert server.client.request("GET", "/idx/_source/19999").json() == {"n": 19999, "seen": True}
    status, text = send(server, lines(12_000, index="none"), query="?pipeline=missing&filter_path=errors,items.*.error.type")
    assert json.loads(text)["items"][11_999] == {"index": {"error": {"type": "illegal_argument_exception"}}}
    assert count(server, "none") == 0


def test_other_endpoints_still_take_large_bodies(server):
    document = {"text": "x" * (20 * MIB)}
    assert server.client.request("PUT", "/idx/_doc/1", document).status == 201
    assert server.client.request("GET", "/idx/_source/1").json() == document
    assert server.client.request("PUT", "/idx/_nope/1/2", document).status == 400


@pytest.fixture
def guarded(binary, tmp_path):  # noqa: F811
    with Server(binary, tmp_path / "guarded", password="correct horse battery") as running:
        yield running


def test_a_stranger_is_refused_before_the_body_is_read(guarded):
    connection = RawConnection(guarded.port)
    connection.send(head(90 * MIB, more="Expect: 100-continue\r\n"))
    answer = connection.answer()
    assert answer.status == 401  # and not 100
    assert answer.headers["connection"] == "close"


def test_each_item_needs_its_privilege(guarded):
    guarded.use_key({"writer": {"indices": [{"names": ["mine"], "privileges": ["write", "create_index"]}]}})
    body = lines(6_000, "mine") + lines(6_000, "theirs")
    status, text = send(guarded, body, more=f"Authorization: {guarded.authorization}\r\n")
    items = [item["index"]["status"] for item in json.loads(text)["items"]]
    assert status == 200 and items == [201] * 6_000 + [403] * 6_000
