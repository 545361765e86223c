"""The checks of docs/spec/rest-conventions.md 17 that need bytes which no *.api file can say, each under its number; the others are in tests/api/rest.

Check 57 (R57), the official clients, is tests/clients/test_clients.py."""

import gzip
import json
import zlib

import pytest

from harness.raw import RawConnection, exchange, head
from harness.sync import ok

JSON = "Content-Type: application/json"
MIB = 1024 * 1024
NAMED = b'{"name":"named"}'


@pytest.fixture
def port(api_server):
    """Of a server that holds the connector `c` without a name."""
    ok(api_server.client.put("/_connector/c", {}))
    yield api_server.port
    api_server.check_alive()


@pytest.fixture
def name(api_server):
    return lambda: ok(api_server.client.get("/_connector/c"))["name"]


def put_name(body, *fields, path="/_connector/c/_name"):
    """A whole request that gives the connector a name."""
    return head(f"PUT {path} HTTP/1.1", *(fields or [JSON]), f"Content-Length: {len(body)}").encode() + body


def assert_error(answer, status, kind):
    assert answer is not None and answer.status == status, answer
    document = answer.json()
    assert document["error"]["type"] == kind and document["status"] == status, document
    assert answer.headers["x-elastic-product"] == "Elasticsearch"
    return document["error"]


def assert_bare(answer, status):
    """As docs/spec/rest-conventions.md 2.5 and 2.6 have it: nothing but the status."""
    assert answer is not None and answer.status == status, answer
    assert answer.headers["content-length"] == "0" and answer.body == b""


def test_R02_head_of_the_root_tells_the_length_and_sends_nothing(port):
    with RawConnection(port) as connection:
        connection.send(head("HEAD / HTTP/1.1"), head("GET / HTTP/1.1"))
        first, second = connection.answer(head_only=True), connection.answer()
    assert (first.status, second.status) == (200, 200)
    assert int(first.headers["content-length"]) == len(second.body) > 0
    for field in ("content-type", "x-elastic-product"):
        assert first.headers[field] == second.headers[field]


@pytest.mark.parametrize("path", ["/_connector", "/_connector/c", "/_connector/c/_name", "/_connector/_sync_job", "/_connector/_secret/s"])
def test_R21_head_that_is_not_allowed_sends_nothing(port, path):
    with RawConnection(port) as connection:
        connection.send(head(f"HEAD {path} HTTP/1.1"))
        refused = connection.answer(head_only=True)
        assert refused.status == 405 and refused.headers["allow"]
        connection.send(head("GET / HTTP/1.1"))
        assert connection.answer().status == 200


@pytest.mark.parametrize("header", ["Accept", "Content-Type"])
def test_R14_a_media_type_stands_once(port, header):
    twice = head("GET / HTTP/1.1", f"{header}: application/json", f"{header}: application/json")
    error = assert_error(exchange(port, twice), 400, "media_type_header_exception")
    assert error["caused_by"] == {"type": "illegal_argument_exception", "reason": f"Incorrect header [{header}]. Only one value should be provided"}


def test_R37_a_byte_order_mark_is_skipped(port, name):
    assert exchange(port, put_name(b"\xef\xbb\xbf" + NAMED)).status == 200
    assert name() == "named"


@pytest.mark.parametrize("body", [b"[" * 2000 + b"]" * 2000, b'{"name":' + b"[" * 2000 + b"]" * 2000 + b"}", b"[" * 2000, b'{"a":' * 2000 + b"1" + b"}" * 2000])
def test_R38_deep_nesting_is_refused(port, body):
    assert_error(exchange(port, put_name(body)), 400, "x_content_parse_exception")
    assert_error(exchange(port, put_name(body, path="/_connector/d")), 400, "x_content_parse_exception")


def test_R39_a_body_that_is_too_long_is_refused_before_it_comes(port, name):
    declared = f"Content-Length: {101 * MIB}"
    assert_bare(exchange(port, head("PUT /_connector/c/_name HTTP/1.1", JSON, declared)), 413)
    assert_bare(exchange(port, head("PUT /_connector/c/_name HTTP/1.1", JSON, declared), NAMED), 413)
    assert_bare(exchange(port, head("PUT /_connector/c/_name HTTP/1.1", JSON, declared, "Expect: 100-continue")), 413)
    assert exchange(port, put_name(NAMED)).status == 200 and name() == "named"


