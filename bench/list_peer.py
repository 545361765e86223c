"""The list of sync jobs beside the same list on OpenSearch: one client, the same jobs, the same window."""
import contextlib
import http.client
import json
import os
import random
import tempfile

from peers import wrk
from search import OpenSearch, Unavailable  # also finds tests/harness

DEPTH, SIZE = 9_000, 100
MAPPINGS = {"properties": {
    "created_at": {"type": "date"}, "last_seen": {"type": "date"}, "status": {"type": "keyword"}, "job_type": {"type": "keyword"},
    "trigger_method": {"type": "keyword"}, "metadata": {"type": "object"},
    "connector": {"properties": {"id": {"type": "keyword"}, "index_name": {"type": "keyword"}, "service_type": {"type": "keyword"},
                                 "configuration": {"type": "object", "enabled": False}}}}}


def raw_exchange(connection: http.client.HTTPConnection, method: str, target: str, body=None):
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    connection.request(method, target, data, {"Content-Type": "application/x-ndjson" if target.startswith("/_bulk") else "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def exchange(*request):
    status, text = raw_exchange(*request)
    return status, json.loads(text)


def compare(port: int, count: int, bulk_bodies) -> dict:
    """`port`: of our server, which has the jobs of `bulk_bodies` already. Nothing where OpenSearch cannot be had, or with HEADRACE_BENCH_ALONE."""
    if os.environ.get("HEADRACE_BENCH_ALONE"):
        return {}
    ours = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.ExitStack() as stack:
        try:
            peer = OpenSearch(stack.enter_context(tempfile.TemporaryDirectory(prefix="headrace-bench."))).start()
        except Unavailable as reason:
            print(f"  without OpenSearch: {reason}")
            return {}
        stack.callback(peer.stop)
        theirs = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=300)
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        assert exchange(theirs, "PUT", "/jobs", {"mappings": MAPPINGS, "settings": settings})[0] == 200
        for body in bulk_bodies:
            status, answer = exchange(theirs, "POST", "/_bulk?filter_path=errors", body.replace(b'{"index": {', b'{"index": {"_index": "jobs", '))
            assert status == 200 and not answer["errors"]
        exchange(theirs, "POST", "/jobs/_refresh")

        def window(depth):
            return {"query": {"match_all": {}}, "sort": [{"created_at": "asc"}], "from": depth, "size": SIZE, "track_total_hits": True}

        def ask_ours(depth=DEPTH):
            return raw_exchange(ours, "GET", f"/_connector/_sync_job?size={SIZE}&from={depth}")

        def ask_theirs(depth=DEPTH):
            return raw_exchange(theirs, "POST", "/jobs/_search", window(depth))

        found, expected = json.loads(ask_ours()[1]), json.loads(ask_theirs()[1])
        assert found["count"] == expected["hits"]["total"]["value"] == count
        assert [job["id"] for job in found["results"]] == [hit["_id"] for hit in expected["hits"]["hits"]]
        deep = count * 9 // 10
        assert len(json.loads(ask_ours(deep)[1])["results"]) == SIZE

        def p50(at, path, depth):
            """Around this depth, so many different windows that none is a page that our server remembers."""
            windows = [(depth + n, size) for n in range(-500, 500) for size in range(SIZE - 20, SIZE + 1)]
            random.Random(1).shuffle(windows)
            return wrk(at, [path.format(*window) for window in windows], connections=1, seconds=5).p50

        list_path, search_path = "/_connector/_sync_job?from={}&size={}", "/jobs/_search?from={}&size={}&sort=created_at:asc&track_total_hits=true"
        our_p50, their_p50 = p50(port, list_path, DEPTH), p50(peer.port, search_path, DEPTH)
        return {f"depth {DEPTH}: p50 ms, one client": our_p50, f"depth {DEPTH}: OpenSearch p50 ms": their_p50, "OpenSearch / ours": their_p50 / our_p50,
                f"depth {deep}: p50 ms, one client": p50(port, list_path, deep),
                f"depth {deep}: OpenSearch answers": ask_theirs(deep)[0]}
