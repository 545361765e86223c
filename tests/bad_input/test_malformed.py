"""Generated malformed requests to every endpoint get no 5xx, end nothing, cost no memory, and what is refused changes nothing that is stored."""

import http.client
import random
import re
from pathlib import Path

import pytest

from grammar import Grammar, routes
from harness.server import Server
from harness.sync import ok

SEED = 20240917
PER_ENDPOINT, PER_ENDPOINT_LONG = 200, 1000
# Of everything that the requests which were let in have stored, and of what the allocator keeps.
MOST_GROWTH = 96 << 20
# What every 4xx says: the error, or that a document is not there.
TELLING = (b'"api_keys":[]', b'"api_keys" : [ ]', b'api_keys: []', b'"error"', b'"found":false', b'"result":"not_found"', b'error:', b'found: false', b'result: "not_found"', b'"found" : false', b'"result" : "not_found"')
INDICES = ".elastic-connectors,.elastic-connectors-sync-jobs,books"


def ok_body(answer):
    assert answer.status == 200, answer.body
    return answer.body


def resident(server):
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{server.process.pid}/status").read_text())[1]) << 10


class Watched:
    """A server, and the bytes of everything it stores."""

    def __init__(self, server):
        self.server = server
        self.restore()

    def restore(self):
        """What the requests are about; some of them delete it, and rightly so."""
        client = self.server.client
        client.post("/books/_open?ignore_unavailable=true")
        client.put("/_connector/alpha", {"service_type": "dir"})
        if client.get("/_connector/_sync_job/1").status == 404:
            client.put("/.elastic-connectors-sync-jobs/_doc/1", {"status": "pending", "connector": {"id": "alpha"}, "created_at": "2024-01-01T00:00:00Z"})
        if client.get("/books/_doc/1").status == 404:
            ok(client.put("/books/_doc/1", {"a": 1}))
        self.before = self.stored()

    def stored(self):
        answer = self.server.client.request("POST", f"/{INDICES}/_search", {"size": 10_000, "seq_no_primary_term": True, "version": True})
        return ok_body(answer).split(b'"hits"', 1)[1]

    def send(self, method, target, headers, body):
        try:
            answer = self.server.client.request(method, target, body, headers)
        except (http.client.InvalidURL, UnicodeEncodeError, ValueError):
            self.server.client.close()
            return  # the client library itself refuses to send it
        said = (method, target[:300], headers, (body or b"")[:300], answer.status, answer.body[:600])
        assert answer.status < 500, said
        if target.startswith("/_ingest/pipeline") and answer.status == 404 and answer.body.split() in ([b"{}"], [b"{", b"}"], [b"---", b"{}"]):
            return  # docs/spec/document-api.md 4.16
        assert answer.status in (406, 413, 417) or method == "HEAD" or answer.status < 400 or any(word in answer.body for word in TELLING), said
        if method in ("GET", "HEAD", "OPTIONS"):
            return
        if answer.status >= 400:
            assert self.stored() == self.before, said
        else:
            self.restore()


@pytest.mark.slow
def test_no_malformed_request_is_a_fault(binary, tmp_path, request):
    count = PER_ENDPOINT_LONG if request.config.getoption("--long") else PER_ENDPOINT
    with Server(binary, tmp_path / "data") as server:
        watched = Watched(server)
        grammar = Grammar(random.Random(SEED))
        known = routes()
        assert len(known) > 90
        before = None
        for method, template in known * 2:  # memory is measured when everything was seen once
            before = before or (resident(server) if (method, template) == known[-1] else None)
            for _ in range(count // 2):
                watched.send(*grammar.request(method, template))
        assert resident(server) - before < MOST_GROWTH
        server.check_alive()