def test_R40_a_chunked_body_is_read(port, name):
    chunks = [b"4\r\n" + NAMED[:4] + b"\r\n", b"1;extension=1\r\n" + NAMED[4:5] + b"\r\n", f"{len(NAMED) - 5:X}\r\n".encode() + NAMED[5:] + b"\r\n", b"0\r\n", b"\r\n"]
    with RawConnection(port) as connection:
        connection.send(head("PUT /_connector/c/_name HTTP/1.1", JSON, "Transfer-Encoding: chunked"), *chunks)
        assert connection.answer().status == 200
        connection.send(head("GET / HTTP/1.1"))
        assert connection.answer().status == 200
    assert name() == "named"


def test_R40_a_chunked_body_without_a_byte_is_none(port):
    empty = head("PUT /_connector/c/{} HTTP/1.1", "Content-Type: application/octet-stream", "Transfer-Encoding: chunked") + "0\r\n\r\n"
    assert exchange(port, empty.replace("{}", "_check_in")).status == 200
    assert_error(exchange(port, empty.replace("{}", "_name")), 400, "parse_exception")


def test_R41_a_packed_body_is_unpacked(port, name):
    for coding, packed in (("gzip", gzip.compress(NAMED)), ("deflate", zlib.compress(b'{"name":"deflated"}'))):
        assert exchange(port, put_name(packed, JSON, f"Content-Encoding: {coding}")).status == 200, coding
        assert name() == {"gzip": "named", "deflate": "deflated"}[coding]


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(NAMED)[:-6], gzip.compress(NAMED)[:10] + b"\xff" * 20, NAMED])
def test_R41_a_broken_packed_body_is_400(port, name, body):
    before = name()
    answer = exchange(port, put_name(body, JSON, "Content-Encoding: gzip"))
    assert answer.status == 400 and answer.json()["error"]["type"]
    assert name() == before


def test_R42_an_answer_is_packed_for_those_who_ask(port, api_server):
    ok(api_server.client.put("/books/_doc/1", {"text": "water " * 2000}))
    for wish, packed in ((None, False), ("identity", False), ("gzip;q=0", False), ("gzip", True), ("gzip, deflate", True), ("deflate, gzip;q=0.5", True), ("br", False)):
        answer = exchange(port, head("GET /books/_doc/1 HTTP/1.1", *([f"Accept-Encoding: {wish}"] if wish else [])))
        assert ("content-encoding" in answer.headers) == packed, wish
        body = gzip.decompress(answer.body) if packed else answer.body
        assert json.loads(body)["_source"]["text"].startswith("water water")


@pytest.mark.parametrize("value", ["100-continue", "100-Continue"])
def test_R43_who_asks_first_is_told_to_go_on(port, name, value):
    with RawConnection(port) as connection:
        connection.send(head("PUT /_connector/c/_name HTTP/1.1", JSON, f"Content-Length: {len(NAMED)}", f"Expect: {value}"))
        assert connection.answer().status == 100
        connection.send(NAMED)
        assert connection.answer().status == 200
    assert name() == "named"


def test_R43_another_expectation_fails(port):
    with RawConnection(port) as connection:
        connection.send(head("PUT /_connector/c/_name HTTP/1.1", JSON, f"Content-Length: {len(NAMED)}", "Expect: x"))
        answer = connection.answer()
        assert_bare(answer, 417)
        assert answer.headers["connection"] == "close" and connection.is_closed()


def test_R44_ten_requests_at_once_are_answered_in_their_order(port):
    paths = ["/", "/_connector/c", "/_connector/nobody", "/no/such/path", "/_connector?sizes=1"]
    requests = [head(f"GET {paths[i % 5]} HTTP/1.1", f"X-Opaque-Id: {i}") for i in range(9)]
    requests.append(put_name(NAMED, JSON, "X-Opaque-Id: 9").decode())
    with RawConnection(port) as connection:
        connection.send("".join(requests))
        answers = [connection.answer() for _ in requests]
    assert [answer.headers["x-opaque-id"] for answer in answers] == [str(i) for i in range(10)]
    assert [answer.status for answer in answers] == [200, 200, 404, 400, 400, 200, 200, 404, 400, 200]


