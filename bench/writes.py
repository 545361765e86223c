"""Durable writes of jobs: what 64 clients and one client get done over HTTP, and what the engine does without it."""
import json
import subprocess
import tempfile

import compaction
from peers import ROOT, Headrace, raw_fdatasync_loop, wrk

CLIENTS = 64
ENGINE_ALONE = ROOT / "build" / "release" / "bench_engine_writes"
JOB = "/_connector/_sync_job/{}"
STATS = {"deleted_document_count": 3, "indexed_document_count": 1234, "indexed_document_volume": 56, "total_document_count": 9000}
# Of each kind of write: what is asked, and what the job or the list must show afterwards.
KINDS = {
    "check-in": ("PUT", JOB + "/_check_in", None),
    "claim": ("PUT", JOB + "/_claim", {"worker_hostname": "w"}),
    "stats": ("PUT", JOB + "/_stats", STATS),
    "create": ("POST", "/_connector/_sync_job", {"id": "c"}),
}


def make_jobs(server: Headrace, count: int) -> list[str]:
    server.json("PUT", "/_connector/c", {"index_name": "idx-c", "service_type": "dir"})
    return [server.json("POST", "/_connector/_sync_job", {"id": "c"})["id"] for _ in range(count)]


def check_answers(server: Headrace, job: str) -> None:
    """Every kind of write does what it is for."""
    for method, target, body in KINDS.values():
        before = server.json("GET", JOB.format(job))
        count = server.json("GET", "/_connector/_sync_job?size=0")["count"]
        server.json(method, target.format(job), body)
        after = server.json("GET", JOB.format(job))
        if method == "POST":
            assert server.json("GET", "/_connector/_sync_job?size=0")["count"] == count + 1
            continue
        assert after["last_seen"] > before["last_seen"]
        assert all(after[name] == value for name, value in (body or {}).items())


def load(server: Headrace, kind: str, jobs: list[str], connections: int):
    method, target, body = KINDS[kind]
    return wrk(server.port, [target.format(job) for job in jobs], method=method, connections=connections, body=json.dumps(body) if body else None)


def engine_alone(clients: int) -> float:
    with tempfile.TemporaryDirectory(prefix="headrace-bench.") as folder:
        return float(subprocess.run([ENGINE_ALONE, folder, str(clients), "3"], capture_output=True, text=True, check=True).stdout)


def run() -> dict:
    with Headrace() as server:
        jobs = make_jobs(server, 256)
        check_answers(server, jobs[0])
        bare_64, bare_1 = raw_fdatasync_loop(server.folder, CLIENTS), raw_fdatasync_loop(server.folder, 1)
        figures = {"bare 64-record writes + fdatasync, records/s": bare_64, "bare write + fdatasync, records/s": bare_1}
        for kind in KINDS:
            many = load(server, kind, jobs, CLIENTS)
            figures |= {f"{kind}, 64 clients, requests/s": many.rate, f"{kind}, 64 clients / bare loop": many.rate / bare_64, f"{kind}, 64 clients p99 ms": many.p99}
        one = load(server, "check-in", jobs, 1)
        figures |= {"check-in, one client, requests/s": one.rate, "one client / bare": one.rate / bare_1, "one client p50 ms": one.p50}
        alone_64, alone_1 = engine_alone(CLIENTS), engine_alone(1)
        figures |= {"engine alone, 64 clients, check-ins/s": alone_64, "engine alone / bare loop": alone_64 / bare_64,
                    "engine alone, one client, check-ins/s": alone_1, "engine alone, one client / bare": alone_1 / bare_1}
        return figures | compaction.run(server, [KINDS["check-in"][1].format(job) for job in jobs])
