"""./dev bench search: searches of 1,000,000 documents, beside OpenSearch with the same ones."""
import contextlib
import http.client
import json
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time

from peers import Headrace

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from harness.opensearch import OpenSearch  # noqa: E402
from harness.peer import Unavailable  # noqa: E402

BATCH = 2_000
WORDS = [f"{head}{tail}" for head in ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru") for tail in
         ("lor", "tam", "ven", "sik", "dor", "mal", "rit", "zon", "kel", "bux")] + [f"rare{n}" for n in range(2_000)]
MAPPINGS = {"properties": {"title": {"type": "text"}, "body": {"type": "text"}, "tag": {"type": "keyword"}, "count": {"type": "long"}, "at": {"type": "date"}}}
FIRST = 1_700_000_000_000


def document(n: int) -> dict:
    """The same for the same number: 100 common words, one of 2,000 rare ones, one of 1,000 tags, every second its own."""
    chance = random.Random(n)
    words = chance.choices(WORDS[:100], k=40)
    return {"title": f"{words[0]} {words[1]} {WORDS[100 + n % 2_000]}", "body": " ".join(words), "tag": f"tag-{n * 7 % 1_000}", "count": n % 10_007,
            "at": FIRST + (n * 7_919 % 1_000_003) * 1_000}


class Side:
    """One of the two servers."""

    def __init__(self, name: str, port: int):
        self.name, self.connection = name, http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def call(self, method: str, target: str, body=None) -> dict:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        self.connection.request(method, target, data, {"Content-Type": "application/x-ndjson" if target.startswith("/_bulk") else "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (self.name, method, target, answer.status, text[:300])
        return json.loads(text)


def fill(sides: list[Side], total: int) -> None:
    for side in sides:
        side.call("PUT", "/pages", {"mappings": MAPPINGS, "settings": {"number_of_shards": 1, "number_of_replicas": 0}})
    for start in range(0, total, BATCH):
        lines = []
        for n in range(start, min(start + BATCH, total)):
            lines.append(f'{{"index":{{"_index":"pages","_id":"{n:08d}"}}}}')
            lines.append(json.dumps(document(n)))
        body = ("\n".join(lines) + "\n").encode()
        for side in sides:
            assert not side.call("POST", "/_bulk", body)["errors"]
    for side in sides:
        side.call("POST", "/pages/_refresh")


def search(body: dict):
    return lambda side: side.call("POST", "/pages/_search", body)


def sort_by_date(**more) -> dict:
    return {"sort": [{"at": "desc"}, {"count": "asc"}], "size": 10, "_source": False, **more}


def requests_of(kind: str, total: int, chance: random.Random):
    """Endless requests of one kind; each is a function of a side."""
    while True:
        n = chance.randrange(total)
        if kind == "get by id":
            yield lambda side, n=n: side.call("GET", f"/pages/_doc/{n:08d}")
        elif kind == "term":
            yield search({"query": {"term": {"tag": f"tag-{n % 1_000}"}}, "size": 10, "track_total_hits": True})
        elif kind == "match of a rare word":
            yield search({"query": {"match": {"title": WORDS[100 + n % 2_000]}}, "size": 10, "track_total_hits": True})
        elif kind == "match of two words, one rare":
            query = {"match": {"title": {"query": f"{WORDS[n % 100]} {WORDS[100 + n % 2_000]}", "operator": "and"}}}
            yield search({"query": query, "size": 10, "track_total_hits": True})
        elif kind == "sort by date":
            yield search(sort_by_date())
        else:
            yield search(sort_by_date(search_after=[document(n)["at"], document(n)["count"]]))


def shown(answer: dict):
    """What must be the same on both sides, whatever the order of equals."""
    if "hits" not in answer:
        return answer["_source"]
    hits = answer["hits"]
    if hits["hits"] and "sort" in hits["hits"][0]:
        return [hit["sort"] for hit in hits["hits"]]
    return hits["total"]["value"]


def timed(side: Side, requests, most: int, seconds: float) -> float:
    """p50 in milliseconds of at most so many requests, in about so many seconds."""
    times, ends = [], time.perf_counter() + seconds
    for request in requests:
        began = time.perf_counter()
        request(side)
        times.append((time.perf_counter() - began) * 1000)
        if len(times) >= 3 and (len(times) >= most or time.perf_counter() > ends):
            return statistics.median(times)


def settle(side: Side, total: int) -> float:
    """Searches words until the index of words is there: seconds that took, 0 for the peer."""
    began = time.perf_counter()
    requests = requests_of("match of a rare word", total, random.Random(5))
    while time.perf_counter() - began < 300:
        if timed(side, requests, 3, 1) < 50:
            return time.perf_counter() - began
        time.sleep(1)
    raise RuntimeError("searches of words do not become fast")


KINDS = ("get by id", "term", "match of a rare word", "match of two words, one rare", "sort by date", "deep search_after")


def run() -> dict:
    total = int(os.environ.get("HEADRACE_BENCH_SEARCHED", "1000000"))
    figures = {"documents": total}
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(Headrace())
        sides = [Side("headrace", ours.port)]
        try:
            peer = OpenSearch(stack.enter_context(tempfile.TemporaryDirectory(prefix="headrace-bench."))).start()
            stack.callback(peer.stop)
            sides.append(Side("opensearch", peer.port))
        except Unavailable as reason:
            print(f"  without OpenSearch: {reason}")
        fill(sides, total)
        figures["until the words are indexed, s"] = settle(sides[0], total)
        for kind in KINDS:
            for _, request in zip(range(3), requests_of(kind, total, random.Random(1))):
                answers = [shown(request(side)) for side in sides]
                assert all(answer == answers[0] for answer in answers), (kind, answers)
            for side in sides:
                figures[f"{kind}: {side.name}, p50 ms"] = timed(side, requests_of(kind, total, random.Random(2)), 200, 10)
        figures["resident memory, MB"] = ours.resident_bytes() / 1e6
    return figures