def test_R45_one_request_has_one_name(port):
    answer = exchange(port, head("GET / HTTP/1.1", "X-Opaque-Id: a", "X-Opaque-Id: b"))
    assert answer.status == 400 and "multiple values for single-valued header [X-Opaque-Id]." in answer.json()["error"]["reason"]


def test_R56_the_server_is_where_it_says(api_server, port):
    nodes = ok(api_server.client.get("/_nodes/_all/http"))["nodes"]
    assert len(nodes) == 1
    for identity, node in nodes.items():
        assert len(identity) == 22 and node["roles"] != ["master"]
        host, _, number = node["http"]["publish_address"].split("/")[-1].rpartition(":")
        assert host == "127.0.0.1" and int(number) == port
        assert exchange(int(number), head("GET / HTTP/1.1")).status == 200


MALFORMED = {
    "escape in the path": head("GET /_connector/%zz HTTP/1.1"),
    "half an escape in the path": head("GET /_connector/%4 HTTP/1.1"),
    "escape in the query": head("GET /_connector?query=%zz HTTP/1.1"),
    "escapes that are no UTF-8": head("GET /_connector/%ff%fe?query=%c3%28 HTTP/1.1"),
    "a zero byte in an id": head("GET /_connector/a%00b HTTP/1.1"),
    "fragment": head("GET /_connector?size=1#size=x HTTP/1.1"),
    "empty segments": head("GET ///_connector//// HTTP/1.1"),
    "number out of range": head("GET /_connector?from=99999999999999999999 HTTP/1.1"),
    "negative size": head("GET /_connector?size=-1 HTTP/1.1"),
    "no media type": head("GET / HTTP/1.1", "Content-Type: /", "Accept: ;;;"),
    "version that is no number": head("GET / HTTP/1.1", "Accept: application/vnd.elasticsearch+json; compatible-with=x"),
    "version beyond numbers": head("GET / HTTP/1.1", "Accept: application/vnd.elasticsearch+json; compatible-with=99999999999999999999"),
    "filter_path of dots": head("GET /?filter_path=..,-,**.**.**,%5C HTTP/1.1"),
    "unknown method": head("BREW /_connector HTTP/1.1"),
    "no body": put_name(b""),
    "zero bytes": put_name(b"\x00" * 10),
    "no UTF-8": put_name(b'{"name":"\xff\xfe"}'),
    "half a surrogate": put_name(b'{"name":"\\ud800"}'),
    "control character": put_name(b'{"name":"a\x01"}'),
    "UTF-16": put_name('{"name":"x"}'.encode("utf-16")),
    "byte order mark alone": put_name(b"\xef\xbb\xbf"),
    "two documents": put_name(NAMED + NAMED),
    "huge number": put_name(b'{"name":1e999999999}'),
    "many digits": put_name(b'{"name":' + b"9" * 100000 + b"}"),
    "closing first": put_name(b"]}"),
    "comment without an end": put_name(b'{"name":"x" /* '),
    "deep": put_name(b"[" * 100000),
    "deep objects": put_name(b'{"a":' * 100000),
    "corrupt gzip": put_name(b"\x1f\x8b\x08" + b"\xff" * 50, JSON, "Content-Encoding: gzip"),
    "unknown coding": put_name(NAMED, JSON, "Content-Encoding: br"),
    "expectation": put_name(NAMED, JSON, "Expect: x"),
    "Authorization": head("GET / HTTP/1.1", "Authorization: ApiKey \xff\xfe"),
    "broken chunk": head("PUT /_connector/c/_name HTTP/1.1", JSON, "Transfer-Encoding: chunked") + "zz\r\n{}\r\n",
}


@pytest.mark.parametrize("what", MALFORMED)
def test_R58_malformed_input_is_never_a_5xx(port, what):
    answer = exchange(port, MALFORMED[what])
    assert answer is not None and 200 <= answer.status < 500, answer
    assert exchange(port, head("GET / HTTP/1.1")).status == 200
