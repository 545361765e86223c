"""Check-ins while a large content store is compacted: what the slowest of them wait for."""
import json
import os
import random
import threading

from peers import Headrace, wrk

MEGABYTES = int(os.environ.get("HEADRACE_BENCH_COMPACTED_MB", "600"))
TEXT = 9_000


def fill(server: Headrace, megabytes: int) -> None:
    """Documents that do not compress, each written twice, so that there is something to take away."""
    chance, count = random.Random(1), megabytes * 1_000_000 // (2 * TEXT)
    for _ in range(2):
        for start in range(0, count, 500):
            lines = "".join(json.dumps({"index": {"_id": str(n)}}) + "\n" + json.dumps({"text": chance.randbytes(TEXT // 2).hex()}) + "\n" for n in range(start, min(start + 500, count)))
            assert not json.loads(server.request("POST", "/garbage/_bulk", lines.encode()))["errors"]


class Compacting(threading.Thread):
    """Compacts again and again until it is told to stop."""

    def __init__(self, server: Headrace):
        super().__init__()
        self.server, self.is_over, self.sizes = server, False, []

    def run(self) -> None:
        while not self.is_over:
            self.sizes.append(self.server.json("POST", "/_headrace/compact")["stores"]["content"])

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.is_over = True
        self.join()


def run(server: Headrace, paths: list[str]) -> dict:
    """Figures of 64 clients on `paths` (PUT), while the content is compacted and while it is not."""
    fill(server, MEGABYTES)
    alone = wrk(server.port, paths, method="PUT", connections=64, seconds=10)
    with Compacting(server) as compacting:
        beside = wrk(server.port, paths, method="PUT", connections=64, seconds=10)
    assert compacting.sizes and compacting.sizes[0]["bytes_after"] < compacting.sizes[0]["bytes_before"]
    figures = {"content compacted, MB": compacting.sizes[0]["bytes_before"] / 1e6, "compactions": len(compacting.sizes), "beside a compaction / alone": beside.rate / alone.rate}
    for name, load in (("alone", alone), ("beside a compaction", beside)):
        figures |= {f"{name}, requests/s": load.rate, f"{name} p50 ms": load.p50, f"{name} p99 ms": load.p99, f"{name} p99.9 ms": load.p999, f"{name} longest ms": load.longest}
    return figures
