"""Bad requests below the body: framing, sizes, hosts, slow and cut connections (docs/spec/rest-conventions.md 2 and 3). Over raw sockets."""

import gzip
import json
import random
import zlib

import pytest

from harness.http import Client
from harness.raw import RawConnection, exchange, head
from harness.sync import ok
from harness.wait import wait_until

LIMIT = 104857600
SEED = 20240501
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def port(api_server):
    ok(api_server.client.put("/books/_doc/1", {"title": "Weirs", "text": "water " * 2000}))
    ok(api_server.client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c"}))
    return api_server.port


@pytest.fixture(autouse=True)
def nothing_changed(api_server, port):
    """A refused request changes nothing, and the server goes on."""
    def state():
        with_client = Client(port)
        try:
            book = ok(with_client.get("/books/_doc/1"))
            return [book["_seq_no"], book["_source"], ok(with_client.get("/_connector/c")), ok(with_client.get("/_connector?size=0"))]
        finally:
            with_client.close()
    before = state()
    yield
    api_server.check_alive()
    assert state() == before


def refused(answer, status=400, kind=None):
    assert answer is not None and answer.status == status, answer
    error = answer.json()["error"]
    assert error["type"] and error["reason"] is not None and answer.json()["status"] == status
    if kind:
        assert error["type"] == kind, error
    return error


def test_a_body_declared_above_the_limit_is_413_at_once(port):
    for fields in ([JSON, f"Content-Length: {101 * 1024 * 1024}"], [JSON, "Content-Length: 99999999999999"],
                   [JSON, f"Content-Length: {LIMIT + 1}", "Expect: 100-continue"]):
        answer = exchange(port, head("PUT /books/_doc/1 HTTP/1.1", *fields))
        assert answer.status == 413 and answer.headers["content-length"] == "0" and answer.body == b""


def test_a_body_of_exactly_the_limit_is_read(port):
    answer = exchange(port, head("PUT /_connector/c/_name HTTP/1.1", JSON, f"Content-Length: {LIMIT}"), b" " * LIMIT)
    refused(answer)  # blanks are no JSON; but they were read


@pytest.mark.slow
def test_a_chunked_body_above_the_limit_is_413_and_closes(port):
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with RawConnection(port) as connection:
        connection.send(head("PUT /books/_doc/1 HTTP/1.1", JSON, "Transfer-Encoding: chunked"), *[chunk] * 102, b"0\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 413 and answer.headers["content-length"] == "0" and connection.is_closed()


def test_a_small_body_that_unpacks_to_more_than_the_limit_is_413(port):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(b" " * 0x100000) for _ in range(101)] + [packer.flush()])
    assert len(bomb) < 200000
    answer = exchange(port, head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Encoding: gzip", f"Content-Length: {len(bomb)}"), bomb)
    assert answer.status == 413 and answer.body == b""


@pytest.mark.parametrize("length", [4200, 70000])
def test_a_request_line_above_4096_bytes_is_400(port, length):
    refused(exchange(port, head(f"GET /{'x' * length} HTTP/1.1")), kind="too_long_http_line_exception")


@pytest.mark.parametrize("fields", [["X-Long: " + "x" * 17000], [f"X-{i}: value" for i in range(3000)], ["X-Endless: " + "x" * 500000]])
def test_headers_above_16_kib_are_400(port, fields):
    refused(exchange(port, head("GET / HTTP/1.1", *fields)), kind="too_long_http_header_exception")


def test_a_request_line_and_headers_just_below_the_limits_are_read(port):
    line = f"GET /_connector?q={'x' * 3900} HTTP/1.1"
    assert exchange(port, head(line, "X-Long: " + "x" * 15000)).status == 400  # unknown parameter
    assert exchange(port, head("GET / HTTP/1.1", "X-Long: " + "x" * 15000)).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:9200", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_a_foreign_host_is_refused(port, host):
    answer = exchange(port, head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 13", host=host), b'{"title":"x"}')
    assert 400 <= answer.status < 500 and host.split(":")[0] in answer.json()["error"]["reason"]
    answer = exchange(port, head(f"GET http://{host}/books/_doc/1 HTTP/1.1"))
    assert 400 <= answer.status < 500


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:80", "[::1]:9200", "127.0.0.1:1"])
def test_our_own_names_are_let_in(port, host):
    assert exchange(port, head("GET / HTTP/1.1", host=host)).status == 200


@pytest.mark.parametrize("request_", [
    b"\x00\x01\x02\x03\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET / FTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"G\xc3\x84T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\n: empty\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX\x00Y: z\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n{\"a\"}",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: five\r\n\r\n{\"a\"}",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999\r\n\r\n{}",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n{}",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    b"PUT /books/_doc/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}XX0\r\n\r\n",
])
def test_what_is_no_http_is_answered_with_4xx_and_the_connection_ends(port, request_):
    with RawConnection(port) as connection:
        connection.send(request_)
        answer = connection.answer()
        assert answer is not None and 400 <= answer.status < 500, answer
        assert connection.is_closed()


@pytest.mark.parametrize("body, coding", [(b"no gzip at all", "gzip"), (gzip.compress(b'{"title":"x"}')[:-6], "gzip"), (b"", "gzip"),
                                          (gzip.compress(b'{"title":"x"}')[:10] + b"\xff" * 20, "gzip"), (b"{}", "br"), (b"{}", "gzip, gzip"),
                                          (b"{}", "nonsense"), (b"not deflate", "deflate")])
def test_a_body_that_does_not_unpack_is_400(port, body, coding):
    answer = exchange(port, head("PUT /books/_doc/1 HTTP/1.1", JSON, f"Content-Encoding: {coding}", f"Content-Length: {len(body)}"), body)
    refused(answer, answer.status if answer.status in (400, 406, 415) else 400)


@pytest.mark.parametrize("path", ["/", "/books/_doc/1", "/books/_doc/nobody", "/books", "/nobody"])
def test_head_is_get_without_the_body(port, path):
    """The second request on the same connection shows that no byte of a body was sent."""
    with RawConnection(port) as connection:
        connection.send(head(f"HEAD {path} HTTP/1.1"))
        first = connection.answer(head_only=True)
        connection.send(head(f"GET {path} HTTP/1.1"))
        second = connection.answer()
    assert first.status == second.status
    for name in ("content-type", "content-length", "x-elastic-product"):
        assert first.headers.get(name) == second.headers.get(name), name
    assert int(first.headers["content-length"]) > 0


def test_pipelined_requests_are_answered_in_their_order(port):
    requests = []
    for i in range(100):
        path = ("/", "/books/_doc/1", "/nobody/_doc/1", "/_connector/c", "/_connector/nobody", "/_connector/c/_nonsense")[i % 6]
        requests.append(head(f"GET {path} HTTP/1.1", f"X-Opaque-Id: {i}"))
        body = '{"broken'
        requests.append(head("PUT /_connector/c/_name HTTP/1.1", JSON, f"Content-Length: {len(body)}", f"X-Opaque-Id: {i}b") + body)
    with RawConnection(port) as connection:
        connection.send("".join(requests))
        answers = [connection.answer() for _ in requests]
    assert [answer.headers["x-opaque-id"] for answer in answers] == [f"{i}{part}" for i in range(100) for part in ("", "b")]
    assert all(answer.status < 500 for answer in answers)


def test_a_request_after_a_refused_one_in_a_pipeline_is_not_made_of_its_body(port):
    """What stands in a body must never be taken for a request (request smuggling)."""
    inner = head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 17") + '{"title":"inner"}'
    for fields in ([JSON, f"Content-Length: {len(inner)}", "Transfer-Encoding: chunked"], [JSON, "Content-Length: 0", f"Content-Length: {len(inner)}"],
                   ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"]):
        with RawConnection(port) as connection:
            connection.send(head("GET / HTTP/1.1", *fields) + "0\r\n\r\n" * ("chunked" in str(fields)) + inner)
            answer = connection.answer()
            assert 400 <= answer.status < 500 and connection.is_closed()


def test_a_request_that_comes_byte_by_byte_is_read(port):
    body = '{"query":{"match_all":{}}}'
    with RawConnection(port) as connection:
        for byte in head("POST /books/_count HTTP/1.1", JSON, f"Content-Length: {len(body)}") + body:
            connection.send(byte)
        assert connection.answer().json()["count"] == 1


@pytest.mark.parametrize("begun", [
    "", "P", "PUT /books/_doc/1 HT", head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 15")[:-2],
    head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 15"),
    head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 15") + '{"title":"cut"',
    head("PUT /books/_doc/1 HTTP/1.1", JSON, "Transfer-Encoding: chunked") + 'f\r\n{"title":"cut"}\r\n',
    head("PUT /books/_doc/1 HTTP/1.1", JSON, "Transfer-Encoding: chunked") + "5\r\n{\"ti",
])
def test_a_connection_that_is_cut_changes_nothing(port, begun):
    """The write is there whole or not at all; here it never was whole."""
    for abort in (False, True):
        with RawConnection(port) as connection:
            connection.send(begun)
            if abort:  # a reset instead of an end
                connection.socket.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def test_a_half_closed_connection_still_gets_its_answer(port):
    with RawConnection(port) as connection:
        connection.send(head("GET / HTTP/1.1"))
        connection.socket.shutdown(1)
        assert connection.answer().status == 200


def test_many_silent_connections_keep_nobody_waiting(port):
    silent = [RawConnection(port) for _ in range(300)]
    try:
        for i, connection in enumerate(silent):
            connection.send(("", "GET / HT", head("PUT /books/_doc/1 HTTP/1.1", JSON, "Content-Length: 1000") + "{")[i % 3])
        assert exchange(port, head("GET / HTTP/1.1")).status == 200
    finally:
        for connection in silent:
            connection.close()


def test_an_answer_that_nobody_reads_keeps_nobody_waiting(port):
    with RawConnection(port) as lazy:
        lazy.socket.setblocking(False)
        many = (head("GET /books/_doc/1 HTTP/1.1") * 500).encode()
        sent = 0

        def stuck():
            """Both directions are full: the server waits for this reader."""
            nonlocal sent
            try:
                sent += lazy.socket.send(many)
            except BlockingIOError:
                return True
            return sent > 64_000_000
        wait_until("the connection is full", stuck)
        for _ in range(20):
            assert exchange(port, head("GET / HTTP/1.1")).status == 200


def test_http_1_0_is_answered_and_closed(port):
    with RawConnection(port) as connection:
        connection.send("GET / HTTP/1.0\r\n\r\n")
        assert connection.answer().status == 200 and connection.is_closed()


@pytest.mark.parametrize("target", ["/", "/_connector", "*"])
def test_options_tells_what_is_allowed(port, target):
    answer = exchange(port, head(f"OPTIONS {target} HTTP/1.1"))
    assert answer.status == 200 and answer.body == b""


@pytest.mark.parametrize("method", ["BREW", "get", "X" * 300, "TRACE", "CONNECT"])
def test_an_unknown_method_is_4xx(port, method):
    assert 400 <= exchange(port, head(f"{method} /books/_doc/1 HTTP/1.1")).status < 500


@pytest.mark.slow
def test_mutations_of_good_requests_never_cause_a_5xx(port, api_server):
    """Bytes changed, left out, doubled and swapped at random places; the seed is fixed, so a failure comes again."""
    chance = random.Random(SEED)
    body = json.dumps({"query": {"bool": {"must": [{"match": {"title": "weirs"}}, {"range": {"n": {"gte": 1}}}]}}, "size": 3})
    good = [head("GET /books/_search?size=1&pretty HTTP/1.1", "Accept: */*"), head("GET /_connector/_sync_job?status=pending&from=0 HTTP/1.1"),
            head("POST /books/_search HTTP/1.1", JSON, f"Content-Length: {len(body)}") + body,
            head("POST /books/_count HTTP/1.1", JSON, "Transfer-Encoding: chunked") + f"{len(body):x}\r\n{body}\r\n0\r\n\r\n",
            head("GET /books/_doc/1?_source=title HTTP/1.1", "Accept: application/vnd.elasticsearch+json; compatible-with=9")]
    for round_ in range(1500):
        mutant = bytearray(chance.choice(good).encode())
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(mutant))
            kind = chance.randrange(4)
            if kind == 0:
                mutant[at] = chance.randrange(256)
            elif kind == 1:
                del mutant[at:at + chance.randint(1, 8)]
            elif kind == 2:
                mutant[at:at] = mutant[at:at + chance.randint(1, 8)]
            else:
                mutant[at:at] = bytes(chance.randrange(256) for _ in range(3))
            mutant = mutant or bytearray(b"x")
        with RawConnection(port) as connection:
            connection.send(bytes(mutant))
            connection.socket.shutdown(1)
            answer = connection.answer(head_only=mutant.startswith(b"HEAD"))
            assert answer is None or answer.status < 500, f"round {round_}: {bytes(mutant)!r} was answered with {answer}"
    api_server.check_alive()
