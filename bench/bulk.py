"""./dev bench bulk: documents per second through `_bulk`, ordered and random ids, with a heartbeat beside it; eight bodies of 90 MiB at
once and the memory they take; then OpenSearch with the first."""
import contextlib
import http.client
import json
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

from peers import Headrace, raw_fdatasync_loop

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from harness.opensearch import OpenSearch  # noqa: E402
from harness.peer import Unavailable  # noqa: E402

BATCH = 1_000
CONNECTIONS = 2
LARGE = 90 << 20
LARGE_CONNECTIONS = 8
PAD = "lorem ipsum dolor sit amet " * 29  # a document has about 900 bytes


def lines(ids: list[str]) -> bytes:
    stamp = '"2026-11-23T14:59:29.277769+00:00"'
    return "".join([f'{{"index":{{"_index":"bulk","_id":"{one}"}}}}\n{{"id":"{one}","_timestamp":{stamp},"title":"Page {one}","body":"{PAD}"}}\n' for one in ids]).encode()


class Feed:
    """Bodies for many senders, made ahead so that making them is not what is timed."""

    def __init__(self, total: int, is_random: bool):
        numbers = list(range(total))
        if is_random:
            random.Random(7).shuffle(numbers)
        self.bodies = [[f"{n:012d}" for n in numbers[at:at + BATCH]] for at in range(0, total, BATCH)]
        if is_random:  # not only in random order: spread over the whole range of keys
            self.bodies = [[f"{(int(one) * 2654435761) % 2**32:08x}{one}" for one in body] for body in self.bodies]
        self.bodies = [lines(ids) for ids in self.bodies]
        self.lock, self.next = threading.Lock(), 0

    def take(self) -> bytes | None:
        with self.lock:
            if self.next == len(self.bodies):
                return None
            self.next += 1
            return self.bodies[self.next - 1]


def send(port: int, feed: Feed, failures: list) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while (body := feed.take()) is not None:
        connection.request("PUT", "/_bulk", body, {"Content-Type": "application/x-ndjson"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200 or not text.startswith(b'{"errors":false') and b'"errors":true' in text[:60]:
            failures.append(text[:300])
            return


class Heartbeat(threading.Thread):
    """Checks a job in again and again, as a service does; keeps how long each took."""

    def __init__(self, port: int, target: str):
        super().__init__()
        self.port, self.target, self.times, self.ends = port, target, [], threading.Event()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.ends.is_set():
            began = time.perf_counter()
            connection.request("PUT", self.target)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            self.times.append((time.perf_counter() - began) * 1000)
            time.sleep(0.005)

    def stop(self) -> float:
        self.ends.set()
        self.join()
        return sorted(self.times)[int(len(self.times) * 0.99)]


def load(port: int, total: int, is_random: bool) -> float:
    """Documents per second."""
    feed, failures = Feed(total, is_random), []
    senders = [threading.Thread(target=send, args=(port, feed, failures)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert not failures, failures
    return total / (time.perf_counter() - began)


def peak_bytes(server) -> int:
    with open(f"/proc/{server.process.pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def run() -> dict:
    total = int(os.environ.get("HEADRACE_BENCH_DOCUMENTS", "300000"))
    figures = {"documents": total, "bytes of a document": len(lines(["000000000000"]).split(b"\n")[1])}
    for name, is_random in (("ordered ids", False), ("random ids", True)):
        with Headrace() as server:
            server.json("PUT", "/_connector/c", {"index_name": "idx-c", "service_type": "dir"})
            job = server.json("POST", "/_connector/_sync_job", {"id": "c"})["id"]
            figures[f"{name}: bare 1,000-record writes + fdatasync, records/s"] = raw_fdatasync_loop(server.folder, BATCH)
            heart = Heartbeat(server.port, f"/_connector/_sync_job/{job}/_check_in")
            heart.start()
            figures[f"{name}: documents/s"] = load(server.port, total, is_random)
            figures[f"{name}: check-in beside it, p99 ms"] = heart.stop()
            figures[f"{name}: peak memory, MB"] = peak_bytes(server) / 1e6
            assert server.json("GET", "/bulk/_count")["count"] == total
            wanted = json.loads(server.request("GET", "/bulk/_search?size=1"))["hits"]["hits"][0]
            assert wanted["_source"]["body"] == PAD
    return figures | large_figures() | peer_figures(total)


def large_body(sender: int) -> tuple[bytes, int]:
    """About 90 MiB, and how many documents that is."""
    count = LARGE // len(lines(["000000000000"]))
    return lines([f"{sender:02d}{n:010d}" for n in range(count)]), count


def large_figures() -> dict:
    """Eight senders with one body of 90 MiB each, at once."""
    failures = []
    with Headrace() as server:
        idle = peak_bytes(server)
        feeds, total = [], 0
        for sender in range(LARGE_CONNECTIONS):
            feed = Feed(0, False)
            body, count = large_body(sender)
            feed.bodies, total = [body], total + count
            feeds.append(feed)
        senders = [threading.Thread(target=send, args=(server.port, feed, failures)) for feed in feeds]
        began = time.perf_counter()
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        took = time.perf_counter() - began
        peak = peak_bytes(server)
        if failures:  # as a server that takes bodies whole does: too much at once
            return {"8 bodies of 90 MiB: refused": len(failures), "8 bodies of 90 MiB: peak memory, MB": peak / 1e6}
        assert server.json("GET", "/bulk/_count")["count"] == total
    return {"8 bodies of 90 MiB: documents/s": total / took, "8 bodies of 90 MiB: peak memory, MB": peak / 1e6, "idle: memory, MB": idle / 1e6}


def peer_figures(total: int) -> dict:
    """The same bodies to OpenSearch, which has been warmed up with a tenth of them; it too answers when they are on disk."""
    figures = {}
    with contextlib.ExitStack() as stack:
        try:
            peer = OpenSearch(stack.enter_context(tempfile.TemporaryDirectory(prefix="headrace-bench."))).start()
        except Unavailable as reason:
            print(f"  without OpenSearch: {reason}")
            return figures
        stack.callback(peer.stop)
        load(peer.port, total // 10, False)
        for name, is_random in (("ordered ids", False), ("random ids", True)):
            peer.new_client().request("DELETE", "/bulk")
            figures[f"{name}: OpenSearch, documents/s"] = load(peer.port, total, is_random)
    return figures
